"""Apply the supplement's facts, events, visiting plans and tier decisions."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from doorstep.facts import (
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Method,
    Role,
    Tier,
    TierDecision,
    VisitingPlan,
)
from doorstep.intake.cases import Gathered
from doorstep.intake.fields import Moment, text, time_of
from doorstep.intake.supplement_rows import Additions, rows
from doorstep.workdays import Duration

AS_EPISODES = {kind.value: kind for kind in (EpisodeKind.SELF_ISOLATION, EpisodeKind.SHIELDING)}
COLOURS = frozenset({"red", "amber", "green"})


class RowError(Exception):
    """A row whose cells do not go together; names the column to mend."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class Part(NamedTuple):
    """A table of the supplement, what one row of it becomes, and where that is kept."""

    table: str
    make: Callable[[dict[str, Any]], Any]
    rows_of: Callable[[Gathered], list[Any]]


def add_rows(path: Path, part: Part, additions: Additions) -> None:
    """Apply every row of a table; one that is there already is not added again."""
    for told in rows(path, part.table, additions):
        try:
            made = part.make(told.says)
        except RowError as error:
            additions.refuse(told, error.column, f"{error}; the row is not used")
            continue
        kept = told.child.episodes if isinstance(made, Episode) else part.rows_of(told.child)
        if made not in kept:
            kept.append(made)


def fact(says: dict[str, Any]) -> Fact | Episode:
    """Return the circumstance of a row; self-isolation and shielding are episodes."""
    start, end = says["start_date"], says.get("end_date")
    _check_order("end_date", start, end)
    value, recorded = says.get("value", "yes"), time_of(says.get("recorded_at"))
    if says["fact"] in AS_EPISODES:
        if value != "yes":
            raise RowError("value", "only yes can be told of self-isolation and shielding")
        return Episode(AS_EPISODES[says["fact"]], start, end, recorded_at=recorded)
    kind = FactKind(says["fact"])
    if (kind is FactKind.RAG) != (value in COLOURS):
        raise RowError("value", "expected red, amber or green for rag, else yes or no")
    holder = says.get("holder", "")
    return Fact(kind, start, end, value, holder, says.get("source", ""), recorded)


def event(says: dict[str, Any]) -> Event:
    """Return the event of a row."""
    when: Moment = says["event_at"]
    return Event(
        EventKind(says["event"]),
        when.day,
        when.at,
        says.get("due_date"),
        says.get("source", ""),
        time_of(says.get("recorded_at")),
    )


def visiting_plan(says: dict[str, Any]) -> VisitingPlan:
    """Return the agreed plan of a row."""
    _check_order("review_date", says["start_date"], says.get("review_date"))
    return VisitingPlan(
        says["start_date"],
        every=_every(says.get("every", "")),
        methods=_methods(says.get("methods", "")),
        applies_to=says.get("applies_to", ""),
        agreed_by=_role(says.get("agreed_by")),
        agreed_on=says.get("agreed_on"),
        review_date=says.get("review_date"),
        recorded_at=time_of(says.get("recorded_at")),
    )


def tier_decision(says: dict[str, Any]) -> TierDecision:
    """Return the decision of a row."""
    _check_order("until", says["decided_on"], says.get("until"))
    return TierDecision(
        Tier(says["tier"]),
        says["decided_on"],
        _role(says.get("decided_by")),
        says.get("reason", ""),
        says.get("until"),
        time_of(says.get("recorded_at")),
    )


def _every(words: str) -> str:
    try:
        Duration.parse(words or "1 day")
    except ValueError as error:
        raise RowError("every", str(error)) from None
    return words


def _methods(words: str) -> tuple[Method, ...]:
    try:
        return tuple(Method(text(word).lower()) for word in words.split("|") if text(word))
    except ValueError:
        known = " | ".join(Method)
        raise RowError("methods", f"expected words of {known}, separated by |") from None


def _role(word: str | None) -> Role | None:
    return Role(word) if word else None


def _check_order(column: str, start: date, end: date | None) -> None:
    if end and end < start:
        raise RowError(column, f"{end} is before {start}")


PARTS = (
    Part("doorstep_facts", fact, lambda child: child.facts),
    Part("doorstep_events", event, lambda child: child.events),
    Part("doorstep_visiting_plans", visiting_plan, lambda child: child.plans),
    Part("doorstep_tier_decisions", tier_decision, lambda child: child.tier_decisions),
)
