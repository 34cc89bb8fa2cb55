"""How often a child was to be visited, and the days on which it was done."""

from collections.abc import Iterator
from typing import NamedTuple

from doorstep.synth import figures
from doorstep.synth.days import is_office_closed, weekday
from doorstep.synth.tables import Authority

SATURDAY = 5


class Rhythm(NamedTuple):
    """Visits of a kind (assessment, cin, cp, cla, leaver) due every so many days in a stretch.

    `first` is the days to the first visit; `link` the id of the plan or the period of care.
    """

    kind: str
    start: int
    end: int | None
    every: int
    first: int
    link: str


def visited_on(
    authority: Authority, rhythm: Rhythm, on_time: float, limit: int | None = None
) -> Iterator[tuple[int, bool]]:
    """Yield the days of visits tried within the rhythm, and whether somebody was in.

    Order: by day. Units: days; none before the authority's first day, none after `limit`.
    """
    end = authority.as_at + 1 if rhythm.end is None else rhythm.end
    limit = end if limit is None else min(end, limit)
    last, due = rhythm.start, rhythm.first
    if last < authority.first:
        last, due = authority.first - authority.rng.randrange(rhythm.every), rhythm.every
    while True:
        day = _shifted(authority, last, last + _gap(authority, due, on_time))
        if day >= limit:
            return
        if authority.rng.random() < figures.NO_ANSWER:
            tried = day - authority.rng.randint(1, 4)
            if max(last, authority.first) < tried and not is_office_closed(tried):
                yield tried, False
        if day >= authority.first:
            yield day, True
        last, due = day, rhythm.every


def _gap(authority: Authority, due: int, on_time: float) -> int:
    """Return the days to the next visit: within those due in so large a share of cases."""
    rng = authority.rng
    if rng.random() < on_time:
        return max(1, due - int(due * 0.26 * rng.random()))
    return due + 1 + int(rng.expovariate(1.0 / (2 + due * 0.3)))


def _shifted(authority: Authority, last: int, day: int) -> int:
    """Return the day, or a working day near it if nobody works then; 7 % stay at a weekend."""
    if not is_office_closed(day):
        return day
    if weekday(day) >= SATURDAY and authority.rng.random() < figures.WEEKEND_KEPT:
        return day
    back = day
    while is_office_closed(back):
        back -= 1
    if back > last:
        return back
    while is_office_closed(day):
        day += 1
    return day
