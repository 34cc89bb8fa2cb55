"""The app's name for Django."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """My day, team and locality lists, saved views, search."""

    name = "doorstep.web.lists"
    label = "lists"
