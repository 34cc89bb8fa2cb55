"""Set, change, settle and hand on reminders: each change leaves its event, and none is deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.notices.models import Reminder
from doorstep.web.versions import change

NO_SUCH = "There is no such reminder, or it is not yours."


@transaction.atomic
def set_reminder(
    *, words: str, due_on: date, child: Child | None, client_id: UUID, by: Access, at: datetime
) -> Reminder:
    """Set a reminder for oneself; sent twice it is set once."""
    known = Reminder.objects.filter(recorded_by=by.user_id, client_id=client_id).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = Reminder.objects.create(
                owner_id=by.user_id,
                child=child,
                words=words,
                due_on=due_on,
                recorded_at=at,
                recorded_by_id=by.user_id,
                client_id=client_id,
            )
    except IntegrityError:  # the same form arrived twice at once
        return Reminder.objects.get(recorded_by=by.user_id, client_id=client_id)
    _tell(made, "set", by=by, at=at)
    return made


@transaction.atomic
def change_reminder(
    *, pk: int, version: int, words: str, due_on: date, by: Access, at: datetime
) -> None:
    """Change a reminder of one's own.

    Raises: Http404; ConflictError if it was changed meanwhile.
    """
    row = own_reminder(pk=pk, by=by)
    change(row, version=version, words=words, due_on=due_on)
    _tell(row, "change", by=by, at=at)


@transaction.atomic
def settle(*, pk: int, by: Access, at: datetime) -> Reminder:
    """Settle a reminder of one's own; one that is settled stays as it was.

    Raises: Http404.
    """
    row = own_reminder(pk=pk, by=by, lock=True)
    if row.settled_at is None:
        change(row, version=row.version, settled_at=at, settled_by_id=by.user_id)
        _tell(row, "settle", by=by, at=at)
    return row


@transaction.atomic
def reopen(*, pk: int, by: Access, at: datetime) -> None:
    """Undo that a reminder of one's own was settled.

    Raises: Http404.
    """
    row = own_reminder(pk=pk, by=by, lock=True)
    if row.settled_at is not None:
        change(row, version=row.version, settled_at=None, settled_by_id=None)
        _tell(row, "reopen", by=by, at=at)


@transaction.atomic
def hand_on(pk: int, *, to: User) -> None:
    """Give a reminder to somebody else, with its words; it is theirs from now on.

    Whoever hands work over may do so for others: who may, and the event, are the handover's.
    """
    row = Reminder.objects.select_for_update().get(pk=pk)
    if row.owner_id != to.pk:
        change(row, version=row.version, owner_id=to.pk)


def own_reminder(*, pk: int, by: Access, lock: bool = False) -> Reminder:
    """Return a reminder of one's own.

    Raises: Http404, the same for one that is not there and somebody else's.
    """
    rows = Reminder.objects.select_related("child")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(pk=pk, owner=by.user_id).first()
    if found is None:
        raise Http404(NO_SUCH)
    return found


def _tell(
    row: Reminder, done: str, *, by: Access, at: datetime, more: Mapping[str, int] | None = None
) -> None:
    audit.record(
        action=Action.SET_REMINDER,
        subject="reminder",
        subject_id=str(row.pk),
        by=by,
        at=at,
        detail={"do": done, **(more or {})},
    )
