"""`walk` against a diary kept day by day, on cases squeezed so that their edges meet."""

from datetime import date
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from property.budget import times
from property.slow_days import slow_after
from property.slow_diary import Asks, diary

from doorstep.engine import walk as w
from doorstep.workdays import DAYS, INCLUDING, MONTHS, WEEKDAYS, WORKING_DAYS, WorkingDays

HOLIDAYS = frozenset({date(2022, 1, 31), date(2022, 2, 4), date(2022, 2, 25), date(2022, 3, 1)})
CALENDAR = WorkingDays(2021, 2023, HOLIDAYS).arrays
START = date(2022, 1, 27).toordinal()  # a Thursday; month ends of three lengths are near
UNITS = {DAYS: "days", WORKING_DAYS: "working_days", WEEKDAYS: "weekdays", MONTHS: "months"}
OUTCOMES = ("in_time", "late", "missed", "ended", "open", "open_overdue")


@st.composite
def lengths(draw):
    """A count and a unit, or nothing owed."""
    if draw(st.integers(0, 4)) == 0:
        return (w.NIL, w.NIL)
    unit = draw(st.sampled_from([DAYS, WORKING_DAYS, WORKING_DAYS, WEEKDAYS, MONTHS]))
    count = draw(st.integers(1, 2 if unit == MONTHS else 6))
    return count, unit + draw(st.sampled_from([0, 0, INCLUDING]))


@st.composite
def cases(draw):
    """Segments that carry or start afresh, contacts in and around them, and a day."""
    segments, day, touches = [], START, False
    for _ in range(draw(st.sampled_from([1, 2, 2, 3, 3, 4]))):
        carries = touches and draw(st.booleans())
        anchor = segments[-1][w.ANCHOR] if carries else day + draw(st.integers(-4, 3))
        end = day + draw(st.one_of(st.integers(1, 9), st.sampled_from([28, 31])))
        goes_on = draw(st.integers(0, 7)) == 0
        first, every = draw(lengths()), draw(lengths())
        segments.append((day, w.NIL if goes_on else end, int(carries), anchor, *first, *every))
        if goes_on:
            break
        gap = draw(st.sampled_from([0, 0, 0, 2]))
        day, touches = end + gap, gap == 0
    edges = sorted(
        {edge for s in segments for edge in (s[w.START], s[w.END], s[w.ANCHOR])} - {w.NIL}
    )
    at_an_edge = st.builds(int.__add__, st.sampled_from(edges), st.integers(-2, 3))
    days = st.one_of(at_an_edge, at_an_edge, st.integers(-5, 75).map(START.__add__))
    as_at = st.one_of(days, st.integers(10, 90).map(START.__add__))
    return segments, sorted(draw(st.sets(days, max_size=7))), draw(as_at)


@cache
def length(count, unit):
    """Return the function from a clock's start to its due day; None where nothing is owed."""
    if count == w.NIL:
        return None
    name, including = UNITS[unit % INCLUDING], unit >= INCLUDING
    return cache(
        lambda day: slow_after(
            date.fromordinal(day), count, name, HOLIDAYS, including=including
        ).toordinal()
    )


def by_diary(segments, contacts, as_at):
    """Return the same as `walk`, from a diary for each run of segments that carry over."""
    runs = []
    for number, segment in enumerate(segments):
        if segment[w.CARRIES]:
            runs[-1].append((number, segment))
        else:
            runs.append([(number, segment)])
    return [row for run in runs for row in one_run(run, contacts, as_at)]


def one_run(run, contacts, as_at):
    def asked(day):
        number, s = next(
            (n, s) for n, s in run if s[w.START] <= day and (s[w.END] == w.NIL or day < s[w.END])
        )
        return Asks(number, length(*s[4:6]), length(*s[6:8]))

    start, end = run[0][1][w.START], run[-1][1][w.END]
    if start > as_at:
        return []
    rows = diary(
        (start, None if end == w.NIL else end), run[0][1][w.ANCHOR], asked, contacts, as_at
    )
    return [
        (
            r.opened,
            r.counted_from,
            r.due,
            w.NIL if r.closed is None else r.closed,
            OUTCOMES.index(r.outcome),
            r.name,
        )
        for r in rows
    ]


@settings(max_examples=times(2000))  # with a tenth of them several planted bugs pass
@given(cases())
def test_walk_gives_what_a_diary_kept_day_by_day_gives(case):
    segments, contacts, as_at = case

    found = w.walk(segments, contacts, as_at, CALENDAR)

    assert found == by_diary(segments, contacts, as_at)


@settings(max_examples=times(500))
@given(cases())
def test_intervals_are_in_order_and_never_run_backwards(case):
    segments, contacts, as_at = case

    found = w.walk(segments, contacts, as_at, CALENDAR)

    assert all(earlier[0] <= later[0] for earlier, later in pairwise(found))
    assert all(opened <= closed for opened, _, _, closed, _, _ in found if closed != w.NIL)
    assert all(opened <= as_at and closed <= as_at for opened, _, _, closed, _, _ in found)
    assert all(due < w.FAR for _, _, due, _, _, _ in found)
    assert all(a[3] <= b[0] for a, b in pairwise(found) if a[3] != w.NIL)
    assert sum(x[4] in (w.OPEN, w.OPEN_OVERDUE) for x in found) <= 1


@settings(max_examples=times(300))
@given(cases(), st.integers(0, 20))
def test_what_was_closed_by_a_day_is_the_same_when_asked_later(case, days):
    segments, contacts, as_at = case

    then = w.walk(segments, contacts, as_at, CALENDAR)
    later = w.walk(segments, contacts, as_at + days, CALENDAR)

    closed = [x for x in then if x[4] in (w.IN_TIME, w.LATE, w.MISSED, w.ENDED)]
    assert later[: len(closed)] == closed
