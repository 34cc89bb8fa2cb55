"""The app's name for Django, and what it adds to My day."""

from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    """Who of the staff can work today and how, as they say themselves; a reminder private to each."""

    name = "doorstep.web.wellbeing"
    label = "wellbeing"

    def ready(self) -> None:
        """Put the way to it on My day."""
        from doorstep.web.lists import also  # noqa: PLC0415
        from doorstep.web.wellbeing.on_my_day import asks, own_part  # noqa: PLC0415

        also.add("wellbeing/on_my_day.html", own_part, asks=asks)
