"""The nightly job of the packs; what makes paper is loaded only when it runs."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from doorstep.workdays import LONDON


def wanted(at: datetime) -> str | None:
    """Return the day to make packs for; none where no folder is set."""
    return at.astimezone(LONDON).date().isoformat() if settings.OUTAGE else None


def work(at: datetime, step: Callable[[str], None]) -> int:
    """Make the packs of the day; return how many."""
    from doorstep.web.running.outage.making import make_packs

    return make_packs(at=at, step=step)
