"""Where every child stands, what a file cannot tell, what was known when (S14 to S17, S26, S27, S32)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from unit.engine.making import (
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
    owed,
    seen,
    standing,
    value,
)

from doorstep.engine import answer, history
from doorstep.engine.answers import allocated_on
from doorstep.facts import Fact, FactKind, Involvement, Visit, VisitsCarried
from doorstep.policy import shipped_pack

PS22 = shipped_pack("practice-standards-2022")
CP = a_pack(duty("cp_visit", every="10 working days"))
REFERRED = episode(K.REFERRAL, "10 Jan")


def test_s15_a_child_with_a_duty_has_duties():
    assert standing(amira(cp_plan("10 Jan")), CP, "10 Jan") == ("has_duties", "")


def test_s15_an_open_child_without_a_duty_is_there_with_the_reason():
    found = standing(amira(REFERRED), CP, "10 Jan")

    assert found == ("no_duty", "the policy has no duty for this case (other open)")


def test_s27_a_closed_child_is_not_in_the_account():
    assert standing(amira(episode(K.REFERRAL, "3 Jan", "10 Jan")), CP, "10 Jan") == ("closed", "")
    assert standing(amira(episode(K.REFERRAL, "3 Jan", "10 Jan")), CP, "9 Jan")[0] == "no_duty"
    assert standing(amira(episode(K.REFERRAL, "3 Jan")), CP, "2 Jan") == ("closed", "")


def test_s15_what_could_not_be_judged_long_ago_keeps_nobody_from_being_judged_today():
    without_referral = episode(K.ASSESSMENT, "4 Jan 2021", "1 Feb 2021")
    case = amira(episode(K.OTHER_AUTHORITY_PLAN, "1 Jan 2021"), without_referral)

    assert standing(case, PS22, "31 Jan") == ("no_duty", "the plan is held by another authority")
    assert standing(case, PS22, "31 Jan 2021")[0] == "cannot_be_judged"


def test_s15_what_cannot_be_judged_from_the_eighteenth_birthday_on_can_be_judged_today():
    without_referral = episode(K.ASSESSMENT, "10 Jan")
    case = amira(episode(K.PERIOD_OF_CARE, "10 Jan"), without_referral)

    found = answer(case, PS22, as_at=day("31 Jan"))

    assert ([o.duty.id for o in found.obligations], found.in_part) == (["cla_visit"], ())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), "cannot_be_judged"),
        ((Fact(FactKind.OPEN_TO_REVIEW, day("10 Jan")),), "has_duties"),
        ((Fact(FactKind.OPEN_TO_REVIEW, day("10 Jan"), value="no"),), "no_duty"),
        ((Fact(FactKind.OPEN_TO_REVIEW, day("11 Jan")),), "cannot_be_judged"),
    ],
)
def test_s26_a_disabled_child_to_whom_no_other_row_applies_needs_the_missing_fact(facts, expected):
    case = amira(REFERRED, episode(K.DISABILITY, "3 Jan"), facts=facts)

    found, because = standing(case, PS22, "10 Jan")

    assert found == expected
    assert (found != "cannot_be_judged") or "open_to_review" in because


def test_s26_a_disabled_child_with_another_duty_can_be_judged():
    case = amira(cp_plan("10 Jan"), episode(K.DISABILITY, "3 Jan"))

    found = answer(case, PS22, as_at=day("10 Jan"))

    assert (str(found.standing), found.in_part) == ("has_duties", ())


def test_visits_an_extract_does_not_carry_are_unknown_and_never_overdue():
    case = replace(amira(cp_plan("10 Jan")), visits_carried=VisitsCarried.NONE)

    found, because = standing(case, CP, "31 Dec")

    assert found == "cannot_be_judged"
    assert "visits" in because
    assert intervals(case, CP, "31 Dec") == []


def test_without_visits_a_child_to_whom_no_duty_applies_is_still_told_so():
    case = replace(amira(REFERRED), visits_carried=VisitsCarried.NONE)

    assert standing(case, CP, "31 Jan")[0] == "no_duty"


def test_of_a_file_with_only_the_last_visit_the_past_is_not_judged():
    case = replace(
        amira(cp_plan("3 Jan"), visits=[seen("31 Jan")]), visits_carried=VisitsCarried.LATEST
    )

    assert due(case, CP, "31 Jan") == day("14 Feb")
    assert intervals(case, CP, "31 Jan") == [(day("31 Jan"), day("14 Feb"), None, "open")]


def test_of_a_file_with_only_the_last_visit_a_child_never_seen_is_due_from_the_start():
    case = replace(amira(cp_plan("10 Jan")), visits_carried=VisitsCarried.LATEST)

    [obligation] = answer(case, CP, as_at=day("31 Jan")).obligations

    assert (obligation.due_at, str(obligation.status)) == (day("24 Jan"), "overdue")
    assert any("only the date of the last visit" in flag for flag in obligation.flags)


def annex_a_leaver(*visits):
    """Return a care leaver as Annex A tells of one: no contacts, only visits while in care."""
    return replace(
        amira(episode(K.CARE_LEAVER, "10 Jan"), visits=visits, born=date(2003, 1, 10)),
        unknown_visits=frozenset({K.CARE_LEAVER}),
    )


def test_contacts_with_care_leavers_that_a_file_does_not_carry_are_unknown_and_never_overdue():
    found, because = standing(annex_a_leaver(), PS22, "31 Dec")

    assert found == "cannot_be_judged"
    assert "contacts of a care leaver" in because


def test_a_visit_made_while_in_care_does_not_tell_of_contacts_with_a_care_leaver():
    found, _ = standing(annex_a_leaver(seen("3 Jan")), PS22, "31 Dec")

    assert found == "cannot_be_judged"


def test_a_duty_kept_silent_for_want_of_visits_is_told_as_missing_whatever_its_kind():
    case = replace(amira(cp_plan("10 Jan")), unknown_visits=frozenset({K.CHILD_PROTECTION_PLAN}))

    assert standing(case, CP, "31 Jan")[0] == "cannot_be_judged"


def test_s14_an_assumed_number_says_so():
    pack = a_pack(
        duty(
            "call",
            "open_case",
            every={"1 Jan": value("1 week", assumed=True, reason="'regularly' has no number")},
        )
    )

    [obligation] = answer(amira(REFERRED), pack, as_at=day("10 Jan")).obligations

    assert obligation.assumed


def test_s16_a_date_beyond_the_published_bank_holidays_is_provisional():
    started = episode(K.CHILD_PROTECTION_PLAN, "15 Dec 2028")
    case = amira(started)

    [near] = answer(
        case, a_pack(duty(every="5 working days")), as_at=day("15 Dec 2028")
    ).obligations
    [far] = answer(
        case, a_pack(duty(every="10 working days")), as_at=day("15 Dec 2028")
    ).obligations

    assert (near.due_at, near.provisional) == (day("22 Dec 2028"), False)
    assert (far.due_at, far.provisional) == (day("3 Jan 2029"), True)


def test_s17_a_visit_written_up_later_was_not_known_before():
    visit = seen("17 Jan", recorded_at=at("2022-01-20 10:00"))
    case = amira(cp_plan("10 Jan"), visits=[visit])

    assert due(case.as_known(day("19 Jan")), CP, "19 Jan") == day("24 Jan")
    assert due(case.as_known(day("20 Jan")), CP, "20 Jan") == day("31 Jan")


def test_s17_a_plan_written_up_later_was_not_known_before():
    plan = cp_plan("10 Jan")._replace(recorded_at=at("2022-01-20 10:00"))

    assert standing(amira(plan, REFERRED).as_known(day("19 Jan")), CP, "19 Jan")[0] == "no_duty"
    assert standing(amira(plan, REFERRED).as_known(day("20 Jan")), CP, "20 Jan")[0] == "has_duties"


@pytest.mark.parametrize(
    ("recorded", "outcome"),
    [("2022-01-18 23:59", "in_time"), ("2022-01-19 00:00", "late"), ("", "")],
)
def test_a_visit_is_written_up_within_its_time(recorded, outcome):
    pack = a_pack(duty("record", "child_protection_plan", record_within="1 working day"))
    visit = seen("17 Jan", recorded_at=at(recorded) if recorded else None)

    found = intervals(amira(cp_plan("10 Jan"), visits=[visit]), pack, "31 Jan")

    assert [x[3] for x in found] == ([outcome] if outcome else [])


def test_a_time_of_writing_in_another_zone_is_a_day_in_london():
    pack = a_pack(duty("record", "child_protection_plan", record_within="1 working day"))
    late_at_night = datetime(2022, 6, 14, 23, 30, tzinfo=UTC)  # 00:30 on the 15th in London
    visit = seen("13 Jun", recorded_at=late_at_night)

    [(_, due_on, closed, outcome)] = intervals(
        amira(cp_plan("10 Jan"), visits=[visit]), pack, "30 Jun"
    )

    assert (due_on, closed, outcome) == (day("14 Jun"), day("15 Jun"), "late")


def test_a_visit_outside_the_episode_need_not_be_written_up_for_it():
    pack = a_pack(duty("record", "child_protection_plan", record_within="1 working day"))
    visit = seen("9 Jan", recorded_at=at("2022-01-20 10:00"))

    assert intervals(amira(cp_plan("10 Jan"), visits=[visit]), pack, "31 Jan") == []


def involved(worker, start, end=None, **more):
    return Involvement(worker, day(start), day(end) if end else None, **more)


def test_s32_the_worker_is_the_allocated_one_with_the_latest_start():
    case = replace(
        amira(cp_plan("10 Jan")),
        involvements=(
            involved("Beth Okafor", "3 Jan"),
            involved("Carl Dunn", "10 Jan"),
            involved("the reviewing officer", "17 Jan", allocated=False),
            involved("Dora Lint", "12 Jan", "20 Jan"),
        ),
    )

    assert allocated_on(case, day("19 Jan")).worker_id == "Dora Lint"
    assert allocated_on(case, day("20 Jan")).worker_id == "Carl Dunn"
    assert allocated_on(case, day("9 Jan")).worker_id == "Beth Okafor"
    assert allocated_on(case, day("2 Jan")) is None


def test_s15_one_visit_refused_leaves_the_child_due_on_the_rest():
    case = amira(cp_plan("10 Jan"), visits=[seen("12 Jan"), Visit(day("17 Jan"), seen=None)])

    assert owed(case, CP, "18 Jan") == [("cp_visit", day("26 Jan"))]


def test_due_today_is_due_today_and_seven_days_on_is_soon():
    pack = a_pack(duty("cp_visit", every="10 working days"), due_soon_days=3)
    case = amira(cp_plan("10 Jan"))

    found = [
        str(answer(case, pack, as_at=day(d)).obligations[0].status)
        for d in ("20 Jan", "21 Jan", "24 Jan", "25 Jan")
    ]

    assert found == ["upcoming", "due_soon", "due_today", "overdue"]


def test_the_history_and_the_list_are_one():
    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan")])

    [*_, last] = history(case, CP, as_at=day("31 Jan"))
    [obligation] = answer(case, CP, as_at=day("31 Jan")).obligations

    assert (last.due_at, last.counted_from) == (obligation.due_at, obligation.counted_from)


def test_who_visits_may_depend_on_the_child():
    pack = a_pack(
        duty(
            "cp_visit",
            every="10 working days",
            who=["social_worker"],
            who_when=[{"clause": "3", "who": ["iro"], "when": {"fact": "placed_out_of_county"}}],
        )
    )
    away = Fact(FactKind.PLACED_OUT_OF_COUNTY, day("17 Jan"))
    case = amira(cp_plan("10 Jan"), facts=(away,))

    who = [answer(case, pack, as_at=day(d)).obligations[0].who for d in ("16 Jan", "17 Jan")]

    assert who == [("social_worker",), ("iro",)]
