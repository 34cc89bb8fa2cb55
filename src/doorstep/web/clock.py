"""The clock: read by views, commands and jobs only; everything below them is told the time."""

from datetime import date, datetime

from django.conf import settings

from doorstep.workdays import LONDON


def now() -> datetime:
    """Return the time in London, or the fixed time of the setting CLOCK."""
    if settings.CLOCK:
        return datetime.fromisoformat(settings.CLOCK).astimezone(LONDON)
    return datetime.now(LONDON)  # noqa: TID251 (the one place of the web that reads it)


def today() -> date:
    """Return the day it is in London."""
    return now().date()
