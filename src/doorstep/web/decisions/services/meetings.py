"""Record a meeting as the policy asks for it to be told; note one that was put off or not held."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from doorstep.vocabulary import EventKind, Record
from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.saying import said
from doorstep.web.decisions.meetings import (
    LABELS,
    Held,
    NotHeld,
    asked_by,
    duties_met_by,
    policy_on_waiting,
    records_of,
    rulings_on,
)
from doorstep.web.decisions.services.happenings import SaidOtherwiseError, record_happening
from doorstep.web.decisions.services.locking import locked
from doorstep.web.decisions.services.noting import Note, store_note, written_before
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workflow import RefusedError

NOTE = "Note: "


@transaction.atomic
def record_meeting(
    *, child_id: str, held: Held, client_id: UUID, by: Access, at: datetime
) -> Event:
    """Record a meeting that was held, with what the policies have written of it.

    Raises: Http404; RefusedError naming what is not told; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    found = rulings_on(case_of(child), adopted_stack(), held.kind, held.how, on=held.on)
    asked = asked_by(found)
    told = held.told | ({"due_date": str(held.due_date)} if held.due_date else {})
    lacking = [name for name in asked if not told.get(name, "").strip()]
    if lacking:
        names = "; ".join(LABELS.get(name, "when the next is due") for name in lacking)
        raise RefusedError(f"Still to be told: {names} ({asked[lacking[0]]}).")
    return record_happening(
        child_id=child_id,
        happening=held.happening(found),
        client_id=client_id,
        by=by,
        at=at,
        writes=records_of(found),
    )


@transaction.atomic
def note_not_held(
    *, child_id: str, meeting: NotHeld, client_id: UUID, by: Access, at: datetime
) -> CaseNote:
    """Note that a meeting was put off or is not held; no duty is met by that.

    Raises: Http404; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    owed = owed_for(child, meeting.kind)
    note = Note(
        record=Record.MINUTES,
        title=meeting.title,
        text=meeting.text(policy_on_waiting([(o.title, o.status, o.sentence) for o in owed])),
        clause="; ".join(dict.fromkeys(o.clause for o in owed)),
        on=at,
    )
    if before := written_before(child, client_id):
        if before.digest != note.digest:
            raise SaidOtherwiseError(before)
        return before
    row = store_note(child, note, client_id, by=by, at=at)
    tell_noted(row, child, by=by, at=at)
    return row


class Owed(NamedTuple):
    """A duty owed that a meeting would meet; `sentence` has its clause, `notes` what the policy adds."""

    title: str
    status: str
    sentence: str
    clause: str
    notes: tuple[str, ...]


def owed_for(child: Child, kind: EventKind) -> list[Owed]:
    """Return the duties owed to a child that a meeting would meet."""
    wanted = duties_met_by(kind, adopted_stack())
    rows = child.obligations.filter(duty__in=wanted).order_by("place")
    return [
        Owed(row.title, row.status, said(row.why), row.clause, tuple(_notes(row.reasons)))
        for row in rows
    ]


def _notes(reasons: Iterable[str]) -> Iterator[str]:
    return (line.removeprefix(NOTE) for line in reasons if line.startswith(NOTE))


def tell_noted(row: CaseNote, child: Child, *, by: Access, at: datetime) -> None:
    """Tell the log of a note that no decision wrote."""
    audit.record(
        action=Action.RECORD_EVENT,
        subject="child",
        subject_id=child.child_id,
        by=replace(by, acting_for=row.acting_for),
        at=at,
        detail={"note": row.pk, "record": str(row.record)},
    )
