"""Gather what the rows of a file say of each child, and what had to be refused."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar

from doorstep.facts import (
    Address,
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    Fact,
    Involvement,
    Refusal,
    TierDecision,
    Undated,
    Visit,
    VisitingPlan,
    VisitsCarried,
)
from doorstep.intake.extract import Extract

R = TypeVar("R")
NINE_MONTHS = timedelta(300)
FIRST_POSSIBLE, LAST_POSSIBLE = date(1950, 1, 1), date(2100, 12, 31)


@dataclass(slots=True)
class Gathered:
    """What has been read of one child so far."""

    child_id: str
    name: str = ""
    born: date | None = None
    expected: date | None = None
    died: date | None = None
    episodes: list[Episode] = field(default_factory=list)
    undated: list[Undated] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    plans: list[VisitingPlan] = field(default_factory=list)
    tier_decisions: list[TierDecision] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    visits_carried: VisitsCarried | None = None  # where it differs from the file's own
    remarks: list[str] = field(default_factory=list)

    def of_kind(self, *kinds: EpisodeKind) -> list[Episode]:
        """Return the episodes of some kinds."""
        return [episode for episode in self.episodes if episode.kind in kinds]


@dataclass(slots=True)
class CaseBook:
    """All children of a file being read, with its refusals and notes."""

    children: dict[str, Gathered] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    visits_carried: VisitsCarried = VisitsCarried.ALL
    unknown_visits: frozenset[EpisodeKind] = frozenset()
    latest_only: frozenset[EpisodeKind] = frozenset()
    passed_over: frozenset[str] = frozenset()

    def child(self, child_id: str) -> Gathered:
        """Return what is gathered of a child, beginning if it is the first."""
        found = self.children.get(child_id)
        if found is None:
            found = self.children[child_id] = Gathered(child_id)
        return found

    def extract(self, source: str) -> Extract:
        """Return everything gathered as an extract.

        Order: cases by child_id; rows of a child by day.
        """
        gathered = sorted(self.children.values(), key=lambda child: child.child_id)
        return Extract(
            source=source,
            cases=tuple(self._case(child) for child in gathered),
            refusals=tuple(self.refusals),
            notes=tuple(self.notes),
            names={child.child_id: child.name for child in gathered if child.name},
            passed_over=self.passed_over,
        )

    def _case(self, child: Gathered) -> CaseFacts:
        child.remarks += odd_visits(child)
        return case_of(child, self.visits_carried, self.unknown_visits, self.latest_only)


def odd_visits(child: Gathered) -> list[str]:
    """Return remarks on visits whose day is most likely mistyped: before any pregnancy, or far off."""
    earliest = child.born - NINE_MONTHS if child.born else FIRST_POSSIBLE
    return [
        f"a visit is dated {visit.visit_date}, which cannot be right: mend the date"
        for visit in child.visits
        if visit.visit_date < earliest or visit.visit_date > LAST_POSSIBLE
    ]


def case_of(
    child: Gathered,
    visits_carried: VisitsCarried,
    unknown_visits: frozenset[EpisodeKind],
    latest_only: frozenset[EpisodeKind],
) -> CaseFacts:
    """Return a child's case.

    Order: every kind of row by day.
    """
    return CaseFacts(
        child_id=child.child_id,
        born=child.born,
        expected=child.expected,
        died=child.died,
        episodes=_by(child.episodes, "start_date"),
        undated=tuple(child.undated),
        visits=_by(child.visits, "visit_date"),
        facts=_by(child.facts, "start_date"),
        events=_by(child.events, "event_date"),
        plans=_by(child.plans, "start_date"),
        tier_decisions=_by(child.tier_decisions, "decided_on"),
        involvements=_by(child.involvements, "start_date"),
        addresses=tuple(child.addresses),
        remarks=tuple(dict.fromkeys(child.remarks)),
        visits_carried=child.visits_carried or visits_carried,
        unknown_visits=unknown_visits,
        latest_only=latest_only,
    )


def gathered_from(case: CaseFacts) -> Gathered:
    """Return a case as it was gathered, so that more can be added."""
    return Gathered(
        case.child_id,
        born=case.born,
        expected=case.expected,
        died=case.died,
        episodes=list(case.episodes),
        undated=list(case.undated),
        visits=list(case.visits),
        facts=list(case.facts),
        events=list(case.events),
        plans=list(case.plans),
        tier_decisions=list(case.tier_decisions),
        involvements=list(case.involvements),
        addresses=list(case.addresses),
        remarks=list(case.remarks),
    )


def _by(rows: list[R], day: str) -> tuple[R, ...]:
    if len(rows) > 1:
        rows.sort(key=attrgetter(day))
    return tuple(rows)


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the cycle collector from walking millions of rows, which hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What was read stays out of later walks as well.
        gc.freeze()
        if was_on:
            gc.enable()
