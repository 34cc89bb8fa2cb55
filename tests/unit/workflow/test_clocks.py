"""Clocks of steps: hours that pass while the clocks change, steps that stay, and times in order."""

from datetime import UTC, datetime, timedelta

import pytest
from unit.workflow.making import AT, actor, does, opened, procedure, step

from doorstep.vocabulary import Action
from doorstep.workdays import LONDON, england
from doorstep.workflow import RefusedError, advance, begin, due

PRIYA = actor("Priya")
DAY = {"value": "24 hours", "clause": "1"}
TIMED = procedure(
    opening=step(
        does("record", "social_worker", "opening"),
        does("submit", "social_worker", "next"),
        within=DAY,
    ),
    next=step(does("record", "social_worker", "end"), within=DAY),
)


@pytest.mark.parametrize(
    ("since", "shown"),
    [
        (datetime(2020, 3, 28, 15), "2020-03-29 16:00"),
        (datetime(2020, 10, 24, 15), "2020-10-25 14:00"),
        (datetime(2020, 5, 7, 15), "2020-05-08 15:00"),
    ],
)
def test_hours_are_hours_that_pass_even_when_the_clocks_change(since, shown):
    opened_then = begin(TIMED, at=since.replace(tzinfo=LONDON))

    assert f"{due(opened_then, england()):%Y-%m-%d %H:%M}" == shown


def test_a_time_given_in_utc_is_shown_in_london():
    assert due(begin(TIMED, at=AT.astimezone(UTC)), england()).tzinfo is LONDON


def test_an_action_that_stays_in_the_step_does_not_restart_its_clock():
    later = AT + timedelta(hours=5)
    noted = advance(opened(TIMED), Action.RECORD, PRIYA, at=later)
    moved = advance(noted, Action.SUBMIT, PRIYA, at=later)

    assert due(noted, england()) == AT + timedelta(hours=24)
    assert due(moved, england()) == later + timedelta(hours=24)


def test_nothing_is_done_before_what_was_done_last():
    noted = advance(opened(TIMED), Action.RECORD, PRIYA, at=AT + timedelta(hours=5))

    for state, at in ((opened(TIMED), AT), (noted, AT + timedelta(hours=5))):
        before = at - timedelta(minutes=1)
        with pytest.raises(RefusedError, match="It cannot have been done before 7 May 2020"):
            advance(state, Action.SUBMIT, PRIYA, at=before)
        assert advance(state, Action.SUBMIT, PRIYA, at=at).step == "next"


def test_the_hour_that_comes_twice_is_told_apart():
    second = datetime(2020, 10, 25, 1, 10, tzinfo=LONDON, fold=1)
    state = begin(TIMED, at=second)

    with pytest.raises(RefusedError, match="25 October 2020, 01:10"):
        advance(state, Action.RECORD, PRIYA, at=datetime(2020, 10, 25, 1, 50, tzinfo=LONDON))
