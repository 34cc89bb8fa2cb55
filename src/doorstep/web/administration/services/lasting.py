"""Nobody locks everybody out: on every day from now on somebody is an administrator."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import OwnRole
from doorstep.workdays import LONDON

LAST_ONE = (
    "This would leave nobody who can administer Doorstep {when}."
    " Make somebody else an administrator first."
)


class LastAdministratorError(ValueError):
    """The change would leave the authority without an administrator; the message says what to do."""


def lock_administrators() -> None:
    """Hold the rows that say who administers, so that two people cannot end one another's at once."""
    list(RoleHeld.objects.filter(role=OwnRole.ADMINISTRATOR).order_by("pk").select_for_update())


def ensure_an_administrator(*, at: datetime) -> None:
    """Test that from this day on there is no day without an administrator; call it after the change.

    Raises: LastAdministratorError, which takes the transaction back.
    """
    on = at.astimezone(LONDON).date()
    held = RoleHeld.objects.filter(
        role=OwnRole.ADMINISTRATOR, user__is_active=True, team=None, locality=None
    ).exclude(end_date=F("start_date"))
    spans = list(held.values_list("start_date", "end_date"))
    for day in sorted({on, *(end for _, end in spans if end and end > on)}):
        if not _is_covered(day, spans):
            when = "from now on" if day == on else f"from {day.day} {day:%b} {day.year}"
            raise LastAdministratorError(LAST_ONE.format(when=when))


def _is_covered(day: date, spans: Iterable[tuple[date, date | None]]) -> bool:
    return any(start <= day and (end is None or day < end) for start, end in spans)
