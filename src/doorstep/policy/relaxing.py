"""Where a duty asks less than the one below it whose place it takes: later, in more ways, or nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from doorstep.policy.compare import compare
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Dated, DatedValue, Duty
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
    strictest = min(_lengths(lower), key=lambda pair: pair[1].nominal_days, default=None)
    for value in _values(upper):
        if value.value == "suspended":
            yield Relaxation(f"it suspends {lower.id} ({value.clause})", suspends=True)
        elif value.duration is not None and strictest is not None:
            yield from _later(upper, lower, value.duration, strictest[1])
    if upper.counts and lower.counts:
        yield from _more_ways(upper, lower, counts)


def _values(duty: Duty) -> list[DatedValue]:
    return [value for _, _, value in duty.dated_values()]


def _lengths(duty: Duty) -> list[tuple[DatedValue, Duration]]:
    """Return the lengths asked again and again; those of the first visit where there are no others."""
    dated: list[Dated] = [phase.every or phase.first for phase in duty.all_phases]
    values = [value for each in dated for value in each.values()]
    return [(value, value.duration) for value in values if value.duration is not None]


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
