"""A rule may refuse a way of visiting and still let a visit made in that way count."""

from dataclasses import replace

import pytest
from pydantic import ValidationError
from unit.engine.making import a_pack, cp_plan, day, duty

from doorstep.engine import answer
from doorstep.engine.rulings import rulings
from doorstep.facts import CaseFacts, Method, Visit
from doorstep.policy.rule import Rule
from doorstep.vocabulary import Act, Verdict

REFUSED = {"verdict": "refused", "method": ["in_person"], "says": "Stay away.", "clause": "3"}
AMIRA = CaseFacts(
    child_id="Amira",
    episodes=(cp_plan("10 Jan"),),
    visits=(Visit(day("17 Jan"), seen=True, method=Method.IN_PERSON),),
)


def pack_with(**more):
    cases = [{**REFUSED, **more}]
    rule = Rule.model_validate({"id": "away", "title": "Away", "about": "visit", "cases": cases})
    return replace(a_pack(duty(every="10 days")), rules={"away": rule})


def due(pack):
    [obligation] = answer(AMIRA, pack, as_at=day("18 Jan")).obligations
    return obligation.due_at


def test_a_visit_in_a_way_that_is_refused_does_not_count():
    assert due(pack_with()) == day("20 Jan")


def test_with_still_counts_it_does_and_the_rule_refuses_it_all_the_same():
    pack = pack_with(still_counts=True)

    found = answer(AMIRA, pack, as_at=day("18 Jan"))
    [ruling] = rulings(found.child, pack, Act.VISIT, method=Method.IN_PERSON)

    assert due(pack) == day("27 Jan")
    assert ruling.verdict == Verdict.REFUSED


def test_still_counts_goes_with_a_refusal_only():
    with pytest.raises(ValidationError, match="`still_counts` goes with `verdict: refused`"):
        pack_with(verdict="allowed", still_counts=True)
