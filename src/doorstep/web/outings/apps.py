"""The app's name for Django."""

from django.apps import AppConfig


class OutingsConfig(AppConfig):
    """Lone working: who is out, until when they are expected back, and who is told if they are not."""

    name = "doorstep.web.outings"
    label = "outings"
