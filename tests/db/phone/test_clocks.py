"""Phone clocks: by how much one was wrong, which moment is meant, and the number of a receipt."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
import web_made as made

from doorstep.web.phone.clocks import LEEWAY, PhoneClock, clock_of, set_right
from doorstep.web.phone.receipts import SIGNS, receipt_number
from doorstep.workdays import LONDON

VECTORS = Path(__file__).parents[2] / "samples" / "receipts.json"
HOUR, DAY = timedelta(hours=1), timedelta(1)
AT = made.AT


def _clock(wrong: timedelta, *, knew: timedelta | None, saved: datetime = AT) -> PhoneClock:
    """Return the clock of a phone that was ahead by `wrong` and knew that it was by `knew`."""
    offset = None if knew is None else -knew.total_seconds()
    return clock_of(saved + wrong, AT + wrong, offset, at=AT)


@pytest.mark.parametrize("wrong", [DAY, -DAY, 2 * DAY, -2 * DAY, 10 * HOUR, -3000 * DAY])
@pytest.mark.parametrize("ago", [timedelta(), HOUR, 9 * HOUR])
@pytest.mark.parametrize("knows", [True, False])
def test_a_wrong_clock_is_set_right(wrong: timedelta, ago: timedelta, knows: bool) -> None:
    clock = _clock(wrong, knew=wrong if knows else None, saved=AT - ago)

    assert clock.saved_at == AT - ago
    assert clock.off_by == wrong.total_seconds()
    assert clock.words(stamped=True).endswith("the time was set right.")


def test_a_clock_within_two_minutes_is_right() -> None:
    for seconds in (-120, -1, 0, 1, 120):
        clock = _clock(timedelta(seconds=seconds), knew=None)
        assert not clock.was_wrong
        assert clock.words(stamped=True) == ""
        assert clock.saved_at == min(AT, AT + timedelta(seconds=seconds))


def test_a_clock_that_was_put_right_since_counts_as_it_was() -> None:
    clock = clock_of(AT - HOUR + DAY, AT, -DAY.total_seconds(), at=AT)

    assert clock.saved_at == AT - HOUR
    assert "1 day ahead" in clock.words(stamped=True)


def test_what_a_phone_knew_does_not_put_the_saving_into_the_future() -> None:
    clock = clock_of(AT + DAY - HOUR, AT + DAY, 0, at=AT)

    assert clock.saved_at == AT - HOUR


def test_what_the_page_set_right_itself_is_not_moved_twice() -> None:
    clock = _clock(DAY, knew=DAY, saved=AT - HOUR)

    assert clock.stamp(AT - 2 * HOUR) == AT - 2 * HOUR
    assert clock.stamp(AT - 2 * HOUR + DAY) == AT - 2 * HOUR


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (timedelta(minutes=5), "5 minutes ahead"),
        (-HOUR * 2, "2 hours behind"),
        (DAY, "1 day ahead"),
    ],
)
def test_the_words_say_by_how_much(wrong: timedelta, said: str) -> None:
    assert said in _clock(wrong, knew=wrong).words(stamped=True)
    assert "as they were typed" in _clock(wrong, knew=wrong).words(stamped=False)


def test_over_a_change_of_the_clocks_it_is_the_instant_that_is_kept() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # half past one for the second time
    clock = clock_of(at + DAY, at + DAY, None, at=at)
    on = (at + DAY).astimezone(LONDON)
    fields = {
        "visit_date-day": str(on.day), "visit_date-month": "10", "visit_date-year": "2026",
        "visit_time": f"{on:%H:%M}",
    }  # fmt: skip

    told = set_right(dict(fields), clock, stamped=True)

    assert (told["visit_date-day"], told["visit_time"]) == ("25", "01:30")


@pytest.mark.parametrize("time", ["", "half past", "99:99"])
@pytest.mark.parametrize("day", ["", "31", "x", "٣"])
def test_a_day_or_time_that_cannot_be_read_is_left_to_the_form(day: str, time: str) -> None:
    fields = {
        "visit_date-day": day, "visit_date-month": "11", "visit_date-year": "2026",
        "visit_time": time,
    }  # fmt: skip
    told = set_right(dict(fields), _clock(DAY, knew=DAY), stamped=True)
    assert told.keys() == fields.keys()


def test_without_a_time_the_day_is_set_right() -> None:
    fields = {"visit_date-day": "17", "visit_date-month": "11", "visit_date-year": "2026"}

    assert set_right(dict(fields), _clock(DAY, knew=DAY), stamped=True)["visit_date-day"] == "16"


def test_nothing_is_ever_set_into_the_future() -> None:
    draw = Random(7)
    for _ in range(300):
        told, sent, knew = (AT + HOUR * draw.uniform(-99, 99) for _ in range(3))
        offset = draw.choice([None, (knew - AT).total_seconds()])
        clock = clock_of(told, sent, offset, at=AT)
        assert clock.saved_at <= AT
        assert clock.stamp(told) <= AT
        assert abs(clock.shift) == timedelta() or abs(clock.shift) > LEEWAY


def test_the_number_of_a_receipt_is_that_of_the_vectors_and_can_be_read_out() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))

    assert len(vectors) >= 10
    for each in vectors:
        assert receipt_number(UUID(each["client_id"])) == each["receipt"]
    numbers = {receipt_number(uuid4()) for _ in range(500)}
    assert len(numbers) == 500
    assert {sign for number in numbers for sign in number} <= {*SIGNS, "-"}
