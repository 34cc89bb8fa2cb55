"""On which days a pack of a stack has a say: who may decide on a tier, what cannot be judged."""

import pytest
from unit.engine.making import K, a_pack, amira, day, duty, episode, standing

from doorstep.engine import answer
from doorstep.facts import Role, Tier, TierDecision, Undated, VisitsCarried
from doorstep.policy.adoption import Adopted
from doorstep.policy.stack import Layered, compose

OPEN = episode(K.REFERRAL, "3 Jan 2019")
CHANGES = day("1 Jan 2022")


def adopted(pack, start="1 Jan 2020", until=""):
    end = day(until) if until else None
    return Layered(pack.id, pack, Adopted(**{"pack": pack.id, "from": day(start), "until": end}))


def sorting(name, *roles):
    return a_pack(
        id=name,
        cite=name,
        tiers={
            "clause": "1",
            "in_force_from": day("1 Jan 2019"),
            "otherwise": "vulnerable",
            "otherwise_clause": "the rest",
            "criteria": [
                {
                    "id": "P1",
                    "tier": "priority",
                    "title": "P1",
                    "clause": "1",
                    "in_force_from": day("1 Jan 2019"),
                    "when": {"fact": "high_risk"},
                }
            ],
            "change": {"clause": "5", "by": list(roles)},
        },
    )


ONE = sorting("one", "team_manager")
TWO = sorting("two", "head_of_service")
IN_TURN = compose("Anyshire", [adopted(ONE, until="1 Jan 2022"), adopted(TWO, "1 Jan 2022")])


def raised(on, by, **more):
    return TierDecision(Tier.HIGH_AND_IMMEDIATE, day(on), by, "concern", **more)


@pytest.mark.parametrize(
    ("on", "by", "counts"),
    [
        ("31 Dec 2021", Role.TEAM_MANAGER, True),
        ("31 Dec 2021", Role.HEAD_OF_SERVICE, False),
        ("1 Jan 2022", Role.TEAM_MANAGER, False),
        ("1 Jan 2022", Role.HEAD_OF_SERVICE, True),
    ],
)
def test_s18_a_decision_counts_if_the_tiers_in_force_on_its_day_name_the_role(on, by, counts):
    found = answer(amira(OPEN, tier_decisions=(raised(on, by),)), IN_TURN, as_at=day(on))

    assert (found.tier.tier == Tier.HIGH_AND_IMMEDIATE) is counts
    assert any("has no effect" in remark for remark in found.remarks) is not counts


def test_s18_a_decision_that_counted_on_its_day_stands_under_the_next_tiers():
    case = amira(OPEN, tier_decisions=(raised("31 Dec 2021", Role.TEAM_MANAGER),))

    assert answer(case, IN_TURN, as_at=day("10 Jan")).tier.tier == Tier.HIGH_AND_IMMEDIATE


def test_s18_of_a_single_pack_a_decision_before_its_first_day_counts_as_before():
    case = amira(OPEN, tier_decisions=(raised("1 Dec 2018", Role.TEAM_MANAGER),))

    assert answer(case, ONE, as_at=day("10 Jan")).tier.tier == Tier.HIGH_AND_IMMEDIATE


# --- what cannot be judged ------------------------------------------------------------------------

VISIT = duty("cp_visit", every="10 working days")
UNDATED = (Undated(K.CHILD_PROTECTION_PLAN, "child_protection_plan: no start date"),)
OVER = "1 Apr 2021"


def for_a_time(*duties):
    return compose("Anyshire", [adopted(a_pack(*duties, id="crisis", cite="Crisis"), until=OVER)])


def cannot_be_judged_on(case, *duties):
    days = ("1 Jul 2019", "1 Jan 2020", "31 Mar 2021", "1 Apr 2021", "1 Jul 2024")
    return [d for d in days if standing(case, for_a_time(*duties), d)[0] == "cannot_be_judged"]


ADOPTED = ["1 Jan 2020", "31 Mar 2021"]
TO_REVIEW = duty(
    every="4 weeks",
    when={"fact": "high_risk"},
    missing_fact={"fact": "open_to_review", "when": {"is": "disability"}},
)


def test_s15_a_plan_without_a_start_is_missed_only_while_a_duty_asks_about_it():
    assert cannot_be_judged_on(amira(OPEN, undated=UNDATED), VISIT) == ADOPTED


def test_s15_visits_an_extract_does_not_carry_are_missed_only_while_they_are_asked_for():
    plan = episode(K.CHILD_PROTECTION_PLAN, "1 Feb 2019")
    none = amira(OPEN, plan, visits_carried=VisitsCarried.NONE)
    unknown = amira(OPEN, plan, unknown_visits=frozenset({K.CHILD_PROTECTION_PLAN}))

    assert cannot_be_judged_on(none, VISIT) == ADOPTED
    assert cannot_be_judged_on(unknown, VISIT) == ADOPTED


def test_s26_a_fact_is_missed_only_while_a_duty_asks_for_it():
    assert (
        cannot_be_judged_on(amira(OPEN, episode(K.DISABILITY, "3 Jan 2019")), TO_REVIEW) == ADOPTED
    )


def test_s15_the_day_a_clock_starts_is_missed_only_while_the_duty_is_asked():
    told = duty("told", "placement", every="4 weeks", anchor="notification")
    case = amira(OPEN, episode(K.PLACEMENT, "1 Feb 2019", code="U1"))

    assert cannot_be_judged_on(case, told) == ADOPTED


def test_s15_a_share_asks_while_the_duty_it_is_a_share_of_does():
    share = duty(
        "alone",
        clause="2",
        share={"of": "cp_visit", "needs": {"seen_alone": True}, "among": 2},
    )

    assert cannot_be_judged_on(amira(OPEN, undated=UNDATED), VISIT, share) == ADOPTED
