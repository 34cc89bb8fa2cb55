"""What is asked, from when to when: a duty's dated values, phases and agreed plans over time."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from doorstep.engine.child import Child
from doorstep.engine.conditions import spans_of
from doorstep.engine.spans import NEVER_ENDS, Span, Spans, around, intersection, minus, union
from doorstep.facts import VisitingPlan
from doorstep.policy.duty import DatedValue, Duty, Phase, Relaxation
from doorstep.policy.pack import Pack
from doorstep.workdays import Duration


@dataclass(frozen=True, slots=True)
class Asked:
    """What one duty asks for a stretch of time.

    `first` and `every` are lengths, or None where nothing is owed. `cited` is the dated value the
    clause is taken from; `plan` the agreed plan that changed it.
    """

    duty: Duty
    first: Duration | None
    every: Duration | None
    first_cited: DatedValue
    every_cited: DatedValue
    plan: VisitingPlan | None = None
    policy: "Asked | None" = None

    @property
    def own(self) -> "Asked":
        """Return what the policy itself asks, agreed plans aside."""
        return self.policy or self

    @property
    def is_suspended(self) -> bool:
        """Test whether the policy suspends the duty for now (S13)."""
        return self.every_cited.value == "suspended"

    @property
    def has_ended(self) -> bool:
        """Test whether the policy asks for it no longer."""
        return self.every_cited.value == "ends"

    @property
    def is_review(self) -> bool:
        """Test whether the interval is a day of review that a decision named for itself (ADR 26)."""
        return self.policy is not None and self.plan is None

    def is_same_as(self, other: "Asked | None") -> bool:
        """Test whether `other` asks the same, so that nothing changes where they meet (S10)."""
        return (
            other is not None
            and self.duty is other.duty
            and (self.first, self.every) == (other.first, other.every)
            and (self.is_suspended, self.has_ended) == (other.is_suspended, other.has_ended)
        )

    @property
    def weight(self) -> float:
        """Return roughly how many days it allows, to choose the stricter of two."""
        lengths = [d.nominal_days for d in (self.every, self.first) if d is not None]
        return min(lengths, default=float("inf"))


class Piece(NamedTuple):
    """A stretch `[start, end)` of a run and what is asked in it; None asks nothing.

    `parts` are the stretches it was made of, where the same is asked under different clauses.
    """

    start: int
    end: int
    asked: Asked | None
    parts: "tuple[Piece, ...]" = ()

    def on(self, day: int) -> Asked | None:
        """Return what is asked on a day of the piece, with the clause of that day."""
        return next((p.asked for p in self.parts if p.start <= day < p.end), self.asked)


@cache
def dated(phase_of: tuple[Duty, int]) -> tuple[Piece, ...]:
    """Return a phase's values over time; before the first of them nothing is in force (S33)."""
    duty, number = phase_of
    phase = duty.all_phases[number]
    days = sorted({*phase.first, *phase.every})
    edges = [*(d.toordinal() for d in days), NEVER_ENDS]
    return tuple(
        Piece(start, end, asked)
        for start, end, day in zip(edges, edges[1:], days, strict=False)
        if (asked := _asked(duty, phase, day)) is not None
    )


@cache
def in_force(duty: Duty) -> Spans:
    """Return when the policy asks for the duty at all, be it suspended."""
    return union(
        (piece.start, piece.end)
        for number in range(len(duty.all_phases))
        for piece in dated((duty, number))
        if piece.asked is not None and not piece.asked.has_ended
    )


def is_in_force(duty: Duty, pack: Pack, day: int) -> bool:
    """Test whether the policy asks for the duty on a day; a share, while the duty it is a share of is."""
    if duty.share is not None:
        of = pack.by_id.get(duty.share.of)
        return of is not None and is_in_force(of, pack, day)
    if duty.record_within:
        value = _on(duty.record_within, date.fromordinal(day))
        return value is not None and value.duration is not None
    return around(in_force(duty), day) is not None


def _asked(duty: Duty, phase: Phase, day: date) -> Asked | None:
    first, every = _on(phase.first, day), _on(phase.every, day)
    if first is None and every is None:
        return None
    cited = every or first
    if cited is None or cited.duration is None:  # suspended or ended
        return Asked(duty, None, None, cited, cited) if cited else None
    return Asked(
        duty,
        first=(first.duration if first else cited.duration),  # S28
        every=every.duration if every else None,
        first_cited=first or cited,
        every_cited=cited,
    )


def _on(values: dict[date, DatedValue], day: date) -> DatedValue | None:
    known = [d for d in values if d <= day]
    return values[max(known)] if known else None


def duty_spans(duty: Duty, pack: Pack, child: Child) -> Spans:
    """Return when the duty applies: asked of the child, and in force."""
    key = f"duty {duty.id}"
    found = child.kept(key)
    if found is None:
        found = asked_spans(duty, pack, child)
        found = intersection(found, in_force(duty)) if found else found
        child.put(key, found)
    return found


def asked_spans(duty: Duty, pack: Pack, child: Child) -> Spans:
    """Return when the duty is for this child, in force or not: its spell, while its condition holds.

    Where another duty takes its place it is not (S8), once that other is in force.
    """
    found = child.spans(duty.applies_to)
    if found and duty.when is not None:
        found = intersection(found, spans_of(duty.when, child))
    for other in pack.superseded_by[duty.id] if found else ():
        found = minus(found, duty_spans(other, pack, child))
    return found


def requirements(duty: Duty, pack: Pack, child: Child, run: Span) -> list[Piece]:
    """Return what the duty asks within a run, piece by piece, agreed plans included."""
    spans = intersection(duty_spans(duty, pack, child), (run,))
    if not spans:
        return []
    found = []
    for number, where in enumerate(_phase_spans(duty, child, spans)):
        for piece in dated((duty, number)):
            found += [
                Piece(a, b, piece.asked)
                for a, b in intersection(where, ((piece.start, piece.end),))
            ]
    if duty.is_decision:
        return _with_reviews(found, duty, child) if duty.procedure else found
    return _with_plans(found, duty, child) if child.case.plans else found


def _with_reviews(pieces: list[Piece], duty: Duty, child: Child) -> list[Piece]:
    """Return the pieces with the days of review that decisions name for themselves (ADR 26).

    Such a day takes the place of an assumed interval; a stated one it can only shorten.
    """
    made = [e for kind in duty.met_by for e in child.events(kind)]
    for event in sorted(made, key=lambda e: e.event_date):
        days = (event.due_date - event.event_date).days if event.due_date else 0
        if days > 0:
            span = (event.event_date.toordinal(), NEVER_ENDS)
            wanted = Duration(days, "days")
            pieces = [new for piece in pieces for new in _reviewed(piece, span, wanted)]
        else:
            pieces = [new for piece in pieces for new in _as_the_policy(piece, event.event_date)]
    return pieces


def _reviewed(piece: Piece, span: Span, wanted: Duration) -> list[Piece]:
    asked = piece.asked.own if piece.asked else None
    if asked is None or asked.every is None:
        return [piece]
    if not asked.every_cited.assumed and asked.every.nominal_days <= wanted.nominal_days:
        return _as_the_policy(piece, date.fromordinal(span[0]))
    return _cut(piece, span, replace(asked, every=wanted, policy=asked))


def _as_the_policy(piece: Piece, since: date) -> list[Piece]:
    asked = piece.asked
    if asked is None or asked.policy is None:
        return [piece]
    return _cut(piece, (since.toordinal(), NEVER_ENDS), asked.policy)


def _phase_spans(duty: Duty, child: Child, spans: Spans) -> list[Spans]:
    """Return when each phase holds; the one without a condition, whenever no other does."""
    if not duty.phases:
        return [spans]
    found = [intersection(spans, spans_of(p.when, child)) for p in duty.phases]
    if duty.phases[-1].when is None:
        named = union(s for spans in found[:-1] for s in spans)
        found[-1] = minus(spans, named)
    return found


def _with_plans(pieces: list[Piece], duty: Duty, child: Child) -> list[Piece]:
    """Return the pieces with agreed plans laid over them, the latest uppermost (S9)."""
    for plan in sorted(child.case.plans, key=_uppermost):
        if _is_of(plan, duty, child):
            pieces = [new for piece in pieces for new in _laid_over(piece, plan, child)]
    return pieces


def _is_of(plan: VisitingPlan, duty: Duty, child: Child) -> bool:
    """Test whether the plan sets an interval for the duty and has begun."""
    mine = plan.applies_to in ("", duty.id, duty.name)
    return bool(plan.every) and mine and plan.start_date <= child.as_at


def _uppermost(plan: VisitingPlan) -> tuple[date, date, float]:
    """Return the order of plans: the later agreed last; of two made together, the stricter."""
    length = Duration.parse(plan.every).nominal_days if plan.every else 0.0
    return plan.start_date, plan.agreed_on or plan.start_date, -length


def _laid_over(piece: Piece, plan: VisitingPlan, child: Child) -> list[Piece]:
    asked = piece.asked.own if piece.asked else None
    if asked is None or asked.every is None:
        return [piece]
    wanted = Duration.parse(plan.every)
    if wanted == asked.every:
        return [piece]
    if wanted.nominal_days < asked.every.nominal_days:
        return _cut(piece, _plan_span(plan, plan.start_date), _shorter(asked, wanted, plan))
    found = [piece]
    for relax in asked.duty.relax:
        if plan.agreed_by in relax.agreed_by and plan.agreed_on and plan.review_date:
            for span in _allowed(relax, plan, child):
                new = _longer(asked, wanted, plan, relax)
                found = [p for old in found for p in _cut(old, span, new)]
    return found


def _allowed(relax: Relaxation, plan: VisitingPlan, child: Child) -> Spans:
    """Return from when the agreement holds: its day or the day its conditions do, if later."""
    agreed = max(plan.start_date, plan.agreed_on or plan.start_date)
    return intersection(spans_of(relax.when, child), (_plan_span(plan, agreed),))


def _plan_span(plan: VisitingPlan, start: date) -> Span:
    ends = [day.toordinal() for day in (plan.review_date, plan.end_date) if day]
    return (start.toordinal(), max(min(ends, default=NEVER_ENDS), start.toordinal()))


def _shorter(asked: Asked, wanted: Duration, plan: VisitingPlan) -> Asked:
    first = asked.first
    if first is None or first.nominal_days > wanted.nominal_days:
        first = wanted
    return replace(asked, first=first, every=wanted, plan=plan, policy=asked)


def _longer(asked: Asked, wanted: Duration, plan: VisitingPlan, relax: Relaxation) -> Asked:
    most = relax.at_most
    capped = most if most is not None and most.nominal_days < wanted.nominal_days else wanted
    first = capped if asked.first == asked.every else asked.first
    return replace(asked, first=first, every=capped, plan=plan, policy=asked)


def _cut(piece: Piece, span: Span, new: Asked) -> list[Piece]:
    """Return the piece with `new` asked within `span`."""
    start, end = max(piece.start, span[0]), min(piece.end, span[1])
    if start >= end:
        return [piece]
    parts = [
        Piece(piece.start, start, piece.asked),
        Piece(start, end, new),
        Piece(end, piece.end, piece.asked),
    ]
    return [p for p in parts if p.start < p.end]


def plan_flags(duty: Duty, pieces: list[Piece], child: Child) -> list[str]:
    """Return what keeps an agreed plan for less from taking effect (S9)."""
    now = next((p.asked for p in pieces if p.start <= child.day < p.end), None)
    if now is None or now.every is None or now.plan is not None:
        return []
    found = []
    for plan in child.case.plans:
        if not _is_of(plan, duty, child) or (plan.end_date and plan.end_date <= child.as_at):
            continue
        if Duration.parse(plan.every).nominal_days > now.every.nominal_days:
            found.append(
                f"a plan of {plan.start_date} asks for {plan.every}: {_why(plan, duty, child)}"
            )
    return found


def _why(plan: VisitingPlan, duty: Duty, child: Child) -> str:
    stands = "the policy's own minimum stands"
    if not duty.relax:
        return f"the policy lets nobody agree to less, so {stands}"
    if plan.review_date is None:
        return f"it has no review date, so {stands}"
    if plan.review_date <= child.as_at:
        return f"its review date {plan.review_date} has passed, so {stands}"
    roles = {role for relax in duty.relax for role in relax.agreed_by}
    if plan.agreed_by not in roles or plan.agreed_on is None:
        names = " or ".join(sorted(r.replace("_", " ") for r in roles))
        return f"no agreement by {names} is recorded, so {stands}"
    return f"the conditions for agreeing to less do not hold, so {stands}"
