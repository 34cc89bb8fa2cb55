"""The app's name for Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told, once each: digests, escalations, reminders, calendars, webhooks."""

    name = "doorstep.web.notices"
    label = "notices"
