"""Subject access requests: begun, their clock, closed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import get_child
from doorstep.web.governance import queries
from doorstep.web.governance.clock import may_extend
from doorstep.web.governance.models import (
    AccessRequest,
    Hold,
    HoldKind,
    Pause,
)
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.services.keeping import lifted
from doorstep.workdays import england

CLOSED = "The request is closed."


@transaction.atomic
def begin(  # noqa: PLR0913 (whose record, who asks, since when, by whom and when)
    *,
    child_id: str,
    asked_by: str,
    received_on: date,
    identified_on: date | None,
    client_id: UUID,
    by: Access,
    at: datetime,
) -> AccessRequest:
    """Begin a request, which holds the record until it is closed; sent twice it is one.

    Raises: Http404.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.GOVERN_RECORDS)
    Child.objects.select_for_update().get(pk=child.pk)
    before = AccessRequest.objects.filter(client_id=client_id).first()
    if before is not None:
        return before
    hold = Hold.objects.create(
        child=child,
        kind=HoldKind.SUBJECT_ACCESS,
        reason="A subject access request is open.",
        placed_at=at,
        placed_by_id=by.user_id,
        client_id=uuid4(),
    )
    row = AccessRequest.objects.create(
        child=child,
        client_id=client_id,
        asked_by=asked_by,
        received_on=received_on,
        identified_on=identified_on,
        hold=hold,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    tell(row, "begun", by=by, at=at)
    return row


def open_request(
    child_id: str, pk: int, *, by: Access, can: Can = Can.GOVERN_RECORDS
) -> AccessRequest:
    """Return a request that is not closed, held for this transaction.

    Raises: Http404; NotAllowedError.
    """
    child = get_child(child_id=child_id, viewer=by, can=can)
    row = queries.request_of(child, pk=pk)
    AccessRequest.objects.select_for_update().get(pk=row.pk)
    row.refresh_from_db()
    if row.closed_at is not None:
        raise NotAllowedError(CLOSED)
    return row


def store(row: AccessRequest, **values: Any) -> None:
    """Change a request that is held."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])


# --- the clock ----------------------------------------------------------------------------------------


@transaction.atomic
def identify(*, child_id: str, pk: int, on: date, by: Access, at: datetime) -> None:
    """Store on which day it was known who asks: from then on the clock runs.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    if row.identified_on is not None:
        raise NotAllowedError("It is known already who asks.")
    store(row, identified_on=on)
    tell(row, "identified", by=by, at=at)


@transaction.atomic
def pause(*, child_id: str, pk: int, reason: str, by: Access, at: datetime) -> None:
    """Let the clock stand from today while the person is asked what they mean.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    if row.identified_on is None or row.pauses.filter(end_date=None).exists():
        raise NotAllowedError("The clock is not running.")
    Pause.objects.create(request=row, reason=reason, start_date=by.on)
    tell(row, "paused", by=by, at=at)


@transaction.atomic
def resume(*, child_id: str, pk: int, by: Access, at: datetime) -> None:
    """Let the clock run on from today.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    if not row.pauses.filter(end_date=None).update(end_date=by.on):
        raise NotAllowedError("The clock is running.")
    tell(row, "resumed", by=by, at=at)


@transaction.atomic
def extend(*, child_id: str, pk: int, reason: str, by: Access, at: datetime) -> None:
    """Take two months more, which the person must be told within the first.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    start = queries.clock_of(row, on=by.on).start
    if row.extended_at is not None:
        raise NotAllowedError("It was extended before, which is done once.")
    if not may_extend(start=start, on=by.on, working_days=england()):
        raise NotAllowedError("It is too late: an extension is told within the first month.")
    store(row, extended_at=at, extended_reason=reason)
    tell(row, "extended", by=by, at=at)


@transaction.atomic
def close(*, child_id: str, pk: int, reason: str, by: Access, at: datetime) -> None:
    """Close a request, which lifts its hold.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    row.pauses.filter(end_date=None).update(end_date=by.on)
    lifted(row.hold, "The subject access request was closed.", by=by, at=at)
    store(row, closed_at=at, closed_reason=reason)
    tell(row, "closed", by=by, at=at)


def tell(row: AccessRequest, done: str, *, by: Access, at: datetime, **more: Any) -> None:
    """Write the one event of a change; ids and counts only."""
    audit.record(
        action=Action.SUBJECT_ACCESS,
        subject="child",
        subject_id=row.child.child_id,
        by=by,
        at=at,
        detail={"request": row.pk, "done": done, **more},
    )
