"""The app's name for Django."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """The doorstep page: today's visits on a phone, and what comes back from it, each once."""

    name = "doorstep.web.phone"
    label = "phone"

    def ready(self) -> None:
        """Put what came with a phone on the page of a record."""
        from doorstep.web.phone.showing_photographs import of_visit  # noqa: PLC0415 (models are there)
        from doorstep.web.visits import also  # noqa: PLC0415

        also.add("phone/photographs_of_visit.html", of_visit)
