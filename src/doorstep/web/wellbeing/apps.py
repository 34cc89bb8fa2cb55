"""The app's name for Django."""

from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    """Who of the staff can work today and how, as they say themselves; a reminder private to each."""

    name = "doorstep.web.wellbeing"
    label = "wellbeing"
