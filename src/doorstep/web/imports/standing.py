"""Where an import stands, and how it comes from one state to the next; two people are never at once."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from doorstep.web.audit import services as audit
from doorstep.web.audit.services import Somebody
from doorstep.web.imports.models import Import, State

AT_WORK = (State.APPLYING, State.UNDOING)
RUNNING = (State.WAITING, State.READING, *AT_WORK)
"""States in which the worker has something to do."""
LONGEST_WHY = 1000


class MovedOnError(Exception):
    """The import is not where the page showed it: somebody else, or the worker, was there first."""


class BusyError(Exception):
    """Another import is being applied or undone; each stands on the other."""


def move(row: Import, *states: State, to: State, **values: Any) -> None:
    """Bring an import from one of these states to another.

    Raises: MovedOnError if it is in none of them any more; BusyError.
    """
    values["at_work"] = True if to in AT_WORK else None
    try:
        with transaction.atomic():
            moved = Import.objects.filter(pk=row.pk, state__in=states, version=row.version).update(
                state=to, version=row.version + 1, **values
            )
    except IntegrityError:
        raise BusyError from None
    row.refresh_from_db()
    if not moved:
        raise MovedOnError


def who_asked(row: Import) -> audit.Actor:
    """Return who said that it be applied or undone, for the log; the system for a command."""
    if row.asked_by is None:
        return audit.SYSTEM
    return Somebody(user_id=row.asked_by.pk, name=str(row.asked_by), acting_for=row.asked_for)


def tell(action: str, row: Import, *, by: audit.Actor | None, at: datetime, **detail: Any) -> None:
    """Write the event of an import, in the transaction that is open."""
    audit.record(
        action=action, subject="import", subject_id=str(row.pk), by=by, at=at, detail=detail
    )
