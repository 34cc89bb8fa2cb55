"""The app's name for Django."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """The doorstep page: today's visits on a phone, and what comes back from it, each once."""

    name = "doorstep.web.phone"
    label = "phone"

    def ready(self) -> None:
        """Put what came with a phone on the page of a record, what waits on My day."""
        from doorstep.web.accounts.services import ENDED  # noqa: PLC0415
        from doorstep.web.lists import also as my_day  # noqa: PLC0415
        from doorstep.web.phone.on_my_day import asks, phones_part, round_part  # noqa: PLC0415
        from doorstep.web.phone.receipts import receipt_of_visit  # noqa: PLC0415
        from doorstep.web.phone.services.phones import revoke_all  # noqa: PLC0415
        from doorstep.web.phone.showing_photographs import of_visit  # noqa: PLC0415 (models are there)
        from doorstep.web.visits import also  # noqa: PLC0415

        also.add("phone/receipt_of_visit.html", receipt_of_visit)
        also.add("phone/photographs_of_visit.html", of_visit)
        my_day.add("phone/on_my_day.html", phones_part, asks=asks, first=True)
        # Above a list that is many screens long on a phone.
        my_day.add("phone/round_on_my_day.html", round_part, first=True)
        if revoke_all not in ENDED:
            ENDED.append(revoke_all)
