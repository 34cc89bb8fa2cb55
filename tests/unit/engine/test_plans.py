"""Agreed visiting plans: for more at once, for less only as the policy lets somebody agree (S9)."""

import pytest
from unit.engine.making import a_pack, amira, cp_plan, day, due, duty, intervals, seen, status

from doorstep.engine import answer
from doorstep.engine.explain import reasons
from doorstep.facts import Fact, FactKind, Role, VisitingPlan

STRICT = a_pack(duty("cp_visit", every="10 working days"))
RELAXABLE = a_pack(
    duty(
        "cp_visit",
        every="10 working days",
        relax=[{"clause": "9", "agreed_by": ["head_of_service"], "at_most": "4 weeks"}],
    )
)
IF_MATCHED = a_pack(
    duty(
        "cp_visit",
        every="10 working days",
        relax=[
            {
                "clause": "9",
                "agreed_by": ["head_of_service"],
                "when": {"fact": "long_term_match"},
            }
        ],
    )
)
SEEN_ON_10_JAN = (seen("10 Jan"),)


def plan(every, start="10 Jan", review="28 Feb", by=Role.HEAD_OF_SERVICE, on="10 Jan", duty_id=""):
    return VisitingPlan(
        day(start),
        every=every,
        applies_to=duty_id,
        agreed_by=by,
        agreed_on=day(on) if on else None,
        review_date=day(review) if review else None,
    )


def with_plans(*plans, **more):
    return amira(cp_plan("10 Jan"), visits=SEEN_ON_10_JAN, plans=plans, **more)


def flags(case, pack, as_at):
    [obligation] = answer(case, pack, as_at=day(as_at)).obligations
    return obligation.flags


def test_s9_a_plan_for_more_holds_at_once_though_nobody_else_agreed():
    case = with_plans(plan("1 week", by=None, on=None))

    assert due(case, STRICT, "10 Jan") == day("17 Jan")


def test_s9_a_plan_for_more_starts_on_its_day():
    case = with_plans(plan("1 week", start="13 Jan", on=None))

    assert due(case, STRICT, "12 Jan") == day("24 Jan")
    assert due(case, STRICT, "13 Jan") == day("17 Jan")


def test_s9_a_plan_for_more_ends_on_its_review_date():
    case = with_plans(plan("1 week", review="14 Jan"))

    assert due(case, STRICT, "13 Jan") == day("17 Jan")
    assert due(case, STRICT, "14 Jan") == day("24 Jan")


def test_s9_a_plan_for_more_shortens_the_first_visit_too():
    case = amira(cp_plan("10 Jan"), plans=(plan("1 week"),))

    assert due(case, STRICT, "10 Jan") == day("17 Jan")


def test_s9_a_plan_for_less_is_nothing_where_the_policy_names_nobody():
    case = with_plans(plan("4 weeks"))

    assert due(case, STRICT, "10 Jan") == day("24 Jan")
    assert "lets nobody agree to less" in flags(case, STRICT, "10 Jan")[0]


def test_s9_a_plan_for_less_holds_when_the_person_named_agreed():
    case = with_plans(plan("3 weeks"))

    assert due(case, RELAXABLE, "10 Jan") == day("31 Jan")
    assert flags(case, RELAXABLE, "10 Jan") == ()


@pytest.mark.parametrize("by", [None, Role.TEAM_MANAGER])
def test_s9_a_plan_for_less_is_nothing_when_somebody_else_agreed(by):
    case = with_plans(plan("3 weeks", by=by))

    assert due(case, RELAXABLE, "10 Jan") == day("24 Jan")
    assert "no agreement by head of service" in flags(case, RELAXABLE, "10 Jan")[0]


def test_s9_a_plan_for_less_holds_from_the_day_it_was_agreed():
    case = with_plans(plan("3 weeks", on="13 Jan"))

    assert due(case, RELAXABLE, "12 Jan") == day("24 Jan")
    assert due(case, RELAXABLE, "13 Jan") == day("31 Jan")


def test_s9_agreement_once_overdue_does_not_undo_the_missed_visit():
    case = with_plans(plan("3 weeks", on="26 Jan"))

    assert intervals(case, RELAXABLE, "26 Jan")[1:] == [
        (day("10 Jan"), day("24 Jan"), None, "missed"),
        (day("26 Jan"), day("31 Jan"), None, "open"),
    ]


def test_s9_no_agreement_is_nothing_without_its_day():
    assert due(with_plans(plan("3 weeks", on=None)), RELAXABLE, "10 Jan") == day("24 Jan")


@pytest.mark.parametrize(
    ("wanted", "expected"), [("4 weeks", "7 Feb"), ("5 weeks", "7 Feb"), ("27 days", "6 Feb")]
)
def test_s9_less_only_as_far_as_that_person_may_allow(wanted, expected):
    assert due(with_plans(plan(wanted)), RELAXABLE, "10 Jan") == day(expected)


def test_s9_a_plan_for_less_holds_only_until_its_review_date():
    case = with_plans(plan("3 weeks", review="20 Jan"))

    assert due(case, RELAXABLE, "19 Jan") == day("31 Jan")
    assert due(case, RELAXABLE, "20 Jan") == day("24 Jan")
    assert "its review date 2022-01-20 has passed" in flags(case, RELAXABLE, "20 Jan")[0]


def test_s9_when_the_review_passes_late_the_visit_is_due_that_day_and_not_overdue():
    case = with_plans(plan("4 weeks", review="1 Feb"))

    assert due(case, RELAXABLE, "1 Feb") == day("1 Feb")
    assert status(case, RELAXABLE, "1 Feb") == "due_today"
    assert status(case, RELAXABLE, "2 Feb") == "overdue"


def test_s9_a_plan_for_less_without_a_review_date_is_nothing():
    case = with_plans(plan("3 weeks", review=""))

    assert due(case, RELAXABLE, "10 Jan") == day("24 Jan")
    assert "no review date" in flags(case, RELAXABLE, "10 Jan")[0]


@pytest.mark.parametrize(("as_at", "expected"), [("12 Jan", "24 Jan"), ("13 Jan", "31 Jan")])
def test_s9_a_plan_for_less_holds_from_the_day_its_conditions_do(as_at, expected):
    matched = Fact(FactKind.LONG_TERM_MATCH, day("13 Jan"))
    case = with_plans(plan("3 weeks"), facts=(matched,))

    assert due(case, IF_MATCHED, as_at) == day(expected)


def test_s9_a_plan_whose_conditions_do_not_hold_is_flagged():
    assert "conditions" in flags(with_plans(plan("3 weeks")), IF_MATCHED, "12 Jan")[0]


def test_s9_a_plan_for_another_duty_changes_nothing():
    case = with_plans(plan("1 week", duty_id="cin_visit"))

    assert due(case, STRICT, "10 Jan") == day("24 Jan")
    assert due(with_plans(plan("1 week", duty_id="cp_visit")), STRICT, "10 Jan") == day("17 Jan")


def test_s9_a_plan_not_yet_begun_is_not_flagged():
    assert flags(with_plans(plan("4 weeks", start="13 Jan")), STRICT, "12 Jan") == ()


def test_s9_the_plan_is_named_in_what_is_asked():
    agreed = plan("1 week")

    [obligation] = answer(with_plans(agreed), STRICT, as_at=day("10 Jan")).obligations

    assert obligation.asked.plan == agreed


def test_the_order_of_two_plans_does_not_matter():
    more, less = plan("1 week"), plan("3 weeks")

    assert due(with_plans(more, less), RELAXABLE, "10 Jan") == due(
        with_plans(less, more), RELAXABLE, "10 Jan"
    )


def test_s9_two_weeks_from_a_weekend_is_less_than_ten_working_days_and_needs_agreement():
    case = amira(cp_plan("8 Jan"), visits=[seen("8 Jan")], plans=(plan("2 weeks", start="8 Jan"),))

    assert due(case, STRICT, "8 Jan") == day("21 Jan")


# --- what is said of a plan that ends before the day it allows ----------------------------------------


def told(case, pack, as_at):
    [found] = reasons(answer(case, pack, as_at=day(as_at), whole=True), pack)
    return found.sentence


@pytest.mark.parametrize(
    ("review", "then"), [("21 Jan", "24 January 2022"), ("28 Jan", "28 January 2022")]
)
def test_s9_a_plan_that_ends_before_the_day_due_says_by_when_it_is_due_then(review, then):
    case = with_plans(plan("4 weeks", review=review))

    assert due(case, RELAXABLE, "15 Jan") == day("7 Feb")
    assert f"unless it is agreed anew, it is due {then}" in told(case, RELAXABLE, "15 Jan")
    assert due(case, RELAXABLE, review) == max(day(review), day("24 Jan"))


def test_s9_a_plan_that_lasts_until_the_day_due_says_nothing_more():
    case = with_plans(plan("4 weeks", review="7 Feb"))

    assert "agreed anew" not in told(case, RELAXABLE, "15 Jan")


def test_s9_a_plan_for_more_that_ends_says_nothing_more():
    case = with_plans(plan("1 week", review="14 Jan"))

    assert "agreed anew" not in told(case, STRICT, "13 Jan")
