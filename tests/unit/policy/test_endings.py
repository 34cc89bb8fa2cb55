"""The ending of a procedure may say what has then happened, so that a duty is met by it."""

import pytest
from pydantic import ValidationError

from doorstep.policy.procedure import Step
from doorstep.vocabulary import EventKind


def test_an_ending_says_what_has_then_happened():
    step = Step(title="Agreed", clause="3", ends=True, event="risk_assessment")

    assert step.event == EventKind.RISK_ASSESSMENT


def test_a_step_that_goes_on_says_nothing_of_the_kind():
    with pytest.raises(ValidationError, match="`event` goes with `ends: true`"):
        Step(title="With the IRO", clause="2", event="risk_assessment")
