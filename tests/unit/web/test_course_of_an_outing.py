"""How an outing went is the same in whatever order it was heard; London's odd nights do not matter."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from doorstep.web.outings.course import Said, Word, course
from doorstep.web.outings.stages import Delays, Stage, due_at
from doorstep.workdays import LONDON

AT = datetime(2026, 11, 16, 14, tzinfo=LONDON)
DELAYS = Delays(10, 15, 30)


def said(word: Word, at: float, minutes: int = 0, *, heard: float | None = None) -> Said:
    happened = AT + timedelta(minutes=at)
    after = AT + timedelta(minutes=at if heard is None else heard)
    return Said(word, happened, after, minutes, f"{word}{at}{heard}{minutes}")


BEGAN = said(Word.IN, 0, 60)


def test_longer_is_added_to_the_time_expected_and_to_now_where_that_has_passed() -> None:
    early = course(BEGAN, [said(Word.LONGER, 50, 30)])
    late = course(BEGAN, [said(Word.LONGER, 75, 30)])

    assert early.expected_at == AT + timedelta(minutes=90)
    assert late.expected_at == AT + timedelta(minutes=105)


def test_of_several_ends_the_earliest_counts_and_none_is_before_the_start() -> None:
    by_phone = said(Word.OUT, 50, heard=120)
    by_buddy = said(Word.OUT, 70)

    assert course(BEGAN, [by_buddy, by_phone]).ended_at == AT + timedelta(minutes=50)
    assert course(BEGAN, [said(Word.OUT, -20, heard=5)]).ended_at == AT


def test_a_phone_whose_clock_is_a_day_ahead_puts_nothing_off() -> None:
    ahead = Said(Word.IN, AT + timedelta(1), AT, 60, "x")

    assert course(ahead, []).expected_at == AT + timedelta(minutes=60)
    longer = said(Word.LONGER, 1440, 30, heard=50)
    assert course(BEGAN, [longer]).expected_at == AT + timedelta(minutes=90)


def _drawn(pick: Random) -> Said:
    word = pick.choice([Word.LONGER, Word.OUT, Word.NEXT])
    at, late = pick.randint(-10, 200), pick.randint(-60, 300)
    return said(word, at, 30 if word == Word.LONGER else 0, heard=at + late)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_in_which_it_was_heard_changes_nothing(seed: int) -> None:
    pick = Random(seed)
    for _ in range(40):
        told = [_drawn(pick) for _ in range(pick.randint(0, 4))]
        found = {course(BEGAN, order) for order in permutations(told)}

        assert len(found) == 1
        (one,) = found
        assert one.ended_at is None or one.ended_at >= one.started_at
        assert one.expected_at > one.started_at
        assert (one.ended_at is None) == all(each.word == Word.LONGER for each in told)


def test_an_hour_is_an_hour_on_the_nights_on_which_the_clocks_change() -> None:
    for began in (
        datetime(2026, 10, 25, 0, 30, tzinfo=LONDON),  # 1am comes twice
        datetime(2026, 10, 25, 1, 30, tzinfo=LONDON),
        datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
        datetime(2027, 3, 28, 0, 30, tzinfo=LONDON),  # and is left out here
    ):
        found = course(Said(Word.IN, began, began, 60, "x"), [])
        assert found.expected_at - began.astimezone(UTC) == timedelta(hours=1)


def test_the_stages_follow_one_another_and_wait_a_moment_for_what_a_late_phone_still_sends() -> (
    None
):
    expected = AT + timedelta(minutes=60)

    after = [due_at(s, expected_at=expected, heard_at=AT, delays=DELAYS) - AT for s in Stage]
    assert after == [timedelta(minutes=m) for m in (70, 85, 115)]
    heard = AT + timedelta(hours=5)
    assert {due_at(s, expected_at=expected, heard_at=heard, delays=DELAYS) for s in Stage} == {
        heard + timedelta(minutes=1)
    }
