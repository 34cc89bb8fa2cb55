"""Which contacts count, and why others do not (S7, S19, S21, S22)."""

from datetime import date

import pytest
from unit.engine.making import (
    LONG_AGO,
    K,
    a_pack,
    amira,
    at,
    cp_plan,
    day,
    due,
    duty,
    episode,
    intervals,
    seen,
    virtual,
)

from doorstep.engine import answer, history
from doorstep.facts import Fact, FactKind, Method, Place, Role, Visit, VisitingPlan, VisitType

DUE_IF_COUNTED, DUE_IF_NOT = day("31 Jan"), day("24 Jan")


def counting(*accepts, **more):
    """Return a pack of one duty whose visits count in these ways."""
    value = {"clause": "2", "accepts": list(accepts), **more}
    return a_pack(
        duty(every="10 working days", counts="ways"),
        counts=[{"id": "ways", "title": "Ways", "values": {LONG_AGO: value}}],
    )


IN_PERSON = counting({"visit_type": ["visit"], "method": ["in_person"]})
WITH_AGREEMENT = counting(
    {"visit_type": ["visit"], "method": ["in_person"]},
    {"visit_type": ["visit"], "method": ["video"], "approved_by": ["head_of_service"]},
)


def counts(visit, pack, **more):
    """Test whether the visit of 17 January moves the date from 24 to 31 January."""
    found = due(amira(cp_plan("10 Jan"), visits=[visit], **more), pack, "18 Jan")
    assert found in (DUE_IF_COUNTED, DUE_IF_NOT)
    return found == DUE_IF_COUNTED


def why_not(visit, pack, **more):
    case = amira(cp_plan("10 Jan"), visits=[visit], **more)
    [obligation] = answer(case, pack, as_at=day("18 Jan")).obligations
    [judged] = obligation.lowered.judged
    return judged.why_not


@pytest.mark.parametrize(("told", "expected"), [(True, True), (False, False), (None, False)])
def test_s7_only_a_visit_at_which_the_child_was_seen_counts(told, expected):
    assert counts(seen("17 Jan", seen=told), IN_PERSON) == expected


def test_s21_the_reason_tells_not_seen_from_not_recorded():
    refused = Visit(day("17 Jan"), seen=False, reason_not_seen="refused")

    assert why_not(refused, IN_PERSON) == "the child was not seen (refused)"
    assert "not recorded" in why_not(Visit(day("17 Jan")), IN_PERSON)


def test_s7_a_method_not_recorded_counts_as_in_person_unless_the_pack_says_no():
    unknown = seen("17 Jan", method=None)
    strict = counting({"method": ["in_person"]}, unknown_method="does_not_count")

    assert counts(unknown, IN_PERSON)
    assert not counts(unknown, strict)


def test_s7_how_many_visits_rested_on_an_unknown_method_can_be_told():
    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan", method=None), seen("18 Jan")])

    [*_, last] = history(case, IN_PERSON, as_at=day("18 Jan"))

    assert [j.method_unknown for j in last.lowered.judged] == [True, False]


def test_s7_a_method_not_recorded_does_not_count_where_only_a_call_would():
    assert not counts(seen("17 Jan", method=None), counting({"method": ["phone"]}))


def test_s7_a_method_the_duty_does_not_accept_does_not_count():
    assert not counts(seen("17 Jan", method=Method.PHONE), IN_PERSON)
    assert why_not(seen("17 Jan", method=Method.PHONE), IN_PERSON) == "by phone is not accepted"


@pytest.mark.parametrize(
    ("approved", "expected"),
    [
        ("", False),
        ("2022-01-16 17:00", True),
        ("2022-01-17 09:59", True),
        ("2022-01-17 10:00", True),
        ("2022-01-17 10:01", False),
        ("2022-01-18 09:00", False),
    ],
)
def test_s7_agreement_must_be_there_at_the_time_of_the_visit(approved, expected):
    visit = virtual("17 Jan", approved, visit_at=at("2022-01-17 10:00"))

    assert counts(visit, WITH_AGREEMENT) == expected


@pytest.mark.parametrize(
    ("approved", "expected"),
    [("2022-01-17 00:00", True), ("2022-01-17 23:59", True), ("2022-01-18 00:00", False)],
)
def test_s7_where_the_time_is_not_known_agreement_on_the_day_will_do(approved, expected):
    assert counts(virtual("17 Jan", approved), WITH_AGREEMENT) == expected


def test_s7_agreement_by_somebody_else_is_none():
    visit = virtual("17 Jan", "2022-01-16 17:00")._replace(approved_by=Role.TEAM_MANAGER)

    assert not counts(visit, WITH_AGREEMENT)
    assert "head of service" in why_not(visit, WITH_AGREEMENT)


@pytest.mark.parametrize(
    ("needs", "made", "expected"),
    [
        ({"place": ["home"]}, {"place": Place.HOME}, True),
        ({"place": ["home"]}, {"place": Place.SCHOOL}, False),
        ({"place": ["home"]}, {}, False),
        ({"not_place": ["doorstep"]}, {"place": Place.DOORSTEP}, False),
        ({"not_place": ["doorstep"]}, {}, True),
        ({"role": ["iro", "social_worker"]}, {"role": Role.IRO}, True),
        ({"role": ["iro"]}, {"role": Role.SOCIAL_WORKER}, False),
        ({"role": ["iro"]}, {}, False),
        ({"seen_alone": True}, {"seen_alone": True}, True),
        ({"seen_alone": True}, {"seen_alone": False}, False),
        ({"seen_alone": True}, {}, False),
        ({"bedroom_seen": True}, {"bedroom_seen": True}, True),
        ({"bedroom_seen": True}, {}, False),
        ({"announced": False}, {"announced": False}, True),
        ({"announced": False}, {"announced": True}, False),
        ({"announced": False}, {}, False),
    ],
)
def test_s7_place_person_and_seen_alone_are_part_of_what_counts(needs, made, expected):
    assert counts(seen("17 Jan", **made), counting(needs)) == expected


def test_s7_a_plan_agreed_by_the_right_person_may_allow_another_method_until_its_review():
    pack = counting({"method": ["video"], "plan_agreed_by": ["iro"]})
    plan = VisitingPlan(
        day("10 Jan"),
        methods=(Method.VIDEO,),
        agreed_by=Role.IRO,
        agreed_on=day("17 Jan"),
        review_date=day("18 Jan"),
    )
    video = virtual("17 Jan")

    assert counts(video, pack, plans=(plan,))
    assert not counts(video, pack, plans=(plan._replace(agreed_on=day("18 Jan")),))
    assert not counts(video, pack, plans=(plan._replace(review_date=day("17 Jan")),))
    assert not counts(video, pack, plans=(plan._replace(agreed_by=Role.TEAM_MANAGER),))
    assert not counts(video, pack, plans=(plan._replace(methods=(Method.PHONE,)),))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("17 Jan", None, False),
        ("18 Jan", None, True),
        ("3 Jan", "17 Jan", True),
        ("3 Jan", "18 Jan", False),
    ],
)
def test_s7_a_way_may_depend_on_the_childs_circumstances_on_the_day(since, until, expected):
    pack = counting({"method": ["in_person"], "when": {"not": {"fact": "high_risk"}}})
    risk = Fact(FactKind.HIGH_RISK, day(since), day(until) if until else None)

    assert counts(seen("17 Jan"), pack, facts=(risk,)) == expected


def test_s7_two_visits_on_a_day_count_once():
    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan"), seen("17 Jan")])

    assert len(intervals(case, IN_PERSON, "18 Jan")) == 2


def test_s7_a_visit_on_a_weekend_counts():
    case = amira(cp_plan("10 Jan"), visits=[seen("16 Jan")])

    assert due(case, IN_PERSON, "18 Jan") == day("28 Jan")


@pytest.mark.parametrize("kind", [k for k in VisitType if k != VisitType.VISIT])
def test_s7_a_call_is_not_a_visit(kind):
    assert not counts(seen("17 Jan", visit_type=kind), IN_PERSON)


def test_s19_a_visit_counts_whichever_table_it_was_recorded_in():
    assert counts(seen("17 Jan", source="ssd_cla_visits"), IN_PERSON)


def test_s19_one_visit_counts_for_every_duty():
    pack = a_pack(
        duty("cp_visit", every="10 working days"),
        duty("cin_visit", "child_in_need_plan", every="20 working days"),
    )
    case = amira(
        cp_plan("10 Jan"), episode(K.CHILD_IN_NEED_PLAN, "10 Jan"), visits=[seen("17 Jan")]
    )

    found = [o.due_at for o in answer(case, pack, as_at=day("17 Jan")).obligations]

    assert found == [day("31 Jan"), day("14 Feb")]


@pytest.mark.parametrize(("born", "expected"), [(None, True), ("18 Jan", True), ("17 Jan", False)])
def test_s22_for_an_unborn_child_seen_is_not_required(born, expected):
    visit = seen("17 Jan", seen=None)
    known = {"born": day(born) if born else None, "expected": day("12 Jan")}

    assert counts(visit, IN_PERSON, **known) == expected


def test_s22_an_expected_date_that_has_passed_is_a_remark():
    case = amira(cp_plan("10 Jan"), born=None, expected=day("17 Jan"))

    on_the_day = answer(case, IN_PERSON, as_at=day("17 Jan")).remarks
    after = answer(case, IN_PERSON, as_at=day("18 Jan")).remarks

    assert on_the_day == ()
    assert "the expected date of birth 2022-01-17 has passed and no birth is recorded" in after


def test_a_child_with_neither_birth_nor_expected_date_is_not_taken_for_unborn():
    assert not counts(seen("17 Jan", seen=None), IN_PERSON, born=None)


def test_s14_what_rests_on_an_assumption_says_so():
    pack = a_pack(
        duty(every="10 working days", counts="ways"),
        counts=[
            {
                "id": "ways",
                "title": "Ways",
                "values": {
                    LONG_AGO: {
                        "clause": "2",
                        "accepts": [
                            {"method": ["in_person"]},
                            {"method": ["phone"], "assumed": True},
                        ],
                    }
                },
            }
        ],
    )
    by_phone, in_person = seen("17 Jan", method=Method.PHONE), seen("17 Jan")

    def assumed(*visits):
        [obligation] = answer(
            amira(cp_plan("10 Jan"), visits=visits), pack, as_at=day("18 Jan")
        ).obligations
        return obligation.assumed

    assert assumed(by_phone)
    assert not assumed(in_person)
    assert not assumed(by_phone, in_person)
    assert not assumed(in_person, by_phone)


def test_what_counts_is_judged_by_the_value_in_force_on_the_day_of_the_visit():
    accepts = {"clause": "2", "accepts": [{"visit_type": ["visit"]}]}
    stricter = {"clause": "3", "accepts": [{"method": ["in_person"]}]}
    pack = a_pack(
        duty(every="10 working days", counts="ways"),
        counts=[
            {
                "id": "ways",
                "title": "Ways",
                "values": {LONG_AGO: accepts, date(2022, 1, 18): stricter},
            }
        ],
    )
    case = amira(cp_plan("10 Jan"), visits=[virtual("17 Jan"), virtual("18 Jan")])

    assert due(case, pack, "18 Jan") == day("31 Jan")


@pytest.mark.parametrize(("visit", "expected"), [("16 Jan", "7 Feb"), ("17 Jan", "14 Feb")])
def test_a_visit_on_the_day_another_row_takes_over_is_judged_by_that_row(visit, expected):
    any_way = {"clause": "2", "accepts": [{"visit_type": ["visit"]}]}
    pack = a_pack(
        duty("care_visit", "looked_after", every="12 days"),
        duty(
            "long_visit",
            "looked_after",
            every="4 weeks",
            when={"placement": ["U4"]},
            supersedes=["care_visit"],
            counts="any_way",
        ),
        counts=[{"id": "any_way", "title": "Any way", "values": {LONG_AGO: any_way}}],
    )
    case = amira(
        episode(K.PERIOD_OF_CARE, "10 Jan"),
        episode(K.PLACEMENT, "17 Jan", code="U4"),
        visits=[virtual(visit)],
    )

    assert due(case, pack, "16 Jan") == day("22 Jan")
    assert due(case, pack, "17 Jan") == day(expected)


def test_s25_the_latest_contact_counts_where_the_policy_says_visit_or_contact():
    pack = a_pack(
        duty("contact", "care_leaver", every="8 weeks", counts="any"),
        counts=[
            {
                "id": "any",
                "title": "Visit or contact",
                "values": {
                    LONG_AGO: {
                        "clause": "2",
                        "accepts": [{"visit_type": ["visit", "contact"]}],
                        "seen_not_needed": ["contact"],
                    }
                },
            }
        ],
    )
    call = Visit(day("17 Jan"), visit_type=VisitType.CONTACT)
    case = amira(episode(K.CARE_LEAVER, "10 Jan"), visits=[call], born=date(2003, 1, 1))

    [closed, _] = history(case, pack, as_at=day("18 Jan"))

    assert closed.closed_on == day("17 Jan")
    [judged] = closed.lowered.judged
    assert judged.done.visit_type == VisitType.CONTACT
