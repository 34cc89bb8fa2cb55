"""Subject access requests: begun, their clock, gathered, checked by another, released, closed."""

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
from doorstep.web.governance.copies import digest_of
from doorstep.web.governance.gathering import Gathered, gathered
from doorstep.web.governance.models import (
    AccessRequest,
    Hold,
    HoldKind,
    Mark,
    PackEntry,
    Pause,
    Release,
)
from doorstep.web.governance.own import NotAllowedError, in_own_name
from doorstep.web.governance.services.keeping import lifted
from doorstep.web.versions import ConflictError
from doorstep.workdays import england

CLOSED = "The request is closed."
NOT_YOURS = (
    "This is done by a records officer, a head of service or a senior manager in their own name, "
    "not as a deputy."
)


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


# --- the copy -----------------------------------------------------------------------------------------


@transaction.atomic
def gather(*, child_id: str, pk: int, by: Access, at: datetime) -> tuple[int, int]:
    """Gather the entries of the copy; return how many there are and how many are new.

    An entry that says what it said before keeps its marks. What was prepared or checked is to be again.
    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    told = gathered(queries.family(row.child))
    before: dict[str, list[PackEntry]] = {}
    for entry in PackEntry.objects.filter(request=row).order_by("-number"):
        before.setdefault(entry.digest, []).append(entry)
    kept = [(each, _same(before, each)) for each in told]
    stays = {entry.pk for _, entry in kept if entry}
    _drop(PackEntry.objects.filter(request=row).exclude(pk__in=stays))
    _number(row, kept)
    new = len(told) - len(stays)
    store(row, gathered_at=at, **NOT_READY)
    tell(row, "gathered", by=by, at=at, entries=len(told), new=new)
    return len(told), new


def _same(before: dict[str, list[PackEntry]], each: Gathered) -> PackEntry | None:
    """Take the entry that said the same before, if there is one."""
    same = before.get(each.digest)
    return same.pop() if same else None


NOT_READY: dict[str, Any] = {
    "prepared_at": None,
    "prepared_by": None,
    "checked_at": None,
    "checked_by": None,
}


def _drop(entries: Any) -> None:
    gone = list(entries.values_list("pk", flat=True))
    Mark.objects.filter(entry__in=gone).delete()
    PackEntry.objects.filter(pk__in=gone).delete()


def _number(row: AccessRequest, kept: list[tuple[Gathered, PackEntry | None]]) -> None:
    new, old = [], []
    for number, (each, entry) in enumerate(kept, start=1):
        if entry is not None:
            entry.number = number
            old.append(entry)
        else:
            new.append(
                PackEntry(
                    request=row,
                    key=each.key,
                    part=each.part,
                    number=number,
                    lines=[list(line) for line in each.lines],
                    digest=each.digest,
                )
            )
    PackEntry.objects.bulk_update(old, ["number"], batch_size=200)
    PackEntry.objects.bulk_create(new, batch_size=200)


@transaction.atomic
def prepared(*, child_id: str, pk: int, version: int, by: Access, at: datetime) -> None:
    """Say that all marks are made, so that another person checks them.

    Raises: Http404; NotAllowedError; ConflictError.
    """
    own = _own(by, Can.GOVERN_RECORDS)
    row = _at_version(open_request(child_id, pk, by=own), version)
    if row.gathered_at is None:
        raise NotAllowedError("Gather the record first.")
    store(row, prepared_at=at, prepared_by_id=by.user_id, sent_back_reason="")
    tell(row, "prepared", by=own, at=at)


@transaction.atomic
def checked(*, child_id: str, pk: int, version: int, by: Access, at: datetime) -> None:
    """Say, as somebody else than who prepared it, that the copy may go out as it is marked.

    Raises: Http404; NotAllowedError; ConflictError.
    """
    row = _at_version(_to_check(child_id, pk, by), version)
    store(row, checked_at=at, checked_by_id=by.user_id)
    tell(row, "checked", by=in_own_name(by), at=at)


@transaction.atomic
def sent_back(  # noqa: PLR0913
    *, child_id: str, pk: int, version: int, reason: str, by: Access, at: datetime
) -> None:
    """Give a copy back to who prepared it, with what is to be changed.

    Raises: Http404; NotAllowedError; ConflictError.
    """
    row = _at_version(_to_check(child_id, pk, by), version)
    store(row, sent_back_reason=reason, **NOT_READY)
    tell(row, "sent_back", by=in_own_name(by), at=at)


def _to_check(child_id: str, pk: int, by: Access) -> AccessRequest:
    can = Can.GOVERN_RECORDS if in_own_name(by).has(Can.GOVERN_RECORDS) else Can.APPROVE_DISPOSAL
    row = open_request(child_id, pk, by=_own(by, can), can=can)
    if row.prepared_by_id is None or row.checked_by_id is not None:
        raise NotAllowedError("There is nothing to check.")
    if row.prepared_by_id == by.user_id:
        raise NotAllowedError("Who prepared a copy does not check it: another person does.")
    return row


def _own(by: Access, can: Can) -> Access:
    own = in_own_name(by)
    if not own.has(can):
        raise NotAllowedError(NOT_YOURS)
    return own


def _at_version(row: AccessRequest, version: int) -> AccessRequest:
    if row.version != version:
        raise ConflictError(row, {})
    return row


@transaction.atomic
def release(  # noqa: PLR0913 (to whom, how, by whom and when)
    *,
    child_id: str,
    pk: int,
    given_to: str,
    how: str,
    client_id: UUID,
    by: Access,
    at: datetime,
) -> Release:
    """Log that the copy is given to somebody; sent twice it is one release.

    Raises: Http404; NotAllowedError unless another person checked it.
    """
    row = open_request(child_id, pk, by=by)
    before = Release.objects.filter(client_id=client_id).first()
    if before is not None:
        return before
    if row.checked_by_id is None:
        raise NotAllowedError("Another person must check the copy before it is given out.")
    found = Release.objects.create(
        request=row,
        client_id=client_id,
        given_to=given_to,
        how=how,
        released_at=at,
        released_by_id=by.user_id,
        entries=row.entries.count(),
        redactions=Mark.objects.filter(entry__request=row).count(),
        digest=digest_of(row),
    )
    tell(row, "released", by=by, at=at, release=found.pk, digest=found.digest)
    return found


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
