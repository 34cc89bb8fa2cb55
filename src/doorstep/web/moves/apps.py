"""The app's name for Django."""

from django.apps import AppConfig


class MovesConfig(AppConfig):
    """Children, drafts, signatures and reminders that pass from one person to another."""

    name = "doorstep.web.moves"
    label = "moves"
