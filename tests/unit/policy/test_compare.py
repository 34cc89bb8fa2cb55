"""Two lengths held against each other, each counted in its own way; and a pack against its floor."""

from datetime import date

import pytest
from unit.engine.making import LONG_AGO, a_pack, duty, value

from doorstep.policy.check.checks import check
from doorstep.policy.check.finding import Level
from doorstep.policy.check.floor import against_floor
from doorstep.policy.compare import compare
from doorstep.workdays import Duration, england

YEAR = 2022
AS_AT = date(YEAR, 6, 1)


def lengths(one, other, **how):
    found = compare(Duration.parse(one), Duration.parse(other), england(), year=YEAR, **how)
    return bool(found.later), bool(found.earlier)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, (False, False)),
        ({"counting": "including"}, (False, True)),
        ({"other_counting": "including"}, (True, False)),
        ({"counting": "including", "other_counting": "including"}, (False, False)),
        ({"rest": False}, (False, True)),
        ({"other_rest": False}, (True, False)),
        ({"rest": False, "other_rest": False}, (False, False)),
    ],
)
def test_each_length_is_counted_in_its_own_way(how, expected):
    assert lengths("10 working days", "10 working days", **how) == expected


def two_writings(one, other, **more):
    made = duty(every={LONG_AGO: value(one, also_written=other)}, **more)
    return [
        f.text
        for f in check(a_pack(made), floor=None, as_at=AS_AT)
        if f.kind == "ambiguity" and f.level == Level.WARNING
    ]


def test_two_writings_that_never_differ_are_not_ambiguous():
    assert two_writings("14 days", "2 weeks") == []
    assert two_writings("14 days", "2 weeks", counting="including") == []


def test_two_writings_that_differ_are_told_with_how_often():
    [text] = two_writings("10 working days", "14 days")

    assert "It falls later on" in text
    assert text.endswith("and earlier on 0.")


def floor(*theirs, mine):
    below = a_pack(*theirs, id="law", cite="The law", layer="statute")
    found = against_floor(a_pack(mine), below, england(), year=YEAR)
    return [(str(f.level), f.text) for f in found if f.kind == "floor"]


def warned(*theirs, mine):
    return [text for level, text in floor(*theirs, mine=mine) if level == "warning"]


def test_the_duty_of_the_floor_is_counted_as_it_says_itself():
    mine = duty("mine", every="10 working days", counting="including")
    theirs = duty("theirs", every="10 working days", counting="including")

    assert warned(theirs, mine=mine) == []
    assert warned(theirs, mine=duty("mine", every="10 working days")) != []


def test_the_first_visit_is_held_against_the_first_of_the_floor():
    theirs = duty("theirs", first="1 week", every="6 weeks")

    [late] = warned(theirs, mine=duty("mine", first="2 weeks", every="6 weeks"))

    assert late.startswith("2 weeks can fall later than 1 week of The law, 1:")
    assert warned(theirs, mine=duty("mine", first="1 week", every="6 weeks")) == []


def test_the_first_visit_is_held_against_every_where_the_floor_has_no_first():
    [late] = warned(
        duty("theirs", every="6 weeks"), mine=duty("mine", first="8 weeks", every="6 weeks")
    )

    assert late.startswith("8 weeks can fall later than 6 weeks of The law, 1, counted from")


def test_a_duty_that_asks_once_where_the_floor_asks_again_is_warned_of():
    theirs = duty("theirs", every="6 weeks")

    assert warned(theirs, mine=duty("mine", first="1 week")) == [
        "asks only once, where 6 weeks of The law, 1 asks again and again."
    ]
    between = duty("mine", first="1 week", once_between="review_conference")
    assert warned(theirs, mine=between) == []


MEETING = {"met_by": ["review_conference"], "counts": ""}


def test_a_decision_of_the_floor_is_not_held_against_visits():
    theirs = duty("theirs", every="3 months", **MEETING)

    [(level, text)] = floor(theirs, mine=duty("mine", every="6 months"))

    assert (level, "sets no interval for these children" in text) == ("note", True)


@pytest.mark.parametrize(
    ("mine", "gaps"),
    [(duty("mine", every="6 months", **MEETING), 0), (duty("mine", every="1 week"), 1)],
)
def test_a_decision_of_the_floor_that_nothing_here_asks_for_is_a_gap(mine, gaps):
    below = a_pack(duty("theirs", every="3 months", **MEETING), id="law", cite="The law")

    found = against_floor(a_pack(mine), below, england(), year=YEAR)

    assert len([f for f in found if f.kind == "gap"]) == gaps
