"""How long a subject access request may take."""

from datetime import date

import pytest

from doorstep.web.governance.clock import Clock, Pause, clock, may_extend
from doorstep.workdays import england


def at(on: date, received: date, **more) -> Clock:
    told = {"identified": received} | more
    return clock(received=received, on=on, working_days=england(), **told)


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 9, 8), date(2026, 10, 8)),
        (date(2026, 1, 30), date(2026, 3, 2)),  # 28 February, the last of its month, is a Saturday
        (date(2027, 12, 27), date(2028, 1, 27)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, a weekend and a bank holiday for it
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_its_day_or_the_next_working_day(received: date, due_on: date) -> None:
    assert at(received, received).due_on == due_on


def test_until_it_is_known_who_asks_nothing_runs() -> None:
    waiting = at(date(2026, 11, 1), date(2026, 9, 8), identified=None)

    assert (waiting.start, waiting.due_on, waiting.is_late) == (None, None, False)
    assert at(date(2026, 9, 20), date(2026, 9, 8), identified=date(2026, 9, 15)).start == date(
        2026, 9, 15
    )


def test_a_pause_moves_the_end_by_its_days() -> None:
    over = Pause(date(2026, 9, 10), date(2026, 9, 17))

    assert at(date(2026, 9, 20), date(2026, 9, 8), pauses=[over]).due_on == date(2026, 10, 15)


def test_while_the_clock_stands_each_day_moves_the_end() -> None:
    standing = [Pause(date(2026, 9, 10))]
    first = at(date(2026, 9, 10), date(2026, 9, 8), pauses=standing)
    later = at(date(2026, 9, 15), date(2026, 9, 8), pauses=standing)

    assert (first.due_on, first.paused_since) == (date(2026, 10, 8), date(2026, 9, 10))
    assert later.due_on == date(2026, 10, 13)
    assert later.days_left == first.days_left


def test_an_extension_makes_it_three_months_from_the_start() -> None:
    extended = at(date(2026, 9, 20), date(2026, 9, 8), extended=True)

    assert extended.due_on == date(2026, 12, 8)


def test_a_day_after_the_end_it_is_late() -> None:
    assert not at(date(2026, 10, 8), date(2026, 9, 8)).is_late
    assert at(date(2026, 10, 9), date(2026, 9, 8)).days_left == -1


def test_it_is_extended_within_the_first_month_only() -> None:
    start = date(2026, 9, 8)

    assert may_extend(start=start, on=date(2026, 10, 8), working_days=england())
    assert not may_extend(start=start, on=date(2026, 10, 9), working_days=england())
    assert may_extend(start=None, on=date(2026, 10, 9), working_days=england())
