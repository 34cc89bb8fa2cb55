"""Circumstances recorded here as the engine's facts; no database here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from doorstep import facts
from doorstep.engine.counting import to_the_minute
from doorstep.vocabulary import EpisodeKind, FactKind, Method, Role, Tier
from doorstep.web.caseload.held_allocations import with_allocations
from doorstep.web.caseload.held_bodies import (
    ApprovalBody,
    FactBody,
    HouseholdBody,
    PlanBody,
    TierBody,
    body_of,
)
from doorstep.web.caseload.models import Circumstance, What
from doorstep.workdays import LONDON
from doorstep.workflow import Planned, arrangement, plans

SOURCE = "doorstep"
ONE_AT_A_TIME = frozenset({FactKind.RAG, FactKind.ATTENDING_SCHOOL})
"""Facts of which a later one takes the place of an earlier."""


# --- as the engine's facts ----------------------------------------------------------------------------


def with_circumstances(case: facts.CaseFacts, rows: Sequence[Circumstance]) -> facts.CaseFacts:
    """Return the case with what holds because it was recorded here; `rows` are those that stand."""
    if not rows:
        return case
    told = [fact for row in rows if row.what == What.FACT for fact in [_fact(row)]]
    households = (_episode(r) for r in rows if r.what == What.HOUSEHOLD)
    closures = [r.start_date for r in rows if r.what == What.CLOSURE]
    return replace(
        case,
        facts=tuple(_one_at_a_time([*case.facts, *told])),
        episodes=tuple(closed((*case.episodes, *households), closures)),
        undated=tuple(e._replace(end_date=_end(e.end_date, closures)) for e in case.undated),
        involvements=with_allocations(
            case.involvements, [r for r in rows if r.what == What.ALLOCATION]
        ),
        plans=(*case.plans, *plans(_planned(r) for r in rows if r.what == What.PLAN)),
        tier_decisions=(*case.tier_decisions, *(_tier(r) for r in rows if r.what == What.TIER)),
    )


def _fact(row: Circumstance) -> facts.Fact:
    body: FactBody = body_of(row)
    kind = FactKind(body.kind)
    return facts.Fact(
        kind, row.start_date, row.end_date, body.value, body.holder, SOURCE, local(row.recorded_at)
    )


def _one_at_a_time(told: Iterable[facts.Fact]) -> list[facts.Fact]:
    """Return the facts with each of a kind that has one value ended where the next of it begins."""
    rows = list(told)
    found = [f for f in rows if f.kind not in ONE_AT_A_TIME]
    for kind in sorted(ONE_AT_A_TIME):
        same = sorted((f for f in rows if f.kind == kind), key=_written)
        for n, fact in enumerate(same):
            nexts = [f.start_date for f in same[n + 1 :]]
            ends = [d for d in (fact.end_date, min(nexts, default=None)) if d]
            end = max(min(ends), fact.start_date) if ends else None
            if end != fact.start_date or end is None:
                found.append(fact._replace(end_date=end))
    return found


def _written(fact: facts.Fact) -> tuple[date, float]:
    return fact.start_date, fact.recorded_at.timestamp() if fact.recorded_at else 0.0


def _episode(row: Circumstance) -> facts.Episode:
    body: HouseholdBody = body_of(row)
    return facts.Episode(
        EpisodeKind(body.kind),
        row.start_date,
        row.end_date,
        episode_id=f"D{row.pk}",
        recorded_at=local(row.recorded_at),
    )


def closed(episodes: Iterable[facts.Episode], closures: Sequence[date]) -> Iterable[facts.Episode]:
    """Yield the episodes, each ended by the first closure after it began, unless it ended before."""
    for episode in episodes:
        after = [day for day in closures if day > episode.start_date]
        yield episode._replace(end_date=_end(episode.end_date, after)) if after else episode


def _end(end: date | None, closures: Sequence[date]) -> date | None:
    return min((day for day in (end, *closures) if day), default=None)


def _planned(row: Circumstance) -> Planned:
    body: PlanBody = body_of(row)
    return Planned(
        decision=str(row.decision or ""),
        applies_to=body.applies_to,
        is_proposal=body.is_proposal,
        dropped=body.dropped,
        at=local(row.recorded_at),
        start_date=row.start_date,
        arrangement=arrangement(body.arrangement),
        agreed_by=Role(body.agreed_by) if body.agreed_by else None,
        review_date=date.fromisoformat(body.review_date) if body.review_date else None,
    )


def _tier(row: Circumstance) -> facts.TierDecision:
    body: TierBody = body_of(row)
    return facts.TierDecision(
        Tier(body.tier),
        row.start_date,
        Role(body.decided_by) if body.decided_by else None,
        body.reason,
        row.end_date,
        local(row.recorded_at),
    )


# --- approvals of a method ----------------------------------------------------------------------------


class Approval(NamedTuple):
    """That a child may be seen by a method from a moment on, until a day (not included) if one is set."""

    method: Method
    approved_by: Role
    approved_at: datetime
    until: date | None
    one_visit: bool
    decision: str

    def covers(self, method: Method, at: datetime | None, on: date) -> bool:
        """Test whether a contact by the method at that time, or on that day, was approved before."""
        if method != self.method or (self.until and on >= self.until):
            return False
        if at:
            return to_the_minute(self.approved_at) <= at
        return self.approved_at.astimezone(LONDON).date() <= on


def approvals(rows: Iterable[Circumstance]) -> list[Approval]:
    """Return the approvals among the rows that stand, the first given first."""
    return [_approval(row) for row in rows if row.what == What.APPROVAL]


def _approval(row: Circumstance) -> Approval:
    body: ApprovalBody = body_of(row)
    return Approval(
        Method(body.method),
        Role(body.approved_by),
        datetime.fromisoformat(body.approved_at).astimezone(LONDON),
        row.end_date,
        body.one_visit,
        str(row.decision or ""),
    )


def day_after(day: date) -> date:
    """Return the first day on which something that lasts to the end of a day holds no more."""
    return day + timedelta(1)


def local(at: datetime) -> datetime:
    """Return a time as the clocks in London show it."""
    return at.astimezone(LONDON)
