"""May anything be changed now? Read-only mode, and a clock that cannot be right, say no (ADR 30).

Pages ask again after a few seconds. A change asks each time whether it is read-only, for a second
process may have been told; of the clock, where it was asked long ago or jumped since.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import Error, IntegrityError, connection, transaction

from doorstep.web.audit import services as audit
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import Action
from doorstep.web.running.clockwatch import doubt
from doorstep.web.running.models import Job, ReadOnlyTime, TrustedClock

ASK_AGAIN = 5.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the installation stands: why nothing may be changed, or blanks."""

    read_only: str = ""
    again_at: datetime | None = None
    clock: str = ""

    @property
    def holds(self) -> bool:
        """Test whether nothing may be changed."""
        return bool(self.read_only or self.clock)


class AlreadyError(Exception):
    """It is read-only already, or was not."""


class Asked(NamedTuple):
    """How it stood when it was last asked, by the machine's clock and by one that never jumps."""

    since: float
    now: datetime
    mode: Mode

    def is_of_now(self, now: datetime) -> bool:
        """Test whether that was seconds ago, and the machine's clock went on as time does."""
        passed = time.monotonic() - self.since
        jumped = abs((now - self.now).total_seconds() - passed)
        return passed < ASK_AGAIN and jumped < ASK_AGAIN


_known: list[Asked] = []


def mode(*, at: datetime, now: datetime, fresh: bool = False) -> Mode:
    """Return how it stands; unless `fresh`, as it was some seconds ago."""
    last = _known[0] if _known else None
    if last is not None and last.is_of_now(now):
        return replace(last.mode, **_read_only()) if fresh else last.mode
    found = Mode(**_read_only(), clock=doubt(at=at, now=now))
    _known[:] = [Asked(time.monotonic(), now, found)]
    return found


def forget() -> None:
    """Ask the database next time."""
    _known.clear()


def _read_only() -> dict[str, Any]:
    row = ReadOnlyTime.objects.filter(stands=True).first()
    return {"read_only": row.why if row else "", "again_at": row.again_at if row else None}


def begin(*, why: str, at: datetime, lasting: timedelta | None = None) -> None:
    """Begin a time in which nothing is changed.

    Raises: AlreadyError if one stands.
    """
    again_at = at + lasting if lasting else None
    try:
        with transaction.atomic():
            row = ReadOnlyTime.objects.create(why=why, began_at=at, again_at=again_at)
            _told(row, "begun", at)
    except IntegrityError:
        raise AlreadyError("It is read-only already.") from None
    forget()


def end(*, at: datetime) -> None:
    """End it.

    Raises: AlreadyError if none stands.
    """
    with transaction.atomic():
        row = ReadOnlyTime.objects.select_for_update().filter(stands=True).first()
        if row is None:
            raise AlreadyError("It is not read-only.")
        row.stands, row.ended_at = False, at
        row.save(update_fields=["stands", "ended_at"])
        _told(row, "ended", at)
    forget()


def _told(row: ReadOnlyTime, what: str, at: datetime) -> None:
    audit.record(
        action=Action.CHANGE_READ_ONLY, subject="installation", subject_id=str(row.pk), by=None,
        at=at, detail={"done": what},
    )  # fmt: skip


def trust_clock(*, at: datetime, now: datetime) -> None:
    """Take somebody's word that the clock is right: what is later than it was written by a wrong one."""
    with transaction.atomic():
        last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        TrustedClock.objects.create(trusted_at=now, event_id=last)
        Job.objects.filter(done_at__gt=now).update(done_at=now)
        Job.objects.filter(held_until__gt=now).update(held_by="", held_until=None)
        Job.objects.filter(not_before__gt=now).update(not_before=None)
        audit.record(action=Action.CONFIRM_CLOCK, subject="installation", by=None, at=at)
    forget()


def table_is_there() -> bool:
    """Test whether the database knows read-only mode: one before this release does not."""
    try:
        return ReadOnlyTime._meta.db_table in connection.introspection.table_names()
    except Error:
        return False
