"""The app's name for Django."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Procedures gone through for a child."""

    name = "doorstep.web.decisions"
    label = "decisions"
