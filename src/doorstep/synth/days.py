"""Days as whole numbers, so that a hundred thousand children cost seconds."""

from datetime import date
from functools import cache

from doorstep.workdays import WORKING_DAYS, after, england, is_bank_holiday, years_later

YEAR = 365.25
FRIDAY = 4


@cache
def iso(day: int | None) -> str:
    """Return the day written `YYYY-MM-DD`, or blank for none.

    Example:
        >>> iso(date(2026, 3, 31).toordinal())
        '2026-03-31'
    """
    return "" if day is None else date.fromordinal(day).isoformat()


def weekday(day: int) -> int:
    """Return 0 for Monday to 6 for Sunday."""
    return (day - 1) % 7


@cache
def is_office_closed(day: int) -> bool:
    """Test whether the day is a Saturday, a Sunday or a bank holiday."""
    return weekday(day) > FRIDAY or is_bank_holiday(date.fromordinal(day))


def working_days_after(day: int, count: int) -> int:
    """Return the `count`-th working day after `day`."""
    return after(day, count, WORKING_DAYS, england().arrays)


def birthday(born: int, age: int) -> int:
    """Return the day somebody born on `born` reaches `age`."""
    return years_later(date.fromordinal(born), age).toordinal()
