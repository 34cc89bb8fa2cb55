"""Count days one at a time, as a person would on a wall calendar (S1, S2, S29)."""

from calendar import monthrange
from collections.abc import Container
from datetime import date, timedelta

ONE = timedelta(1)


def is_counted(day: date, unit: str, closed: Container[date]) -> bool:
    """Test whether the day is a day of the unit; `weekdays` counts bank holidays as working."""
    if unit == "days":
        return True
    return day.weekday() < 5 and (unit == "weekdays" or day not in closed)


def slow_after(
    start: date, count: int, unit: str, closed: Container[date], *, including: bool = False
) -> date:
    """Return the day `count` units after `start`; with `including` the start may be day 1."""
    if unit == "months":
        return same_day_later(start, count) - (ONE if including else timedelta(0))
    if unit == "weeks":
        count, unit = count * 7, "days"
    today, reached = start, 0
    if including and is_counted(today, unit, closed):
        reached = 1
    while reached < count:
        today += ONE
        reached += is_counted(today, unit, closed)
    return today


def same_day_later(start: date, months: int) -> date:
    """Return the same day so many months on, or the last of that month if it is too short."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))
