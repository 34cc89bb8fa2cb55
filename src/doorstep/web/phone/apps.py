"""The app's name for Django."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """The doorstep page: today's visits on a phone, and what comes back from it, each once."""

    name = "doorstep.web.phone"
    label = "phone"
