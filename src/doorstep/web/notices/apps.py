"""The app's name for Django, and what it adds to My day."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told, once each: digests, escalations, reminders, calendars, webhooks."""

    name = "doorstep.web.notices"
    label = "notices"

    def ready(self) -> None:
        """Put reminders on My day."""
        from doorstep.web.lists import also
        from doorstep.web.notices.on_my_day import asks, reminders_part

        also.add("notices/on_my_day.html", reminders_part, asks=asks)
