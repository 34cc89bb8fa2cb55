"""Working days, weeks and months against a count of one day at a time (S1, S2, S29)."""

from datetime import date, timedelta

import holidays as rules
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given, settings
from hypothesis import strategies as st
from property.budget import times
from property.slow_days import is_counted, slow_after

from doorstep.workdays import (
    DAYS,
    INCLUDING,
    MONTHS,
    WEEKDAYS,
    WORKING_DAYS,
    Duration,
    after,
    as_integers,
    bank_holidays,
    england,
    is_bank_holiday,
)

CLOSED = frozenset(day for day, _, _ in bank_holidays())
NEAR = (
    date(2019, 12, 20),  # Christmas and New Year on weekdays
    date(2020, 2, 24),  # a leap day
    date(2020, 5, 1),  # VE day moved to a Friday
    date(2021, 12, 20),  # Christmas on a weekend, with substitute days
    date(2022, 4, 8),  # Easter
    date(2022, 5, 27),  # the jubilee
    date(2022, 9, 12),  # the state funeral
    date(2024, 1, 26),  # ends of months in a leap year
    date(2026, 12, 21),  # Boxing Day on a Saturday
)
SQUEEZED = st.builds(lambda day, n: day + timedelta(n), st.sampled_from(NEAR), st.integers(0, 16))
ANY = st.dates(date(1995, 1, 1), date(2045, 1, 1))
STARTS = st.one_of(SQUEEZED, SQUEEZED, ANY)
COUNTINGS = st.sampled_from(["after", "including"])


@settings(max_examples=times(800))
@given(STARTS, st.integers(1, 70), COUNTINGS, st.booleans())
def test_working_days_are_those_counted_one_by_one(start, count, counting, rest):
    unit = "working_days" if rest else "weekdays"

    found = england().add(start, Duration(count, "working_days"), counting=counting, rest=rest)

    assert found == slow_after(start, count, unit, CLOSED, including=counting == "including")


@settings(max_examples=times(300))
@given(STARTS, st.integers(1, 30), st.sampled_from(["days", "weeks"]), COUNTINGS)
def test_days_and_weeks_are_calendar_days(start, count, unit, counting):
    found = england().add(start, Duration(count, unit), counting=counting)

    assert found == slow_after(start, count, unit, CLOSED, including=counting == "including")


@settings(max_examples=times(500))
@given(STARTS, st.integers(1, 40), COUNTINGS)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start, count, counting):
    found = england().add(start, Duration(count, "months"), counting=counting)

    assert found == slow_after(start, count, "months", CLOSED, including=counting == "including")


@settings(max_examples=times(300))
@given(STARTS, st.integers(1, 200))
def test_hours_from_a_day_are_whole_days_rounded_up(start, count):
    found = england().add(start, Duration(count, "hours"))

    whole_days = (count + 23) // 24
    assert found == start + timedelta(whole_days)


@settings(max_examples=times(500))
@given(
    STARTS,
    st.integers(1, 30),
    st.sampled_from(
        [(DAYS, "days"), (WORKING_DAYS, "working_days"), (WEEKDAYS, "weekdays"), (MONTHS, "months")]
    ),
    st.booleans(),
)
def test_the_arithmetic_on_integers_is_that_of_dates(start, count, unit, including):
    code, name = unit

    found = after(start.toordinal(), count, code + INCLUDING * including, england().arrays)

    expected = slow_after(start, count, name, CLOSED, including=including)
    assert date.fromordinal(found) == expected


@settings(max_examples=times(300))
@given(STARTS, st.integers(0, 60))
def test_the_working_days_between_two_days_are_those_counted_one_by_one(start, days):
    end = start + timedelta(days)

    found = england().working_days_between(start, end)

    every = (start + timedelta(n) for n in range(1, days + 1))
    assert found == sum(is_counted(day, "working_days", CLOSED) for day in every)


@settings(max_examples=times(200))
@given(STARTS, st.integers(0, 60))
def test_the_bank_holidays_between_two_days_are_those_of_the_table(start, days):
    end = start + timedelta(days)

    found = england().holidays_between(start, end)

    assert set(found) == {day for day in CLOSED if start < day <= end}
    assert list(found) == sorted(found)


@settings(max_examples=times(200))
@given(STARTS, st.integers(1, 60))
def test_a_working_day_is_due_on_a_working_day(start, count):
    found = england().add(start, Duration(count, "working_days"))

    assert found > start
    assert found.weekday() < 5
    assert not is_bank_holiday(found)


@settings(max_examples=times(200))
@given(STARTS, st.integers(1, 40), st.sampled_from(["days", "working_days", "weeks", "months"]))
def test_a_later_start_is_never_due_earlier(start, count, unit):
    length = as_integers(Duration(count, unit))

    today, tomorrow = (
        after(day.toordinal(), *length, england().arrays) for day in (start, start + timedelta(1))
    )

    assert today <= tomorrow


def test_the_table_of_bank_holidays_has_every_published_day_and_no_other():
    published = BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    days = {row["date"] for row in published}
    first, last = min(days), max(days)

    ours = {day for day, _, source in bank_holidays() if source == "published"}

    assert days == ours
    assert {d for d in CLOSED if first <= d <= last} == days
    assert england().published_to == date(last.year, 12, 31)


def test_the_rule_of_bank_holidays_gives_every_published_weekday():
    """The two packages agree, so that either may be trusted beyond the other's end (S16)."""
    published = {day for day, _, source in bank_holidays() if source == "published"}
    years = range(min(published).year, max(published).year + 1)

    ruled = rules.country_holidays("GB", subdiv="ENG", years=years)

    # before substitute days `holidays` names the weekend day too: it changes no working day
    assert {d for d in ruled if d.weekday() < 5} == {d for d in published if d.weekday() < 5}


@pytest.mark.parametrize("year", [1990, 2000, 2011, 2029, 2035, 2050])
def test_years_beyond_the_published_table_follow_the_rule(year):
    ours = {day for day in CLOSED if day.year == year and day.weekday() < 5}

    ruled = rules.country_holidays("GB", subdiv="ENG", years=[year])

    assert ours == {day for day in ruled if day.weekday() < 5}
