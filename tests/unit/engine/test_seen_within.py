"""A condition can ask whether the child was seen, or seen alone, within a window (S12, S21)."""

import pytest
from unit.engine.making import amira, cp_plan, day, seen, virtual

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.facts import Method
from doorstep.policy.condition import Condition
from doorstep.policy.say import in_words

ALONE = {"seen": "alone", "within": "2 weeks"}


def held(condition, as_at, *visits):
    child = Child(amira(cp_plan("3 Jan"), visits=visits), day(as_at))
    return holds(Condition.model_validate(condition), child, child.day)


@pytest.mark.parametrize(
    ("as_at", "so"), [("9 Jan", False), ("10 Jan", True), ("23 Jan", True), ("24 Jan", False)]
)
def test_it_holds_from_the_visit_to_the_fourteenth_day_that_day_included(as_at, so):
    assert held(ALONE, as_at, seen("10 Jan", seen_alone=True)) is so


def test_not_alone_not_seen_or_not_recorded_is_not_yes():
    assert not held(ALONE, "12 Jan", seen("10 Jan", seen_alone=False))
    assert not held(ALONE, "12 Jan", seen("10 Jan"))
    assert not held(ALONE, "12 Jan", seen("10 Jan", seen=False, seen_alone=True))
    assert held({"seen": "at_all", "within": "14 days"}, "12 Jan", seen("10 Jan"))


def test_a_method_may_be_asked_for_and_an_unknown_one_is_in_person():
    in_person = {"seen": "at_all", "within": "2 weeks", "method": ["in_person"]}

    assert not held(in_person, "12 Jan", virtual("10 Jan"))
    assert held(in_person, "12 Jan", seen("10 Jan", method=None))
    assert held({**in_person, "method": ["video"]}, "12 Jan", virtual("10 Jan"))
    assert not held({**in_person, "method": [Method.PHONE]}, "12 Jan", virtual("10 Jan"))


def test_it_is_said_in_words_and_needs_its_window():
    assert (
        in_words(Condition.model_validate(ALONE)) == "the child was seen alone in the last 2 weeks"
    )
    with pytest.raises(ValueError, match="needs a window"):
        Condition.model_validate({"seen": "alone"})
