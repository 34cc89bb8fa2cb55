"""Record what happened, correct it by a further row, take it back; the same form sent twice makes one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from doorstep.vocabulary import EventKind, Record
from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.caseload.services import answer_anew
from doorstep.web.components import words
from doorstep.web.decisions.happened import may_correct
from doorstep.web.decisions.meetings import Happening
from doorstep.web.decisions.services.locking import locked
from doorstep.web.decisions.services.noting import Note, store_note, superseded
from doorstep.workdays import LONDON


class SaidOtherwiseError(Exception):
    """The same form was sent before and said something else; `row` is what was recorded then."""

    def __init__(self, row: Event | CaseNote):
        super().__init__("This form was sent before, and said something else then.")
        self.row = row


class CorrectedMeanwhileError(Exception):
    """Somebody corrected the same record meanwhile; `row` is what holds now."""

    def __init__(self, row: Event):
        super().__init__("Somebody corrected this record while you were.")
        self.row = row


@transaction.atomic
def record_happening(  # noqa: PLR0913 (what happened to whom, what is written of it, by whom and when)
    *,
    child_id: str,
    happening: Happening,
    client_id: UUID,
    by: Access,
    at: datetime,
    writes: Mapping[Record, str] | None = None,
) -> Event:
    """Record something that happened, and answer anew what is owed.

    Shape: `writes` is each record a policy has written of it, with the clause.
    Raises: Http404; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    before = Event.objects.filter(child=child, client_id=client_id).first()
    if before is not None:
        if before.digest != happening.digest():
            raise SaidOtherwiseError(before)
        return before
    row = _row(child, happening, client_id, by=by, at=at)
    row.digest = happening.digest()
    row.save(force_insert=True)
    for record, clause in (writes or {}).items():
        title = f"{words(record)}: {words(happening.kind)}"
        happened = happening.moment or datetime.combine(happening.on, time(), LONDON)
        note = Note(record=record, title=title, text=happening.words, clause=clause, on=happened)
        store_note(child, note, client_id, by=by, at=at)
    _follow(row, child, by=by, at=at)
    return row


@transaction.atomic
def correct_happening(  # noqa: PLR0913 (what, why, by whom and when of one correction)
    *, event: Event, happening: Happening, reason: str, client_id: UUID, by: Access, at: datetime
) -> Event:
    """Append what takes the place of a record.

    Raises: PermissionDenied; CorrectedMeanwhileError with what holds now.
    """
    digest = happening.digest(event.pk, reason)
    child = _locked_of(event, by)
    before = _followed(event, client_id, digest)
    if before is not None:
        return before
    row = _row(child, happening, client_id, by=by, at=at)
    row.digest, row.corrects, row.correction_reason = digest, event, reason
    row.save(force_insert=True)
    superseded(event, row)
    _follow(row, child, by=by, at=at)
    return row


@transaction.atomic
def withdraw_happening(
    *, event: Event, reason: str, client_id: UUID, by: Access, at: datetime
) -> Event:
    """Append that a record does not hold: it never happened, or to another child.

    Raises: PermissionDenied; CorrectedMeanwhileError with what holds now.
    """
    told = as_told(event)
    digest = told.digest(event.pk, reason, "withdrawn")
    child = _locked_of(event, by)
    before = _followed(event, client_id, digest)
    if before is not None:
        return before
    row = _row(child, told, client_id, by=by, at=at)
    row.digest, row.corrects, row.correction_reason = digest, event, reason
    row.withdrawn = True
    row.save(force_insert=True)
    superseded(event, row)
    _follow(row, child, by=by, at=at)
    return row


def as_told(event: Event) -> Happening:
    """Return what a record says."""
    local = event.event_at.astimezone(LONDON) if event.event_at else None
    return Happening(
        kind=EventKind(event.kind),
        on=event.event_date,
        at=local.time() if local else None,
        due_date=event.due_date,
        words=event.words,
    )


def _row(child: Child, happening: Happening, client_id: UUID, *, by: Access, at: datetime) -> Event:
    return Event(
        child=child,
        client_id=client_id,
        kind=happening.kind,
        event_date=happening.on,
        event_at=happening.moment,
        due_date=happening.due_date,
        words=happening.words,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=writing_as(child, by).acting_for,
    )


def _locked_of(event: Event, by: Access) -> Child:
    (child,) = locked([event.child.child_id], by)
    if not may_correct(event, by):
        raise PermissionDenied
    return child


def _followed(event: Event, client_id: UUID, digest: str) -> Event | None:
    """Return what this very form appended before.

    Raises: CorrectedMeanwhileError if something else follows the record, or it was taken back.
    """
    rows: list[Event] = list(Event.objects.filter(child=event.child_id, kind=event.kind))
    follows = next((row for row in rows if row.corrects_id == event.pk), None)
    if follows is None and not event.withdrawn:
        return None
    if follows and follows.client_id == client_id and follows.digest == digest:
        return follows
    raise CorrectedMeanwhileError(follows or event)


def _follow(row: Event, child: Child, *, by: Access, at: datetime) -> None:
    answer_anew([child], at=at)
    detail = {"event": row.pk, "kind": str(row.kind)}
    if row.corrects_id:
        detail["corrects"] = row.corrects_id
    audit.record(
        action=Action.RECORD_EVENT,
        subject="child",
        subject_id=child.child_id,
        by=replace(by, acting_for=row.acting_for),
        at=at,
        detail=detail,
    )
