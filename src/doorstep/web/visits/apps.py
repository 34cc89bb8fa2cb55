"""The app's name for Django."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Recording visits, calls and contacts."""

    name = "doorstep.web.visits"
    label = "visits"
