"""Which word holds on a day: the newest of all that was said of it, here and as an absence."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from doorstep.web.wellbeing.standing import Spoken, standing
from doorstep.web.wellbeing.words import Category, Source, State
from doorstep.workdays import LONDON

MONDAY = date(2026, 11, 16)


def day(number: int) -> date:
    return MONDAY + timedelta(number)


def word(state: State | None, start: int = 0, end: int | None = None, **more: Any) -> Spoken:
    said = more.pop("said", start)
    told: dict[str, Any] = {
        "person": 1, "state": state, "start": day(start), "end": None if end is None else day(end),
        "said_on": day(said), "recorded_at": datetime(2026, 11, 16, 9, tzinfo=LONDON) + timedelta(said),
        "source": Source.THEMSELF,
    }  # fmt: skip
    return Spoken(**(told | more))


def states(*words: Spoken, days: int = 6) -> list[State | None]:
    return [standing(1, words, on=day(n)).state for n in range(days)]


SICK, WELL, HOME, LEAVE = State.SICK, State.WELL, State.WORKING_FROM_HOME, State.LEAVE


@pytest.mark.parametrize(
    ("state", "from_home", "can_visit", "can_work", "category"),
    [
        (State.WELL, False, True, True, Category.CAN_VISIT),
        (State.WORKING_FROM_HOME, False, False, True, Category.FROM_HOME),
        (State.SELF_ISOLATING, False, False, False, Category.AWAY),
        (State.SELF_ISOLATING, True, False, True, Category.FROM_HOME),
        (State.HIGH_RISK, False, False, False, Category.AWAY),
        (State.HIGH_RISK, True, False, True, Category.FROM_HOME),
        (State.SICK, True, False, False, Category.AWAY),
        (State.LEAVE, False, False, False, Category.AWAY),
        (None, False, False, False, Category.AWAY),
    ],
)
def test_what_each_word_lets_somebody_do(
    state: State | None, from_home: bool, can_visit: bool, can_work: bool, category: Category
) -> None:
    found = standing(1, [word(state, 0, 1, from_home=from_home)], on=MONDAY)
    assert (found.can_visit, found.can_work, found.category) == (can_visit, can_work, category)


def test_nobody_said_anything_and_work_is_as_usual() -> None:
    found = standing(1, [word(SICK, person=2)], on=MONDAY)
    assert (found.can_visit, found.can_work, found.source) == (True, True, Source.NOBODY)
    assert found.category == Category.NOT_SAID


def test_the_first_day_counts_and_the_last_does_not() -> None:
    assert states(word(LEAVE, 1, 3)) == [None, LEAVE, LEAVE, None, None, None]


def test_without_an_end_a_word_lasts_until_somebody_is_well() -> None:
    assert states(word(SICK), word(WELL, 3, 4)) == [SICK, SICK, SICK, WELL, None, None]


def test_some_days_lie_over_a_word_without_an_end_and_then_it_holds_again() -> None:
    assert states(word(SICK), word(HOME, 2, 3)) == [SICK, SICK, HOME, SICK, SICK, SICK]


def test_another_word_without_an_end_takes_its_place() -> None:
    words = word(SICK), word(State.HIGH_RISK, 2), word(WELL, 4, 5)
    assert states(*words) == [SICK, SICK, *[State.HIGH_RISK] * 2, WELL, None]


def test_what_was_said_before_ends_nothing_that_was_said_later() -> None:
    planned = word(WELL, 3, 4, said=-2)
    assert states(planned, word(SICK, 0)) == [SICK] * 6


def test_it_counts_when_it_was_said_and_not_who_wrote_it_down_last() -> None:
    rang = word(SICK, 0, 1, said=-1, recorded_at=datetime(2026, 11, 16, 11, tzinfo=LONDON))
    own = word(WELL, 0, 1, said=0)
    assert states(own, rang)[0] == WELL


def test_of_a_word_and_an_absence_the_newest_holds() -> None:
    absence = word(None, 0, 5, said=0, source=Source.ABSENCE)
    back = word(WELL, 2, 3, said=2)
    found = [standing(1, [absence, back], on=day(n)) for n in (1, 2, 3)]
    assert [f.source for f in found] == [Source.ABSENCE, Source.THEMSELF, Source.ABSENCE]
    later = word(None, 2, 5, said=2, source=Source.ABSENCE, pk=9)
    assert not standing(1, [back, later], on=day(2)).can_work


def test_it_says_from_when_until_when_and_when_to_look_again() -> None:
    found = standing(1, [word(SICK, look_on=day(1)), word(WELL, 3, 4)], on=day(1))
    assert (found.since, found.until, found.look_on) == (MONDAY, day(3), day(1))
