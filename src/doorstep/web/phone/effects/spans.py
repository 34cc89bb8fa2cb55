"""Spans of a day's times, and of days to come, within which the same comes out."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from doorstep.facts import CaseFacts
from doorstep.web.caseload.approvals import Given
from doorstep.workdays import LONDON

MINUTES, LAST = 24 * 60, 400
Span = tuple[object, str]
"""A value that stands for all of a span, and the point before which the span lies; blank for the last."""
UNKNOWN = "unknown"
"""Stands for what is not looked up: it is worked out when it is sent."""


def times(case: CaseFacts, given: Iterable[Given], on: date) -> list[Span]:
    """Return the spans of a day between the times at which something began or was agreed on it."""
    told = (at.astimezone(LONDON) for at in _known(case, given))
    minutes = {at.hour * 60 + at.minute for at in told if at.date() == on}
    points = sorted({0, MINUTES, *minutes, *(minute + 1 for minute in minutes)})
    return [
        (_time(_within(start, end)), _time(end).strftime("%H:%M") if end < MINUTES else "")
        for start, end in pairwise(points)
    ]


def _known(case: CaseFacts, given: Iterable[Given]) -> Iterator[datetime]:
    yield from (each.approval.approved_at for each in given)
    yield from (visit.visit_at for visit in case.visits if visit.visit_at)
    yield from (event.event_at for event in case.events if event.event_at)
    yield from (each.start_at for each in case.episodes if each.start_at)
    yield from (each.recorded_at for each in case.tier_decisions if each.recorded_at)


def _within(start: int, end: int) -> int:
    """Return a minute of the span that nothing else is likely to be told of."""
    return start + (end - start) * 3 // 7


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def days(on: date, *, soon: int, also: Iterable[date] = ()) -> list[Span]:
    """Return the spans of days ahead within which what is planned stands alike: today, soon, later.

    `also` are days of which something else is said, such as the day by which it would be due anyway.
    """
    last = on + timedelta(LAST)
    named = (each + timedelta(n) for each in also for n in (0, 1))
    found = {on, on + timedelta(1), on + timedelta(soon + 1), last}
    points = sorted(found | {day for day in named if on < day < last})
    spans = [(a + (b - a) * 3 // 7, b.isoformat()) for a, b in pairwise(points)]
    return [*spans[:-1], (spans[-1][0], "")]
