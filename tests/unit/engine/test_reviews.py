"""A decision's own day of review, and plans that end because another took their place (ADR 26)."""

from datetime import date

import pytest
from unit.engine.making import a_pack, amira, at, cp_plan, day, duty

from doorstep.engine import answer
from doorstep.engine.child import Child
from doorstep.engine.counting import in_plan
from doorstep.engine.explain import reasons
from doorstep.facts import Event, EventKind, Method, Role, Visit, VisitingPlan
from doorstep.policy.counts import Needs

ASSUMED = {"value": "3 weeks", "clause": "7", "assumed": True, "reason": "No number is given."}
STATED = {"value": "3 weeks", "clause": "7"}
LONG_AGO = date(2000, 1, 1)


def policy(every, *, by_procedure=True):
    more = {"procedure": "visiting_plan"} if by_procedure else {}
    decided = duty(
        "assessed",
        first="5 working days",
        every={LONG_AGO: every},
        met_by=["risk_assessment"],
        counts="",
        **more,
    )
    return a_pack(decided)


def assessed(on, review=""):
    return Event(EventKind.RISK_ASSESSMENT, day(on), None, day(review) if review else None)


def decided(pack, as_at, *events):
    (found,) = answer(amira(cp_plan("3 Jan"), events=events), pack, as_at=day(as_at)).decisions
    return found


def due(pack, as_at, *events):
    return decided(pack, as_at, *events).due_at


def said(pack, as_at, *events):
    whole = answer(amira(cp_plan("3 Jan"), events=events), pack, as_at=day(as_at), whole=True)
    (found,) = reasons(whole, pack, decisions=True)
    return found


@pytest.mark.parametrize("every", [ASSUMED, STATED], ids=["assumed", "stated"])
def test_a_sooner_day_of_review_is_the_day_due(every):
    assert due(policy(every), "10 Jan", assessed("10 Jan", "19 Jan")) == day("19 Jan")


def test_a_later_day_takes_the_place_of_an_assumed_interval():
    assert due(policy(ASSUMED), "10 Jan", assessed("10 Jan", "28 Feb")) == day("28 Feb")


def test_a_later_day_never_lengthens_a_stated_interval():
    assert due(policy(STATED), "10 Jan", assessed("10 Jan", "28 Feb")) == day("31 Jan")


@pytest.mark.parametrize("review", ["", "10 Jan", "3 Jan"])
def test_a_decision_without_a_day_ahead_is_reviewed_after_the_policys_interval(review):
    assert due(policy(ASSUMED), "10 Jan", assessed("10 Jan", review)) == day("31 Jan")


def test_the_day_before_it_is_not_overdue_nor_on_the_day_and_the_day_after_it_is():
    told = assessed("10 Jan", "19 Jan")

    states = [decided(policy(ASSUMED), on, told).status for on in ("18 Jan", "19 Jan", "20 Jan")]

    assert states == ["due_soon", "due_today", "overdue"]


def test_the_day_the_next_decision_names_counts_from_its_own_day():
    both = (assessed("10 Jan", "19 Jan"), assessed("17 Jan", "4 Feb"))

    assert due(policy(ASSUMED), "16 Jan", both[0]) == day("19 Jan")
    assert due(policy(ASSUMED), "17 Jan", *both) == day("4 Feb")


def test_a_next_decision_without_a_day_goes_back_to_the_policys_interval():
    both = (assessed("10 Jan", "19 Jan"), assessed("17 Jan"))

    assert due(policy(ASSUMED), "17 Jan", *both) == day("7 Feb")


def test_a_decision_of_a_day_to_come_changes_nothing_yet():
    both = (assessed("10 Jan", "19 Jan"), assessed("17 Jan"))

    assert due(policy(ASSUMED), "16 Jan", *both) == day("19 Jan")


def test_a_conference_that_tells_its_own_next_day_is_no_such_decision():
    meeting = policy(ASSUMED, by_procedure=False)

    assert due(meeting, "10 Jan", assessed("10 Jan", "19 Jan")) == day("31 Jan")


def test_the_sentence_names_the_decision_and_nothing_assumed():
    told = said(policy(ASSUMED), "10 Jan", assessed("10 Jan", "19 Jan"))

    assert told.sentence == (
        "Due 19 January 2022: the day of review that the risk assessment of "
        "10 January 2022 named (Made up, 7)."
    )
    assert "That day takes the place of the interval 3 weeks, which is assumed." in told.lines
    assert not any(line.startswith("Assumed") for line in told.lines)
    assert not decided(policy(ASSUMED), "10 Jan", assessed("10 Jan", "19 Jan")).assumed


def test_of_a_stated_interval_it_is_told_that_the_day_is_sooner():
    told = said(policy(STATED), "10 Jan", assessed("10 Jan", "19 Jan"))

    assert "That day takes the place of the interval 3 weeks, as it is sooner." in told.lines


def test_without_a_day_of_its_own_the_interval_is_still_told_as_assumed():
    told = said(policy(ASSUMED), "10 Jan", assessed("10 Jan"))

    assert "Assumed: No number is given." in told.lines
    assert decided(policy(ASSUMED), "10 Jan", assessed("10 Jan")).assumed


# --- a plan that ended because another took its place -------------------------------------------------

NEEDS = Needs.model_validate({"plan_agreed_by": ["iro"]})
COUNTED = duty("cp_visit", every="10 working days")


def plan(end="", **more):
    return VisitingPlan(
        day("10 Jan"),
        **{
            "every": "1 week",
            "methods": (Method.PHONE,),
            "agreed_by": Role.IRO,
            "agreed_on": day("10 Jan"),
            "review_date": day("28 Feb"),
            "end_date": day(end) if end else None,
            **more,
        },
    )


def is_allowed(on, *plans):
    child = Child(amira(cp_plan("3 Jan"), plans=plans), day("28 Feb"))
    return in_plan(Visit(day(on), method=Method.PHONE), NEEDS, child, COUNTED)


@pytest.mark.parametrize(
    ("on", "allowed"), [("16 Jan", True), ("17 Jan", False), ("18 Jan", False)]
)
def test_a_plan_lets_nothing_from_the_day_it_ended(on, allowed):
    assert is_allowed(on, plan(end="17 Jan")) is allowed


@pytest.mark.parametrize(("on", "allowed"), [("27 Feb", True), ("28 Feb", False)])
def test_nor_from_its_day_of_review(on, allowed):
    assert is_allowed(on, plan(end="1 Mar")) is allowed


@pytest.mark.parametrize("applies_to", ["", "cp_visit"])
def test_a_plan_for_the_duty_or_for_all_lets_it(applies_to):
    assert is_allowed("16 Jan", plan(applies_to=applies_to))


def test_the_plan_for_another_duty_lets_nothing():
    assert not is_allowed("16 Jan", plan(applies_to="cla_visit"))


def visits_due(as_at, *plans):
    case = amira(
        cp_plan("10 Jan"),
        visits=(
            Visit(
                day("10 Jan"),
                seen=True,
                method=Method.IN_PERSON,
                recorded_at=at("2022-01-10 09:00"),
            ),
        ),
        plans=plans,
    )
    (found,) = answer(case, a_pack(COUNTED), as_at=day(as_at)).obligations
    return found.due_at, found.flags


def test_a_plan_for_more_asks_no_more_from_the_day_it_ended():
    ended = plan(end="14 Jan")

    assert visits_due("13 Jan", ended)[0] == day("17 Jan")
    assert visits_due("14 Jan", ended)[0] == day("24 Jan")


def test_of_a_plan_for_less_that_ended_nothing_is_flagged():
    less = plan(end="14 Jan", every="8 weeks")

    assert visits_due("13 Jan", less)[1]
    assert not visits_due("14 Jan", less)[1]
