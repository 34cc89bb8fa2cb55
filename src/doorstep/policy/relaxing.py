"""Where a duty asks less than the one below it whose place it takes: later, in more ways, or nothing.

Unless it can be shown that whoever meets the upper duty meets the lower one too, it asks less.
"""

from collections.abc import Iterator
from typing import NamedTuple

from doorstep.policy.compare import compare
from doorstep.policy.counts import Accepts, Counts, CountsValue, Needs
from doorstep.policy.duty import Dated, Duty, Phase
from doorstep.policy.logic import can_hold, formula, in_phase, leaves
from doorstep.vocabulary import Method, VisitType
from doorstep.workdays import Duration, england


class Relaxation(NamedTuple):
    """One way in which a duty asks less; `length` is what it asks where that is longer."""

    text: str
    suspends: bool = False
    length: Duration | None = None
    year: int = 0

    def beyond(self, most: Duration) -> bool:
        """Test whether it goes further than the layer below lets it, on any start day of its year."""
        if self.length is None:
            return True
        return compare(self.length, most, england(), year=self.year).later > 0


def relaxations(upper: Duty, lower: Duty, counts: dict[str, Counts]) -> Iterator[Relaxation]:
    """Yield each way in which `upper`, in the place of `lower`, would ask less, with an example date."""
    if _kind(upper) != _kind(lower):
        yield Relaxation(f"it is not a duty of the same kind as {lower.id}")
        return
    if str(upper.anchor) != str(lower.anchor) and upper.applies_to == lower.applies_to:
        yield Relaxation(f"its clock starts from another day than that of {lower.id}")
    yield from _holes(upper, lower)
    for phase in upper.all_phases:
        yield from _of_phase(upper, phase, lower)
    if upper.met_by and not set(upper.met_by) <= set(lower.met_by):
        yield Relaxation(f"it is met by other events than {lower.id}")
    if upper.counts and lower.counts:
        yield from _more_ways(upper, lower, counts)
    yield from _by_agreement(upper, lower)


def _kind(duty: Duty) -> tuple[object, ...]:
    special = (duty.after_event, duty.once_between, duty.share, bool(duty.record_within))
    return (*special, duty.own_clock, duty.is_decision)


def _holes(upper: Duty, lower: Duty) -> Iterator[Relaxation]:
    """Yield where the upper duty asks for nothing again, or for nothing of some children."""
    asks_again = any(phase.every for phase in lower.all_phases)
    for phase in upper.all_phases:
        if asks_again and not phase.every:
            yield Relaxation(f"it asks once where {lower.id} asks again and again")
    if upper.phases and upper.phases[-1].when is not None:
        yield Relaxation(f"its phases leave out children of whom {lower.id} asks something")


def _of_phase(upper: Duty, phase: Phase, lower: Duty) -> Iterator[Relaxation]:
    beside = [p for p in lower.all_phases if _can_meet(upper, phase, lower, p)]
    again = _strictest([p.every for p in beside])
    soonest = _strictest([p.first or p.every for p in beside])
    for values, limit in ((phase.first or phase.every, soonest), (phase.every, again)):
        for day, value in values.items():
            if value.value == "suspended":
                yield Relaxation(f"it suspends {lower.id} ({value.clause})", suspends=True)
            elif value.duration is not None and limit is not None:
                yield from _later(upper, lower, value.duration, limit, day.year)


def _strictest(dated: list[Dated]) -> Duration | None:
    values = [value.duration for each in dated for value in each.values()]
    lengths = [length for length in values if length is not None]
    return min(lengths, key=lambda length: length.nominal_days, default=None)


def _can_meet(upper: Duty, phase: Phase, lower: Duty, other: Phase) -> bool:
    """Test whether a child can be in a phase of each duty at once."""
    whom = [(formula(d.when), leaves(d.when)) for d in (upper, lower)]
    return can_hold([*whom, *in_phase(phase, upper), *in_phase(other, lower)])


def _later(
    upper: Duty, lower: Duty, mine: Duration, limit: Duration, year: int
) -> Iterator[Relaxation]:
    if (mine, upper.counting, upper.bank_holidays) == (limit, lower.counting, lower.bank_holidays):
        return
    found = compare(
        mine,
        limit,
        england(),
        year=year,
        counting=upper.counting,
        rest=upper.rests_on_bank_holidays,
        other_counting=lower.counting,
        other_rest=lower.rests_on_bank_holidays,
    )
    if found.later:
        text = (
            f"{mine} can fall later than the {limit} of {lower.id}: visited on {found.worst}, due"
            f" {found.worst_due} and not {found.worst_other}"
        )
        yield Relaxation(text, length=mine, year=year)


# --- what counts ----------------------------------------------------------------------------------


def _more_ways(upper: Duty, lower: Duty, counts: dict[str, Counts]) -> Iterator[Relaxation]:
    mine, theirs = counts.get(upper.counts), counts.get(lower.counts)
    if mine is None or theirs is None:
        return
    for day in sorted({*mine.values, *theirs.values}):
        upper_value, lower_value = mine.on(day.toordinal()), theirs.on(day.toordinal())
        more = _looser(upper_value, lower_value) or _looser_needs(
            upper.also_needs, lower.also_needs
        )
        if more:
            yield Relaxation(f"from {day} it accepts what {lower.id} does not: {more}")
            return


def _looser(mine: CountsValue, theirs: CountsValue) -> str:
    """Return what one value accepts and the other does not, or nothing."""
    wider = [way for way in mine.accepts if not any(_implies(way, o) for o in theirs.accepts)]
    if wider:
        return "; ".join(_told(way) for way in wider)
    if not set(mine.seen_not_needed) <= set(theirs.seen_not_needed):
        return "contacts at which nobody was seen"
    if mine.unknown_method != theirs.unknown_method and mine.unknown_method == "in_person":
        return "visits of unknown method"
    return ""


def _looser_needs(mine: Needs | None, theirs: Needs | None) -> str:
    if theirs is None or (mine is not None and _implies(mine, theirs)):
        return ""
    return "visits without what it needs besides"


def _implies(way: Needs, other: Needs) -> bool:
    """Test whether whatever meets the one meets the other too."""
    return (
        _within(_kinds(way), _kinds(other))
        and _within(way.method, other.method)
        and _within(way.place, other.place)
        and _within(way.role, other.role)
        and set(other.not_place) <= set(way.not_place)
        and (way.seen_alone or not other.seen_alone)
        and (way.bedroom_seen or not other.bedroom_seen)
        and other.announced in (None, way.announced)
        and _agreed(way.approved_by, other.approved_by)
        and _agreed(way.plan_agreed_by, other.plan_agreed_by)
        and other.when in (None, way.when)
    )


def _kinds(needs: Needs) -> tuple[VisitType, ...]:
    return needs.visit_type or (VisitType.VISIT,)


def _within(mine: tuple[object, ...] | None, theirs: tuple[object, ...] | None) -> bool:
    return theirs is None or (mine is not None and set(mine) <= set(theirs))


def _agreed(mine: tuple[object, ...], theirs: tuple[object, ...]) -> bool:
    return not theirs or (bool(mine) and set(mine) <= set(theirs))


def _told(way: Accepts) -> str:
    methods = way.method or tuple(Method)
    kinds = " or ".join(kind.replace("_", " ") for kind in _kinds(way))
    return f"{kinds} by {', '.join(m.replace('_', ' ') for m in methods)}"


def _by_agreement(upper: Duty, lower: Duty) -> Iterator[Relaxation]:
    """Yield where more people may agree to less, or to less still, than below."""
    for relax in upper.relax:
        known = [
            o
            for o in lower.relax
            if set(relax.agreed_by) <= set(o.agreed_by)
            and (o.at_most is None or o.at_most == relax.at_most)
            and o.when in (None, relax.when)
        ]
        if not known:
            yield Relaxation(f"it lets people agree to less who may not under {lower.id}")
