"""Rows recorded here as the engine's facts: one function for each, the fields named alike."""

from typing import Any, TypeVar

from doorstep import facts
from doorstep.vocabulary import EventKind, FactKind, Method, Place, Role, VisitType
from doorstep.web.caseload.models import Event, Visit
from doorstep.workdays import LONDON

SOURCE = "doorstep"
T = TypeVar("T")


def visit_of(row: Visit) -> facts.Visit:
    """Return a recorded visit as the engine's fact."""
    return facts.Visit(
        visit_date=row.visit_date,
        seen=row.seen,
        seen_alone=row.seen_alone,
        bedroom_seen=row.bedroom_seen,
        method=_word(Method, row.method),
        place=_word(Place, row.place),
        visit_type=VisitType(row.visit_type),
        role=_word(Role, row.role),
        worker_id=row.worker_id,
        agency=row.agency,
        announced=row.announced,
        visit_at=_local(row.visit_at),
        planned_date=row.planned_date,
        outcome=row.outcome,
        reason_not_seen=row.reason_not_seen,
        recorded_at=_local(row.recorded_at),
        approved_by=_word(Role, row.approved_by),
        approved_at=_local(row.approved_at),
        visit_id=f"D{row.pk}" if row.pk else "",
        source=SOURCE,
    )


def event_of(row: Event) -> facts.Event:
    """Return a recorded event as the engine's fact."""
    return facts.Event(
        kind=EventKind(row.kind),
        event_date=row.event_date,
        event_at=_local(row.event_at),
        due_date=row.due_date,
        source=SOURCE,
        recorded_at=_local(row.recorded_at),
    )


def facts_of(row: Visit) -> tuple[facts.Fact, ...]:
    """Return the circumstances that hold from a visit's day on because an answer on its form says so."""
    told = {"source": SOURCE, "recorded_at": _local(row.recorded_at)}
    return tuple(
        facts.Fact(FactKind(kind), row.visit_date, **told) for kind in row.details.get("facts", ())
    )


def columns_of(visit: facts.Visit) -> dict[str, Any]:
    """Return a visit's fields as the row's columns; the other way round of `visit_of`."""
    told = visit._asdict()
    for name in ("visit_id", "source", "recorded_at"):
        del told[name]
    blank = {"method", "place", "role", "approved_by"}
    return {n: "" if v is None and n in blank else v for n, v in told.items()}


def standing(rows: list[Any]) -> list[Any]:
    """Return the rows that hold: not corrected by another, not withdrawn."""
    corrected = {row.corrects_id for row in rows}
    return [row for row in rows if row.pk not in corrected and not row.withdrawn]


def _word(words: Any, told: str) -> Any:
    return words(told) if told else None


def _local(at: Any) -> Any:
    return at.astimezone(LONDON) if at is not None else None
