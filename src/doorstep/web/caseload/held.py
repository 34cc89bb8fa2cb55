"""Circumstances recorded here as the engine's facts, and the other way round; no database here.

Each kind has a body of its own, a named tuple whose fields are the keys of what is stored.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from doorstep import facts
from doorstep.engine.counting import to_the_minute
from doorstep.vocabulary import EpisodeKind, FactKind, Method, Role, Tier
from doorstep.web.caseload.models import Circumstance, What
from doorstep.workdays import LONDON
from doorstep.workflow import Planned, arrangement, plans

SOURCE = "doorstep"
ONE_AT_A_TIME = frozenset({FactKind.RAG, FactKind.ATTENDING_SCHOOL})
"""Facts of which a later one takes the place of an earlier."""


class FactBody(NamedTuple):
    """A circumstance that a form's answer says."""

    kind: FactKind
    value: str = "yes"
    holder: str = ""


class HouseholdBody(NamedTuple):
    """That a household isolates or shields: who of it, and who told; `is_over` answers the question."""

    kind: EpisodeKind
    who: str = ""
    source: str = ""
    is_over: bool = False


class PlanBody(NamedTuple):
    """A visiting plan for the visits of a duty: proposed, agreed, or dropped again."""

    applies_to: str
    arrangement: str
    is_proposal: bool = False
    dropped: bool = False
    agreed_by: str = ""
    review_date: str = ""


class ApprovalBody(NamedTuple):
    """That a child may be seen by a method: who approved, when, and whether for one visit only."""

    method: Method
    approved_by: Role
    approved_at: str
    one_visit: bool = False


class TierBody(NamedTuple):
    """A manager's decision on the tier."""

    tier: Tier
    decided_by: str
    reason: str = ""


class AllocationBody(NamedTuple):
    """That a child was given to a worker here; it holds until a source tells of a later worker.

    `allocated` is so of the case worker. Of anybody else, such as an IRO, `instead_of` is the id of
    whose place the worker takes in that role.
    """

    worker_id: str
    worker: str = ""
    team: str = ""
    role: str = ""
    allocated: bool = True
    instead_of: str = ""


class ClosureBody(NamedTuple):
    """That a case is closed, which its source did not say: what began before the day ends on it."""

    reason: str


Body = FactBody | HouseholdBody | PlanBody | ApprovalBody | TierBody | AllocationBody | ClosureBody
BODIES: dict[What, type[Body]] = {
    What.FACT: FactBody,
    What.HOUSEHOLD: HouseholdBody,
    What.PLAN: PlanBody,
    What.APPROVAL: ApprovalBody,
    What.TIER: TierBody,
    What.ALLOCATION: AllocationBody,
    What.CLOSURE: ClosureBody,
}


def what_of(body: Body) -> What:
    """Return which kind of circumstance a body is of."""
    return next(what for what, kind in BODIES.items() if isinstance(body, kind))


def stored(body: Body) -> dict[str, Any]:
    """Return a body as it is stored."""
    return {k: str(v) if not isinstance(v, (bool, str)) else v for k, v in body._asdict().items()}


def body_of(row: Circumstance) -> Any:
    """Return what a row says, as the named tuple of its kind."""
    return BODIES[What(row.what)](**row.body)


def digest_of(body: Body, *also: object) -> str:
    """Return the fingerprint of a circumstance, by which the same sent twice is known."""
    told = json.dumps([what_of(body), stored(body), *(str(a) for a in also)], sort_keys=True)
    return sha256(told.encode()).hexdigest()


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


def with_allocations(
    told: Sequence[facts.Involvement], rows: Sequence[Circumstance]
) -> tuple[facts.Involvement, ...]:
    """Return who works with a child, where some of it was said here and not by the source.

    An allocation made here ends the source's earlier one, and is ended by whichever comes later: the
    newest word on who has the child holds (ADR 27). One that only says what the source says is left out.
    """
    found = list(told)
    for row in sorted(rows, key=lambda r: (r.start_date, r.recorded_at)):
        body: AllocationBody = body_of(row)
        if not any(_says_the_same(i, body, row.start_date) for i in found):
            found = _allocated(found, body, row)
    return tuple(found)


def _says_the_same(told: facts.Involvement, body: AllocationBody, on: date) -> bool:
    same = (told.worker_id, told.team) == (body.worker_id, body.team)
    return same and _in_the_place(told, body) and _is_open(told, on)


def _in_the_place(told: facts.Involvement, body: AllocationBody) -> bool:
    """Test whether an involvement is of the kind the allocation takes the place of."""
    if body.allocated or told.allocated:
        return body.allocated and told.allocated
    return told.role == body.role and told.worker_id in (body.worker_id, body.instead_of)


def _is_open(told: facts.Involvement, on: date) -> bool:
    return told.start_date <= on and (told.end_date is None or on < told.end_date)


def _allocated(
    told: list[facts.Involvement], body: AllocationBody, row: Circumstance
) -> list[facts.Involvement]:
    start = row.start_date
    later = [i.start_date for i in told if _in_the_place(i, body) and i.start_date > start]
    ended = [
        i._replace(end_date=start) if _in_the_place(i, body) and _is_open(i, start) else i
        for i in told
    ]
    end = min((day for day in (row.end_date, *later) if day), default=None)
    made = facts.Involvement(
        body.worker_id, start, end, body.worker, body.team, body.allocated, body.role
    )
    return [*ended, made]


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
