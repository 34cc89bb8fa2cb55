"""The app's name for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What other systems may read and write, with tokens scoped like roles."""

    name = "doorstep.web.api"
    label = "api"
