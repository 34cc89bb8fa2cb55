"""One cell at a time: dates, times, flags and codes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from doorstep.intake import fields
from doorstep.intake.fields import FieldError

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2022-06-17 14:30", 14),
        ("2022-06-17T13:30:00+00:00", 14),
        ("2022-06-17 13:30:00.000 +00:00", 14),
        ("17-06-2022 14:30", 14),
        ("17.06.2022, 14:30:05.123", 14),
    ],
)
def test_a_time_is_in_london(cell: str, hour: int) -> None:
    found = fields.moment(cell)
    assert found is not None
    assert found.day == date(2022, 6, 17)
    assert found.at is not None
    assert (found.at.hour, found.at.tzinfo) == (hour, LONDON)


@pytest.mark.parametrize("cell", ["2022-06-17T00:00", "2022-06-16T23:00Z", "17/06/2022 00:00:00"])
def test_midnight_is_a_day_without_a_time(cell: str) -> None:
    assert fields.moment(cell) == (date(2022, 6, 17), None)


def test_a_time_the_clocks_skipped_becomes_one_that_exists() -> None:
    found = fields.moment("2022-03-27 01:30")
    assert found is not None
    assert found.at == datetime(2022, 3, 27, 2, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    "cell", ["2022-02-30", "30/02/2022", "1/2/22", "yesterday", "20220117", "2022-W03-1", "0"]
)
def test_what_is_no_date_is_refused_saying_what_was_expected(cell: str) -> None:
    with pytest.raises(FieldError, match="expected a date as YYYY-MM-DD"):
        fields.moment(cell)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("Y", True), ("no", False), ("1", True), ("b) No", False), ("Unknown", None), ("", None)],
)
def test_yes_and_no_in_every_spelling(cell: str, said: bool | None) -> None:
    assert fields.yes_no(cell) is said


def test_a_birthday_on_29_february_falls_on_1_march() -> None:
    assert fields.birthday(date(2004, 2, 29), 18) == date(2022, 3, 1)
    assert fields.birthday(date(2004, 2, 29), 16) == date(2020, 2, 29)
