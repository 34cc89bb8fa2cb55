"""Doubt a clock that cannot be right, before it is believed: nothing is worked out or recorded by it.

Behind: the log or the worker was at a later time already. Ahead: the worker, who finishes something
each day, did so last long ago. With PostgreSQL the database's own clock is a second witness.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.db.models.functions import Now

from doorstep.web.audit.models import AuditEvent
from doorstep.web.running.models import Job, TrustedClock

BEHIND = timedelta(minutes=5)
AHEAD = timedelta(days=30)


def doubt(*, at: datetime, now: datetime) -> str:
    """Return why the clock cannot be right; blank if nothing speaks against it.

    `at` is the application's time, `now` the machine's; with the setting CLOCK nothing is doubted.
    """
    if settings.CLOCK:
        return ""
    trusted = TrustedClock.objects.order_by("-pk").first()
    known = AuditEvent.objects.filter(pk__gt=trusted.event_id if trusted else 0)
    told: datetime | None = known.aggregate(Max("happened_at"))["happened_at__max"]
    done = _worker_was_at(trusted)
    if told and at < told - BEHIND:
        return "The clock is behind what the audit log already tells of."
    if done and now < done - BEHIND:
        return "The clock is behind the time at which the worker last finished something."
    if done and now > done + AHEAD:
        days = (now - done).days
        return f"The clock is {days} days past the last time the worker finished something."
    return _against_the_databases(now)


def _worker_was_at(trusted: TrustedClock | None) -> datetime | None:
    """Return when the worker last finished something, or somebody said that the clock is right."""
    done: datetime | None = Job.objects.aggregate(Max("done_at"))["done_at__max"]
    known = [each for each in (done, trusted and trusted.trusted_at) if each]
    return max(known, default=None)


def _against_the_databases(now: datetime) -> str:
    if connection.vendor == "sqlite":
        return ""
    row = Job.objects.annotate(told_now=Now()).values_list("told_now", flat=True).first()
    if row is None or abs(row - now) <= BEHIND:
        return ""
    return "This machine’s clock and the database server’s differ by more than five minutes."
