"""The copy of a subject access request: gathered, prepared, checked by another, released."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.governance import queries
from doorstep.web.governance.copies import digest_of
from doorstep.web.governance.gathering import Gathered, gathered
from doorstep.web.governance.models import AccessRequest, Mark, PackEntry, Release
from doorstep.web.governance.own import NotAllowedError, in_own_name
from doorstep.web.governance.services.asking import open_request, store, tell
from doorstep.web.versions import ConflictError

NOT_YOURS = (
    "This is done by a records officer, a head of service or a senior manager in their own name, "
    "not as a deputy."
)


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
