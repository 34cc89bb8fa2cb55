"""Where a duty asks less than the one below it whose place it takes: later, in more ways, or nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from doorstep.policy.compare import compare
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Dated, Duty, Phase
from doorstep.policy.logic import can_hold, formula, in_phase, leaves
from doorstep.vocabulary import Method, VisitType
from doorstep.workdays import Duration, england


class Relaxation(NamedTuple):
    """One way in which a duty asks less; `length` is what it asks where that is longer."""

    text: str
    suspends: bool = False
    length: Duration | None = None

    def beyond(self, most: Duration) -> bool:
        """Test whether it goes further than the layer below lets it."""
        return self.length is not None and self.length.nominal_days > most.nominal_days


def relaxations(upper: Duty, lower: Duty, counts: dict[str, Counts]) -> Iterator[Relaxation]:
    """Yield each way in which `upper`, in the place of `lower`, would ask less, with an example date."""
    for phase in upper.all_phases:
        limit = _strictest(
            lower, [p for p in lower.all_phases if _can_meet(upper, phase, lower, p)]
        )
        for value in [*phase.first.values(), *phase.every.values()]:
            if value.value == "suspended":
                yield Relaxation(f"it suspends {lower.id} ({value.clause})", suspends=True)
            elif value.duration is not None and limit is not None:
                yield from _later(upper, lower, value.duration, limit)
    if upper.counts and lower.counts:
        yield from _more_ways(upper, lower, counts)


def _strictest(duty: Duty, phases: list[Phase]) -> Duration | None:
    """Return the shortest length asked again and again; of the first visit where there is no other."""
    dated: list[Dated] = [phase.every or phase.first for phase in phases]
    values = [value.duration for each in dated for value in each.values()]
    lengths = [length for length in values if length is not None]
    return min(lengths, key=lambda length: length.nominal_days, default=None)


def _can_meet(upper: Duty, phase: Phase, lower: Duty, other: Phase) -> bool:
    """Test whether a child can be in a phase of each duty at once."""
    whom = [(formula(d.when), leaves(d.when)) for d in (upper, lower)]
    return can_hold([*whom, *in_phase(phase, upper), *in_phase(other, lower)])


def _later(upper: Duty, lower: Duty, mine: Duration, limit: Duration) -> Iterator[Relaxation]:
    year = max((day for _, day, _ in upper.dated_values()), default=None)
    if year is None or mine.nominal_days <= limit.nominal_days and mine.unit == limit.unit:
        return
    found = compare(
        mine,
        limit,
        england(),
        year=year.year,
        counting=upper.counting,
        rest=upper.rests_on_bank_holidays,
    )
    if found.later:
        text = (
            f"{mine} can fall later than the {limit} of {lower.id}: visited on {found.worst}, due"
            f" {found.worst_due} and not {found.worst_other}"
        )
        yield Relaxation(text, length=mine)


def _more_ways(upper: Duty, lower: Duty, counts: dict[str, Counts]) -> Iterator[Relaxation]:
    mine, theirs = counts.get(upper.counts), counts.get(lower.counts)
    if mine is None or theirs is None:
        return
    for day in sorted({*mine.values, *theirs.values}):
        more = _free(mine, day.toordinal()) - _free(theirs, day.toordinal())
        if more:
            ways = ", ".join(
                sorted(f"{kind} by {method}".replace("_", " ") for kind, method in more)
            )
            yield Relaxation(f"from {day} it accepts what {lower.id} does not: {ways}")
            return


def _free(counts: Counts, day: int) -> set[tuple[VisitType, Method]]:
    """Return the kinds and methods of contact that count without anybody's agreement."""
    return {
        (kind, method)
        for way in counts.on(day).accepts
        if not way.approved_by and not way.plan_agreed_by
        for kind in way.visit_type or (VisitType.VISIT,)
        for method in way.method or tuple(Method)
    }
