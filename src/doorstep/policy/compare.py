"""Compare two lengths of time over every start day, to find the dates on which they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from doorstep.workdays import Counting, Duration, WorkingDays, is_bank_holiday

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How often, over the working days of a year, one length ends later than another."""

    year: int
    days: int
    later: int
    worst: date
    worst_due: date
    worst_other: date
    earlier: int
    earliest: date
    earliest_due: date
    earliest_other: date

    @property
    def most(self) -> int:
        """Return by how many days it falls later at the worst."""
        return (self.worst_due - self.worst_other).days


def compare(  # noqa: PLR0913 (two lengths, and how each is counted)
    length: Duration,
    other: Duration,
    calendar: WorkingDays,
    *,
    year: int,
    counting: Counting = "after",
    rest: bool = True,
    other_counting: Counting = "after",
    other_rest: bool = True,
) -> Comparison:
    """Return how `length` compares with `other` for each working day of `year` as the start."""
    starts = list(_working_days(year))
    pairs = [
        (
            day,
            calendar.add(day, length, counting=counting, rest=rest),
            calendar.add(day, other, counting=other_counting, rest=other_rest),
        )
        for day in starts
    ]
    worst = max(pairs, key=lambda p: (p[1] - p[2]).days)
    least = min(pairs, key=lambda p: (p[1] - p[2]).days)
    return Comparison(
        year=year,
        days=len(pairs),
        later=sum(due > limit for _, due, limit in pairs),
        worst=worst[0],
        worst_due=worst[1],
        worst_other=worst[2],
        earlier=sum(due < limit for _, due, limit in pairs),
        earliest=least[0],
        earliest_due=least[1],
        earliest_other=least[2],
    )


def _working_days(year: int) -> Iterable[date]:
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() < SATURDAY and not is_bank_holiday(day):
            yield day
        day += timedelta(1)
