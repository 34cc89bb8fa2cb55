"""Lengths of time and the days they end on (S1, S2, S4, S16, S29)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from doorstep.workdays import (
    LONDON,
    Duration,
    WorkingDays,
    as_integers,
    end_of_day,
    england,
    is_bank_holiday,
    seconds,
    years_later,
)


def add(start, text, **more):
    return england().add(date.fromisoformat(start), Duration.parse(text), **more)


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("24 hours", 24, "hours"),
        ("1 hour", 1, "hours"),
        ("5 days", 5, "days"),
        ("5 calendar days", 5, "days"),
        ("10 working days", 10, "working_days"),
        ("1 working day", 1, "working_days"),
        ("6 weeks", 6, "weeks"),
        ("3 months", 3, "months"),
        ("3 calendar months", 3, "months"),
        ("2 years", 24, "months"),
        (" 1 Week ", 1, "weeks"),
    ],
)
def test_a_duration_keeps_the_unit_its_clause_states(text, count, unit):
    assert Duration.parse(text) == Duration(count, unit)


@pytest.mark.parametrize(
    "text",
    ["", "10", "days", "0 days", "-1 days", "1.5 weeks", "ten days", "10 workdays", "²  days"],
)
def test_what_is_not_a_duration_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="'10 working days'"):
        Duration.parse(text)


def test_a_duration_reads_as_it_is_said():
    assert [str(Duration.parse(t)) for t in ("1 week", "10 working days", "1 year")] == [
        "1 week",
        "10 working days",
        "12 months",
    ]


def test_s1_two_weeks_and_ten_working_days_are_different():
    assert add("2022-04-11", "2 weeks") == date(2022, 4, 25)
    assert add("2022-04-11", "10 working days") == date(2022, 4, 27)  # Easter
    assert add("2022-01-08", "10 working days") == date(2022, 1, 21)  # from a Saturday
    assert add("2022-01-08", "2 weeks") == date(2022, 1, 22)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2022-01-31", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-01-28", 1, "2022-02-28"),
        ("2022-02-28", 1, "2022-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2022-12-31", 2, "2023-02-28"),
        ("2022-08-31", 1, "2022-09-30"),
    ],
)
def test_s1_months_are_calendar_months(start, months, expected):
    assert add(start, f"{months} months") == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2022-01-14", "2022-01-17"),  # Friday
        ("2022-01-15", "2022-01-17"),  # Saturday
        ("2022-01-16", "2022-01-17"),  # Sunday
        ("2022-01-17", "2022-01-18"),  # Monday
        ("2021-12-24", "2021-12-29"),  # Christmas and its substitute days
    ],
)
def test_s2_a_working_day_later_is_the_first_strictly_after(start, expected):
    assert add(start, "1 working day") == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2022-01-17", "2022-01-17"),  # a Monday is day 1 itself
        ("2022-01-15", "2022-01-17"),  # a Saturday is no day of the unit
        ("2022-01-03", "2022-01-04"),  # a bank holiday neither
    ],
)
def test_s2_including_the_start_day_is_day_one_if_it_is_a_day_of_the_unit(start, expected):
    assert add(start, "1 working day", counting="including") == date.fromisoformat(expected)


def test_s2_a_pack_may_count_bank_holidays_as_working_days():
    assert add("2022-12-23", "1 working day") == date(2022, 12, 28)
    assert add("2022-12-23", "1 working day", rest=False) == date(2022, 12, 26)
    assert add("2022-01-03", "1 working day", rest=False, counting="including") == date(2022, 1, 3)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2022-01-10", "6 weeks", "2022-02-20"),  # 7n - 1 days after
        ("2022-01-10", "1 week", "2022-01-16"),
        ("2022-01-10", "1 month", "2022-02-09"),  # the day before the same day
        ("2022-01-31", "1 month", "2022-02-27"),
        ("2022-01-10", "5 days", "2022-01-14"),
    ],
)
def test_s29_including_weeks_and_months(start, length, expected):
    assert add(start, length, counting="including") == date.fromisoformat(expected)


@pytest.mark.parametrize(("hours", "days"), [(1, 1), (24, 1), (25, 2), (48, 2)])
def test_s29_hours_from_a_date_are_whole_days_rounded_up(hours, days):
    assert add("2022-01-10", f"{hours} hours") == date(2022, 1, 10 + days)


def test_s16_the_published_table_is_used_as_far_as_it_goes():
    assert is_bank_holiday(date(2022, 9, 19))
    assert not is_bank_holiday(date(2022, 9, 20))
    assert not is_bank_holiday(date(2020, 5, 4))  # moved to VE day
    assert is_bank_holiday(date(2020, 5, 8))
    assert england().published_to.month == 12


def test_a_day_beyond_the_last_year_is_refused():
    with pytest.raises(IndexError):
        add("2130-12-20", "30 working days")
    with pytest.raises(IndexError):
        add("2130-12-20", "3 months")


def test_a_day_long_ago_is_not_due_in_the_far_future():
    assert add("1970-01-05", "10 working days") == date(1970, 1, 19)
    assert add("1900-01-02", "10 working days") == date(1900, 1, 16)


@pytest.mark.parametrize("length", ["10 working days", "3 months"])
def test_a_day_before_the_first_year_is_refused(length):
    with pytest.raises(IndexError):
        add("1899-12-31", length)


def test_a_calendar_of_a_few_years_ends_where_it_says():
    few = WorkingDays(2021, 2022, [date(2021, 1, 1)])

    assert few.add(date(2021, 1, 1), Duration(1, "working_days")) == date(2021, 1, 4)
    assert few.add(date(2022, 12, 29), Duration(1, "working_days")) == date(2022, 12, 30)
    assert few.add(date(2022, 11, 30), Duration(1, "months")) == date(2022, 12, 30)
    assert (date.fromordinal(few.first), date.fromordinal(few.last)) == (
        date(2021, 1, 1),
        date(2022, 12, 31),
    )


def test_working_days_between_two_days_leave_out_the_first_and_count_the_last():
    between = england().working_days_between

    assert between(date(2022, 1, 14), date(2022, 1, 17)) == 1
    assert between(date(2022, 1, 17), date(2022, 1, 17)) == 0
    assert between(date(2021, 12, 24), date(2021, 12, 29)) == 1


def test_bank_holidays_between_two_days_leave_out_the_first_and_count_the_last():
    between = england().holidays_between

    assert between(date(2021, 12, 27), date(2022, 1, 3)) == (date(2021, 12, 28), date(2022, 1, 3))


def test_roughly_how_long_a_duration_is_orders_them():
    texts = ["23 hours", "1 day", "1 week", "10 working days", "3 weeks", "1 month", "5 weeks"]
    lengths = [Duration.parse(t).nominal_days for t in texts]

    assert lengths == sorted(lengths)


@pytest.mark.parametrize(
    ("born", "age", "expected"),
    [
        ("2004-02-29", 18, "2022-03-01"),
        ("2004-02-29", 20, "2024-02-29"),
        ("2004-03-01", 18, "2022-03-01"),
        ("1997-05-05", 25, "2022-05-05"),
    ],
)
def test_a_birthday_on_a_leap_day_falls_on_the_first_of_march(born, age, expected):
    assert years_later(date.fromisoformat(born), age) == date.fromisoformat(expected)


def test_s4_elapsed_seconds_do_not_bend_with_the_clocks():
    before = datetime(2022, 3, 26, 12, tzinfo=LONDON)
    after = datetime(2022, 3, 27, 12, tzinfo=LONDON)

    assert seconds(after) - seconds(before) == 23 * 3600
    assert seconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize("text", ["2022-01-10", "2022-03-27", "2022-07-01", "2022-10-30"])
def test_a_day_ends_at_the_last_second_before_midnight_in_london(text):
    day = date.fromisoformat(text)

    found = datetime.fromtimestamp(end_of_day(day), LONDON)

    assert (found.date(), found.hour, found.minute, found.second) == (day, 23, 59, 59)
    assert end_of_day(day + timedelta(1)) - end_of_day(day) in (23 * 3600, 24 * 3600, 25 * 3600)


def test_lengths_as_integers_keep_apart_what_counts_differently():
    ten = Duration(10, "working_days")

    codes = {
        as_integers(ten, counting=counting, rest=rest)
        for counting in ("after", "including")
        for rest in (True, False)
    }

    assert len(codes) == 4
    assert as_integers(Duration(2, "weeks")) == as_integers(Duration(14, "days"))
