"""What is asked of a child and when: a duty's phases while it applies, agreed plans included."""

from doorstep.engine.agreed import with_plans, with_reviews
from doorstep.engine.asked import Piece, dated, in_force
from doorstep.engine.child import Child
from doorstep.engine.conditions import spans_of
from doorstep.engine.spans import Span, Spans, intersection, minus, union
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack


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
        return with_reviews(found, duty, child) if duty.procedure else found
    return with_plans(found, duty, child) if child.case.plans else found


def _phase_spans(duty: Duty, child: Child, spans: Spans) -> list[Spans]:
    """Return when each phase holds; the one without a condition, whenever no other does."""
    if not duty.phases:
        return [spans]
    found = [intersection(spans, spans_of(p.when, child)) for p in duty.phases]
    if duty.phases[-1].when is None:
        named = union(s for spans in found[:-1] for s in spans)
        found[-1] = minus(spans, named)
    return found
