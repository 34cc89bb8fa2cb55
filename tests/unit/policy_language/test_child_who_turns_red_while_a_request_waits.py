"""A request for a virtual visit is refused at every rung once the child's risk is high."""

from datetime import datetime

import pytest

from doorstep.policy.load import shipped_pack
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workdays import LONDON
from doorstep.workflow import Actor, RefusedError, State, advance, begin

PACK = shipped_pack("practice-standards-2022")
AT = datetime(2022, 2, 1, 9, tzinfo=LONDON)
PRIYA = Actor(person="Priya", role=Role.SOCIAL_WORKER)
TOM = Actor(person="Tom", role=Role.TEAM_MANAGER)
GRACE = Actor(person="Grace", role=Role.HEAD_OF_SERVICE)
TOLD = {Needed.RISK_RATIONALE: "neglect, which can be seen on video"}
ANSWERS = {
    "child": "Amira",
    "due": "visit of 7 February",
    "high": "no",
    "why": "the household isolates",
    "method": "video",
    "one_visit": "no",
    "until": "2022-02-28",
    "circumstances": "at home",
    "safety": "seen by school",
    "risk": "neglect",
    "manager_assessment": "it can be seen",
}


def red(condition) -> bool:
    """Answer conditions for a child rated red: `{any: [...]}` holds, and its `not` does not."""
    return condition.not_ is None


def not_red(condition) -> bool:
    return condition.not_ is not None


@pytest.fixture
def submitted() -> State:
    state = begin(
        PACK.procedures["virtual_visit_request"],
        at=AT,
        form=PACK.forms["virtual_visit_rationale"],
        answers=ANSWERS,
    )
    return advance(state, Action.SUBMIT, PRIYA, at=AT, holds=not_red)


def test_the_manager_cannot_agree_once_the_child_is_red(submitted):
    with pytest.raises(RefusedError, match="what can be done: return, refuse"):
        advance(submitted, Action.AGREE, TOM, at=AT, holds=red)


def test_the_head_of_service_cannot_sign_once_the_child_is_red(submitted):
    agreed = advance(submitted, Action.AGREE, TOM, at=AT, holds=not_red)

    with pytest.raises(RefusedError, match="what can be done: return, refuse"):
        advance(agreed, Action.SIGN_OFF, GRACE, at=AT, told=TOLD, holds=red)


def test_a_child_still_not_red_is_signed_off(submitted):
    agreed = advance(submitted, Action.AGREE, TOM, at=AT, holds=not_red)
    signed = advance(agreed, Action.SIGN_OFF, GRACE, at=AT, told=TOLD, holds=not_red)

    assert signed.step == "signed_off"
