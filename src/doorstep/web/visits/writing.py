"""The rows of a report: a visit with its words, and what happened at it; services store them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.vocabulary import EventKind
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child, Event, Visit
from doorstep.web.caseload.rows import columns_of, standing
from doorstep.web.visits.report import Happened, VisitReport
from doorstep.workdays import LONDON

CARRIED = (
    "visit_date", "visit_at", "visit_type", "method", "place", "seen", "seen_alone", "bedroom_seen",
    "announced", "role", "worker_id", "agency", "planned_date", "outcome", "reason_not_seen",
    "approved_by", "approved_at", "occasion", "opening", "present", "purpose", "observations",
    "childs_words", "worries", "next_step", "details",
)  # fmt: skip
SIGNED = (
    "client_id", "digest", "recorded_at", "recorded_by_id", "acting_for", "correction_reason",
)  # fmt: skip


class FutureVisitError(ValueError):
    """A visit cannot be recorded before it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Who wrote something and when, and the id that was made with the form."""

    client_id: UUID
    by: Access
    at: datetime

    def on(self, row: Visit) -> Visit:
        """Return the row signed: by whom, when, and for whom if it was in a deputy's role."""
        row.client_id, row.recorded_at, row.recorded_by_id = (
            self.client_id, self.at, self.by.user_id,
        )  # fmt: skip
        held = [each.acting_for for each in self.by.held if each.role == row.role]
        row.acting_for = held[0] if held and all(held) else ""
        return row


def row_of(
    child: Child, report: VisitReport, written: Written, *, occasion: UUID, digest: str
) -> Visit:
    """Return the row of a report, not yet stored; `digest` is of the report as it was sent.

    Raises: FutureVisitError.
    """
    told, at = report.told, written.at
    if told.visit_date > at.astimezone(LONDON).date() or (told.visit_at and told.visit_at > at):
        raise FutureVisitError("A visit can be recorded once it was made, not before.")
    row = Visit(
        **columns_of(told),
        **report.note._asdict(),
        child=child,
        occasion=occasion,
        details=report.details,
        digest=digest,
    )
    return written.on(row)


def withdrawn_row(visit: Visit, child: Child, written: Written) -> Visit:
    """Return the row that takes a record back; it says what was taken back."""
    row = Visit(**{name: getattr(visit, name) for name in CARRIED}, child=child)
    row.withdrawn = True
    return written.on(row)


def events_of(row: Visit, report: VisitReport) -> list[Event]:
    """Return the rows of what happened at a visit that is stored."""
    return [_event(row, each) for each in report.events]


def corrected_events(visit: Visit, row: Visit, report: VisitReport) -> list[Event]:
    """Return the events of a correction: those told again, new ones, and those told no more."""
    old = {event.kind: event for event in _standing_events(visit)}
    told = [_event(row, each, of=old.pop(each.kind, None)) for each in report.events]
    return [*told, *(_taken_back(row, event) for event in old.values())]


def withdrawn_events(visit: Visit, row: Visit) -> list[Event]:
    """Return the rows that take back what happened at a visit."""
    return [_taken_back(row, event) for event in _standing_events(visit)]


def _standing_events(visit: Visit) -> list[Event]:
    return standing(list(Event.objects.filter(visit=visit).order_by("pk")))


def _taken_back(row: Visit, event: Event) -> Event:
    told = Happened(EventKind(event.kind), event.words, event.due_date)
    gone = _event(row, told, of=event)
    gone.withdrawn = True
    return gone


def _event(row: Visit, told: Happened, *, of: Event | None = None) -> Event:
    return Event(
        child_id=row.child_id,
        visit=row,
        kind=told.kind,
        words=told.words,
        due_date=told.due_date,
        event_date=row.visit_date,
        event_at=row.visit_at,
        corrects=of,
        **{name: getattr(row, name) for name in SIGNED},
    )
