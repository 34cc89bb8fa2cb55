"""What decisions about one child change of what a duty asks: agreed plans and days of review (S9)."""

from dataclasses import replace
from datetime import date

from doorstep.engine.asked import Asked, Piece
from doorstep.engine.child import Child
from doorstep.engine.conditions import spans_of
from doorstep.engine.spans import NEVER_ENDS, Span, Spans, intersection
from doorstep.facts import VisitingPlan
from doorstep.policy.duty import Duty, Relaxation
from doorstep.workdays import Duration


def with_reviews(pieces: list[Piece], duty: Duty, child: Child) -> list[Piece]:
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


def with_plans(pieces: list[Piece], duty: Duty, child: Child) -> list[Piece]:
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
