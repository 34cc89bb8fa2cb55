"""Write notes that belong to no decision: minutes, what was put off, that a plan ends."""

from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from uuid import UUID

from doorstep.vocabulary import Record, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.caseload.rows import standing
from doorstep.web.decisions.queries import roles_for
from doorstep.workdays import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written, as which record, under which clause; `on` is when it happened."""

    record: Record
    title: str
    text: str
    clause: str
    on: datetime
    role: Role | None = None

    @property
    def digest(self) -> str:
        """Return a hash of all that is said, to know the same form again."""
        return sha256(f"{self.record} {self.title} {self.text}".encode()).hexdigest()


def written_before(child: Child, client_id: UUID) -> CaseNote | None:
    """Return the note that the same form wrote before."""
    return CaseNote.objects.filter(child=child, client_id=client_id).first()


def store_note(child: Child, note: Note, client_id: UUID, *, by: Access, at: datetime) -> CaseNote:
    """Store a note of a child whose row is locked."""
    role = note.role or role_in(child, by)
    return CaseNote.objects.create(
        child=child,
        client_id=client_id,
        digest=note.digest,
        record=note.record,
        role=role,
        title=note.title,
        text=note.text,
        clause=note.clause,
        happened_at=note.on,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=writing_as(child, by, role=role).acting_for,
    )


def role_in(child: Child, by: Access) -> str:
    """Return the first role in which a person may record for the child; by broken glass, of any."""
    recording = [held for held in by.held if Can.RECORD in held.can]
    return next(held.role for held in [*roles_for(child, by), *recording])


def superseded(event: Event, after: Event) -> None:
    """Append to the notes that were written with an event what takes their place."""
    rows = CaseNote.objects.filter(child=event.child_id, decision=None).order_by("pk")
    written = [n for n in standing(list(rows)) if n.client_id == event.client_id]
    for note in written:
        text = note.text if after.withdrawn else after.words or note.text
        told = f"{note.pk} {after.digest} {text}"
        CaseNote.objects.create(
            child_id=event.child_id,
            client_id=after.client_id,
            digest=sha256(told.encode()).hexdigest(),
            record=note.record,
            role=note.role,
            title=note.title,
            text=text,
            clause=note.clause,
            happened_at=after.event_at or datetime.combine(after.event_date, time(), LONDON),
            corrects=note,
            withdrawn=after.withdrawn,
            correction_reason=after.correction_reason,
            recorded_at=after.recorded_at,
            recorded_by_id=after.recorded_by_id,
            acting_for=after.acting_for,
        )
