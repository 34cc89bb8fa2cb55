"""What rules say today, whether a refused way still counts, and who must agree to another way."""

from dataclasses import replace

import pytest
from unit.engine.making import LONG_AGO, a_pack, amira, cp_plan, day, due, duty, seen, virtual

from doorstep.engine import answer
from doorstep.engine.child import Child
from doorstep.engine.rulings import rulings
from doorstep.engine.ways import Counts, ways_today
from doorstep.facts import Fact, FactKind, Method, Place, Role, VisitingPlan
from doorstep.policy.rule import Rule
from doorstep.vocabulary import Act


def rule(name="a_rule", about="visit", *cases) -> Rule:
    told = [{"clause": "1", "says": "so it is", **case} for case in cases]
    return Rule.model_validate({"id": name, "title": name, "about": about, "cases": told})


def with_rules(pack, *rules):
    return replace(pack, rules={r.id: r for r in rules})


AGREED = {"id": "agreed", "title": "Agreed", "values": {LONG_AGO: {"clause": "1", "accepts": [
    {"visit_type": ["visit"], "method": ["in_person"]},
    {"visit_type": ["visit"], "method": ["video"], "approved_by": ["head_of_service"],
     "when": {"not": {"fact": "high_risk"}}, "clause": "2", "records": ["management_oversight"]},
    {"visit_type": ["visit"], "method": ["phone"], "plan_agreed_by": ["iro"], "clause": "3"},
]}}}  # fmt: skip
VISITS = a_pack(duty(every="10 working days", counts="agreed"), counts=(AGREED,))
NO_VIDEO = rule(
    "no_video",
    "visit",
    {"when": {"fact": "high_risk"}, "method": ["video", "phone"], "verdict": "refused"},
)
FREEZE = rule(
    "freeze",
    "end_child_protection_plan",
    {
        "in_force_from": day("10 Jan"),
        "in_force_until": day("20 Jan"),
        "when": {"is": "child_protection_plan"},
        "verdict": "refused",
    },
    {"verdict": "needs", "agreed_by": ["conference_chair"]},
)


def said(pack, case, as_at, about, **how):
    return [
        (r.rule.id, str(r.verdict)) for r in rulings(Child(case, day(as_at)), pack, about, **how)
    ]


@pytest.mark.parametrize(
    ("as_at", "verdict"),
    [("9 Jan", "needs"), ("10 Jan", "refused"), ("19 Jan", "refused"), ("20 Jan", "needs")],
)
def test_a_freeze_holds_from_its_first_day_until_before_its_last(as_at, verdict):
    pack = with_rules(VISITS, FREEZE)

    assert said(pack, amira(cp_plan("3 Jan")), as_at, Act.END_CHILD_PROTECTION_PLAN) == [
        ("freeze", verdict)
    ]


def test_a_rule_about_another_act_or_another_way_says_nothing():
    pack = with_rules(
        VISITS, FREEZE, rule("garden", "visit", {"place": ["garden"], "verdict": "allowed"})
    )
    case = amira(cp_plan("3 Jan"))

    assert said(pack, case, "12 Jan", Act.MEETING) == []
    assert said(pack, case, "12 Jan", Act.VISIT, place=Place.HOME) == []
    assert said(pack, case, "12 Jan", Act.VISIT, place=Place.GARDEN) == [("garden", "allowed")]


def test_refusals_come_first():
    pack = with_rules(
        VISITS,
        rule("a", "visit", {"verdict": "expected"}),
        rule("b", "visit", {"verdict": "refused"}),
    )

    assert [v for _, v in said(pack, amira(cp_plan("3 Jan")), "12 Jan", Act.VISIT)] == [
        "refused",
        "expected",
    ]


HIGH = Fact(FactKind.HIGH_RISK, day("3 Jan"))


def test_a_visit_in_a_way_a_rule_refuses_does_not_count_and_says_why():
    pack = with_rules(VISITS, NO_VIDEO)
    video = virtual("12 Jan", approved="2022-01-11 09:00")
    plain = amira(cp_plan("3 Jan"), visits=[video])
    high = amira(cp_plan("3 Jan"), visits=[video], facts=(HIGH,))

    [obligation] = answer(high, pack, as_at=day("12 Jan")).obligations
    judged = obligation.lowered.judged

    assert due(plain, pack, "12 Jan") == day("26 Jan")
    assert obligation.due_at == day("17 Jan")
    assert [j.why_not for j in judged if j.day == day("12 Jan")] == [
        "the circumstances in which this would count did not hold that day"
    ]
    without = with_rules(
        a_pack(duty(every="10 working days", counts="any"), counts=(ANY,)), NO_VIDEO
    )
    [refused] = answer(high, without, as_at=day("12 Jan")).obligations
    assert [j.why_not for j in refused.lowered.judged] == ["so it is (Made up, 1)"]


ANY = {"id": "any", "title": "Any", "values": {LONG_AGO: {
    "clause": "1", "accepts": [{"visit_type": ["visit"]}]}}}  # fmt: skip


def ways(case, pack=VISITS, as_at="12 Jan"):
    child = Child(case, day(as_at))
    return {w.method: (w.counts, w.agreed_by) for w in ways_today(pack.duties[0], child, pack)}


def test_each_way_of_seeing_the_child_counts_counts_if_agreed_or_does_not():
    assert ways(amira(cp_plan("3 Jan"))) == {
        Method.IN_PERSON: (Counts.YES, ()),
        Method.VIDEO: (Counts.IF_AGREED, (Role.HEAD_OF_SERVICE,)),
        Method.PHONE: (Counts.IF_AGREED, (Role.IRO,)),
        Method.OTHER_ELECTRONIC: (Counts.NO, ()),
    }


def test_where_risk_is_high_nobody_can_agree():
    assert ways(amira(cp_plan("3 Jan"), facts=(HIGH,)))[Method.VIDEO] == (Counts.NO, ())


def test_a_rule_of_another_layer_refuses_a_way_that_would_count():
    pack = with_rules(a_pack(duty(every="10 working days", counts="any"), counts=(ANY,)), NO_VIDEO)

    assert ways(amira(cp_plan("3 Jan")), pack)[Method.VIDEO] == (Counts.YES, ())
    assert ways(amira(cp_plan("3 Jan"), facts=(HIGH,)), pack)[Method.VIDEO] == (Counts.NO, ())


def test_an_agreed_plan_that_names_the_method_needs_no_further_agreement():
    plan = VisitingPlan(
        day("3 Jan"),
        methods=(Method.PHONE,),
        agreed_by=Role.IRO,
        agreed_on=day("4 Jan"),
        review_date=day("31 Jan"),
    )
    agreed = amira(cp_plan("3 Jan"), plans=(plan,))

    assert ways(agreed, as_at="30 Jan")[Method.PHONE] == (Counts.YES, ())
    assert ways(agreed, as_at="31 Jan")[Method.PHONE] == (Counts.IF_AGREED, (Role.IRO,))


# --- what the duty needs besides ------------------------------------------------------------------


def also(case=None, as_at="12 Jan", counts=ANY, **needs):
    made = duty(every="10 working days", counts=counts["id"], also_needs=needs)
    return ways(case or amira(cp_plan("3 Jan")), a_pack(made, counts=(counts,)), as_at)


@pytest.mark.parametrize(
    "needs",
    [
        {"seen": True, "seen_alone": True, "bedroom_seen": True},
        {"role": ["social_worker"]},
        {"place": ["home", "garden"], "not_place": ["home"]},
        {"announced": False},
        {"when": {"not": {"fact": "high_risk"}}},
    ],
)
def test_a_visit_today_is_taken_to_be_made_as_well_as_it_can_be(needs):
    assert set(also(**needs).values()) == {(Counts.YES, ())}


def test_a_way_the_duty_itself_refuses_does_not_count():
    found = also(method=["in_person"])

    assert found.pop(Method.IN_PERSON) == (Counts.YES, ())
    assert set(found.values()) == {(Counts.NO, ())}


def test_a_way_is_refused_with_the_duty_s_reason():
    case = amira(cp_plan("3 Jan"), facts=(HIGH,))
    needs = {"method": ["in_person", "video"], "when": {"not": {"fact": "high_risk"}}}
    made = duty(every="10 working days", counts="any", also_needs=needs)
    pack = a_pack(made, counts=(ANY,))

    def told(child):
        return {w.method: w.because for w in ways_today(made, Child(child, day("12 Jan")), pack)}

    assert told(amira(cp_plan("3 Jan")))[Method.PHONE] == "by phone is not accepted"
    assert told(case)[Method.VIDEO].startswith("it counts only where")


def test_places_that_cannot_be_had_together_do_not_count():
    at_home = {"id": "any", "title": "At home", "values": {LONG_AGO: {
        "clause": "1", "accepts": [{"visit_type": ["visit"], "place": ["home"]}]}}}  # fmt: skip

    assert set(also(counts=at_home, place=["garden"]).values()) == {(Counts.NO, ())}
    assert set(also(counts=at_home, place=["garden", "home"]).values()) == {(Counts.YES, ())}


def test_agreement_the_duty_itself_needs_is_still_to_be_had():
    assert also(approved_by=["iro"])[Method.VIDEO] == (Counts.IF_AGREED, (Role.IRO,))
    assert also(plan_agreed_by=["iro"])[Method.VIDEO] == (Counts.IF_AGREED, (Role.IRO,))
    assert also(counts=AGREED_ANY, approved_by=["iro"])[Method.VIDEO] == (
        Counts.IF_AGREED,
        (Role.HEAD_OF_SERVICE, Role.IRO),
    )


AGREED_ANY = {"id": "any", "title": "Any", "values": {LONG_AGO: {"clause": "1", "accepts": [
    {"visit_type": ["visit"], "approved_by": ["head_of_service"]}]}}}  # fmt: skip


# --- unknown methods, and days before the policy --------------------------------------------------

IN_PERSON = rule("stay_away", "visit", {"method": ["in_person"], "verdict": "refused"})
UNKNOWN_IS_NOT = {"id": "any", "title": "Any", "values": {LONG_AGO: {
    "clause": "1", "unknown_method": "does_not_count",
    "accepts": [{"visit_type": ["visit"]}]}}}  # fmt: skip


@pytest.mark.parametrize(("counts", "expected"), [(ANY, "17 Jan"), (UNKNOWN_IS_NOT, "26 Jan")])
def test_s7_a_visit_of_unknown_method_is_refused_as_one_in_person(counts, expected):
    pack = with_rules(
        a_pack(duty(every="10 working days", counts="any"), counts=(counts,)), IN_PERSON
    )
    case = amira(cp_plan("3 Jan"), visits=[seen("12 Jan", method=None)])

    assert due(case, pack, "12 Jan") == day(expected)


def test_s33_a_rule_without_a_day_says_nothing_before_the_pack_is_in_force():
    early = duty(every="10 working days", counts="any")
    pack = with_rules(a_pack(early, counts=(ANY,), in_force_from=day("12 Jan")), IN_PERSON)
    dated = rule("a_rule", "visit", {"in_force_from": day("11 Jan"), "verdict": "refused"})
    case = amira(cp_plan("3 Jan"))

    def due_after(visit):
        return due(replace(case, visits=(seen(visit),)), pack, "12 Jan")

    assert said(pack, case, "11 Jan", Act.VISIT, method=Method.IN_PERSON) == []
    assert said(pack, case, "12 Jan", Act.VISIT, method=Method.IN_PERSON) == [
        ("stay_away", "refused")
    ]
    assert said(with_rules(pack, dated), case, "11 Jan", Act.VISIT) == [("a_rule", "refused")]
    assert due_after("11 Jan") == day("25 Jan")
    assert due_after("12 Jan") == day("17 Jan")
