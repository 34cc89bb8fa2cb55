"""Count time the way English social care policies count it (S1, S2, S16, S29).

The arithmetic is on plain integers (days as ordinals) so that `engine.walk` can use it.
"""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
Unit = Literal["hours", "days", "working_days", "weeks", "months"]
Counting = Literal["after", "including"]
# first day; number_of and day_of with bank holidays off, then with bank holidays counted as
# working days; the month of each day; the first day of each month
Calendar = tuple[int, list[int], list[int], list[int], list[int], list[int], list[int]]

DAYS, WORKING_DAYS, WEEKDAYS, MONTHS = range(4)
INCLUDING = 4  # added to a unit's code: the start day is day 1 (S2)
SATURDAY = 5
LAST_YEAR = (
    2130  # a generation past any day that can be asked about, so that no due day falls outside
)
LONGEST_YEARS = 25
MOST_FIGURES = 6
UNITS: dict[str, Unit] = {
    "hour": "hours",
    "day": "days",
    "working day": "working_days",
    "week": "weeks",
    "month": "months",
    "calendar day": "days",
    "calendar month": "months",
    "year": "months",
}
NOMINAL_DAYS = {"hours": 1 / 24, "days": 1.0, "working_days": 1.4, "weeks": 7.0, "months": 30.44}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, kept in the unit its clause states (S1)."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Return the duration that `text` says.

        Raises: ValueError if it is not a whole number and a unit.
        Example:
            >>> Duration.parse("10 working days")
            Duration(count=10, unit='working_days')
            >>> str(Duration.parse("1 year"))
            '12 months'
        """
        number, _, unit = text.strip().partition(" ")
        name = unit.strip().lower()
        name = name if name in UNITS else name.removesuffix("s")
        if (
            len(number) > MOST_FIGURES
            or not number.isdecimal()
            or int(number) < 1
            or name not in UNITS
        ):
            raise ValueError(
                f"{text!r} is not a duration: write a whole number of hours, days, "
                f"working days, weeks, months or years, such as '10 working days'"
            )
        found = cls(int(number) * (12 if name == "year" else 1), UNITS[name])
        if found.nominal_days > LONGEST_YEARS * 366:
            raise ValueError(f"{text!r} is longer than {LONGEST_YEARS} years: is it meant?")
        return found

    def __str__(self) -> str:
        words = self.unit.replace("_", " ")
        return f"{self.count} {words.removesuffix('s') if self.count == 1 else words}"

    @property
    def nominal_days(self) -> float:
        """Return roughly how many days it is, only to say which of two is longer."""
        return self.count * NOMINAL_DAYS[self.unit]


class WorkingDays:
    """The working days of England between two years, as plain arrays.

    `number_of[d]` counts the working days up to and including day `d`; `day_of[n]` is the day that
    brings the count to `n`. So `day_of[number_of[d] + n]` is the n-th working day strictly after
    `d`, also when `d` is a weekend (S2).
    `published_to` is the last day the published table of bank holidays covers (S16).
    """

    def __init__(
        self,
        first_year: int,
        last_year: int,
        holidays: Iterable[date],
        published_to: date = date.max,
    ):
        self.holidays = tuple(sorted(holidays))
        self.published_to = published_to
        closed = frozenset(self.holidays)
        start, stop = date(first_year, 1, 1), date(last_year, 12, 31)
        every = [start + timedelta(n) for n in range((stop - start).days + 1)]
        weekdays = [d.weekday() < SATURDAY for d in every]
        works = [w and d not in closed for w, d in zip(weekdays, every, strict=True)]
        self.first = start.toordinal()
        self.last = stop.toordinal()
        month_of = [(d.year - first_year) * 12 + d.month - 1 for d in every]
        months = range((last_year - first_year + 1) * 12)
        first_of = [date(first_year + m // 12, m % 12 + 1, 1).toordinal() for m in months]
        self.arrays: Calendar = (
            self.first,
            *_counted(self.first, works),
            *_counted(self.first, weekdays),
            month_of,
            [*first_of, self.last + 1],
        )

    def add(
        self, start: date, duration: Duration, *, counting: Counting = "after", rest: bool = True
    ) -> date:
        """Return the day that lies `duration` after `start`.

        Clause: S1, S2; `rest=False` counts bank holidays as working days.
        Raises: IndexError when the answer lies past the last year loaded.
        Example:
            >>> england().add(date(2022, 1, 17), Duration(10, "working_days"))
            datetime.date(2022, 1, 31)
        """
        if start.toordinal() < self.first:
            raise IndexError(f"{start} is before the first day that is known")
        count, unit = as_integers(duration, counting=counting, rest=rest)
        return date.fromordinal(after(start.toordinal(), count, unit, self.arrays))

    def holidays_between(self, start: date, end: date) -> tuple[date, ...]:
        """Return the bank holidays after `start` and up to `end`."""
        low, high = bisect_right(self.holidays, start), bisect_right(self.holidays, end)
        return self.holidays[low:high]

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` and up to `end`."""
        first, number_of = self.arrays[0], self.arrays[1]
        return number_of[end.toordinal() - first] - number_of[start.toordinal() - first]


def _counted(first: int, works: list[bool]) -> tuple[list[int], list[int]]:
    day_of = [first - 1, *(first + i for i, w in enumerate(works) if w)]
    return list(accumulate(map(int, works))), day_of


@cache
def bank_holidays() -> tuple[tuple[date, str, str], ...]:
    """Return England's bank holidays as (date, title, `published` or `rule`), soonest first."""
    text = (files("doorstep") / "bank_holidays.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((date.fromisoformat(r["date"]), r["title"], r["source"]) for r in rows)


@cache
def england() -> WorkingDays:
    """Return the working days of England: the published table, and the rule past its ends (S16)."""
    table = bank_holidays()
    published = max(day for day, _, source in table if source == "published")
    days = [day for day, _, _ in table]
    return WorkingDays(days[0].year, LAST_YEAR, days, date(published.year, 12, 31))


def as_integers(
    duration: Duration, *, counting: Counting = "after", rest: bool = True
) -> tuple[int, int]:
    """Return the duration as a count and one of the units `after` knows.

    Units: hours as whole days rounded up (S29); where the time of day is known, see `seconds`.
    """
    flag = INCLUDING if counting == "including" and duration.unit != "hours" else 0
    if duration.unit == "working_days":
        return duration.count, (WORKING_DAYS if rest else WEEKDAYS) + flag
    if duration.unit == "months":
        return duration.count, MONTHS + flag
    days = {"hours": -(-duration.count // 24), "weeks": duration.count * 7, "days": duration.count}
    return days[duration.unit], DAYS + flag


def after(day: int, count: int, unit: int, calendar: Calendar) -> int:
    """Return the day `count` units after `day`. Integers only: see engine.walk."""
    if unit == DAYS:
        return day + count
    first, number_of, day_of, week_number_of, week_day_of, month_of, first_of = calendar
    if day <= first:  # before the calendar begins: overdue since then, whatever it is
        day = first + 1
    if unit == WORKING_DAYS:
        return day_of[number_of[day - first] + count]
    if unit == MONTHS:
        month = month_of[day - first]
        same = first_of[month + count] + day - first_of[month]
        return min(same, first_of[month + count + 1] - 1)
    if unit == WEEKDAYS:
        return week_day_of[week_number_of[day - first] + count]
    if unit == MONTHS + INCLUDING:  # the day before the same day (S29)
        return after(day, count, MONTHS, calendar) - 1
    return after(day - 1, count, unit - INCLUDING, calendar)


def years_later(day: date, years: int) -> date:
    """Return the birthday `years` years after `day`; for 29 February, 1 March in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def moved(at: datetime, by: timedelta) -> datetime:
    """Return the moment so much later or earlier, told in the same zone.

    Python adds to what the clock on the wall shows, which is an hour out on the nights it is changed.
    Example:
        >>> night = datetime(2026, 10, 25, 1, 5, tzinfo=LONDON, fold=1)  # for the second time
        >>> f"{moved(night, timedelta(minutes=-10)):%H:%M %Z}"
        '01:55 BST'
    """
    return (at.astimezone(UTC) + by).astimezone(at.tzinfo)


def seconds(at: datetime) -> int:
    """Return an aware time as seconds since 1970 (UTC), so that clock changes do not count (S4)."""
    return int(at.timestamp())


def end_of_day(day: date) -> int:
    """Return the last second of a day in London, as `seconds` counts."""
    return seconds(datetime.combine(day + timedelta(1), time(), LONDON)) - 1


def is_bank_holiday(day: date) -> bool:
    """Test whether `day` is a bank holiday in England."""
    days = england().holidays
    at = bisect_left(days, day)
    return at < len(days) and days[at] == day
