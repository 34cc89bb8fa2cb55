"""The app's name for Django."""

from django.apps import AppConfig


class OutingsConfig(AppConfig):
    """Lone working: who is out, until when they are expected back, and who is told if they are not."""

    name = "doorstep.web.outings"
    label = "outings"

    def ready(self) -> None:
        """Put who is out on My day."""
        from doorstep.web.lists import also
        from doorstep.web.outings.on_my_day import asks, now_part, ways_part

        also.add("outings/on_my_day.html", now_part, asks=asks, first=True)
        also.add("outings/ways.html", ways_part)
