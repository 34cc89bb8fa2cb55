"""Episodes: ends, touching ones, contradictions, care leavers, death (S5, S20 to S25)."""

from datetime import date

import pytest
from unit.engine.making import (
    K,
    a_pack,
    amira,
    cp_plan,
    day,
    due,
    duty,
    episode,
    intervals,
    owed,
    seen,
    standing,
)

from doorstep.engine import answer
from doorstep.facts import CaseFacts, Event, EventKind, Undated
from doorstep.policy import shipped_pack

CP = a_pack(duty("cp_visit", every="10 working days"))
PS22 = shipped_pack("practice-standards-2022")
IN_CARE = episode(K.PERIOD_OF_CARE, "10 Jan")


def care(*episodes, **more):
    return amira(IN_CARE, *episodes, **more)


def test_s5_a_plan_asks_nothing_on_the_day_it_ends():
    case = amira(cp_plan("10 Jan", "20 Jan"), episode(K.REFERRAL, "10 Jan"))

    assert owed(case, CP, "9 Jan") == []
    assert owed(case, CP, "10 Jan") == [("cp_visit", day("24 Jan"))]
    assert owed(case, CP, "19 Jan") == [("cp_visit", day("24 Jan"))]
    assert owed(case, CP, "20 Jan") == []


def test_s5_a_visit_on_the_day_the_plan_ends_does_not_close_its_interval():
    case = amira(cp_plan("10 Jan", "20 Jan"), visits=[seen("20 Jan")])

    assert intervals(case, CP, "31 Jan") == [(day("10 Jan"), day("24 Jan"), None, "ended")]


@pytest.mark.parametrize(
    ("end", "outcome"), [("24 Jan", "ended"), ("25 Jan", "missed"), ("26 Jan", "missed")]
)
def test_s11_missed_once_the_due_day_was_over_before_the_plan_ended(end, outcome):
    case = amira(cp_plan("10 Jan", end))

    assert intervals(case, CP, "31 Jan") == [(day("10 Jan"), day("24 Jan"), None, outcome)]


def test_s20_plans_that_touch_keep_one_clock():
    case = amira(cp_plan("10 Jan", "17 Jan"), cp_plan("17 Jan"))

    assert due(case, CP, "17 Jan") == day("24 Jan")


def test_s20_plans_that_overlap_keep_one_clock_and_owe_one_visit():
    case = amira(cp_plan("10 Jan", "20 Jan"), cp_plan("17 Jan"))

    assert owed(case, CP, "18 Jan") == [("cp_visit", day("24 Jan"))]


def test_s20_a_plan_after_a_gap_of_a_day_has_a_clock_of_its_own():
    case = amira(cp_plan("10 Jan", "17 Jan"), cp_plan("18 Jan"), visits=[seen("12 Jan")])

    assert due(case, CP, "18 Jan") == day("1 Feb")


@pytest.mark.parametrize("died", ["17 Jan", "20 Jan"])
def test_s21_a_recorded_death_ends_every_duty(died):
    case = amira(cp_plan("10 Jan"), died=day(died))

    assert standing(case, CP, "31 Jan") == ("closed", "")
    assert intervals(case, CP, "31 Jan") == [(day("10 Jan"), day("24 Jan"), None, "ended")]


def test_s21_a_death_not_yet_known_on_the_day_changes_nothing():
    case = amira(cp_plan("10 Jan"), died=day("17 Jan"))

    assert due(case, CP, "16 Jan") == day("24 Jan")
    assert owed(case, CP, "17 Jan") == []


def test_s21_a_plan_without_a_start_cannot_be_judged_and_is_not_dropped():
    undated = Undated(K.CHILD_PROTECTION_PLAN, missing="cppl_cp_plan_start_date is blank")
    case = CaseFacts(child_id="Amira", undated=(undated,))

    assert standing(case, CP, "10 Jan") == ("cannot_be_judged", undated.missing)
    assert str(answer(case, CP, as_at=day("10 Jan")).case) == "child protection plan"


def test_s21_a_plan_without_a_start_beside_another_duty_is_told_in_part():
    undated = Undated(K.CHILD_IN_NEED_PLAN, missing="cinp_cin_plan_start_date is blank")
    pack = a_pack(
        duty("cp_visit", every="10 working days"),
        duty("cin_visit", "child_in_need_plan", every="20 working days"),
    )
    case = amira(cp_plan("10 Jan"), undated=(undated,))

    found = answer(case, pack, as_at=day("10 Jan"))

    assert str(found.standing) == "has_duties"
    assert found.in_part == (undated.missing,)


@pytest.mark.parametrize(
    ("as_at", "expected"), [("19 Jan", "cannot_be_judged"), ("20 Jan", "closed")]
)
def test_s21_an_episode_without_a_start_is_open_until_its_end(as_at, expected):
    undated = Undated(K.CHILD_PROTECTION_PLAN, missing="no start", end_date=day("20 Jan"))

    assert standing(amira(undated=(undated,)), CP, as_at)[0] == expected


def test_s23_an_open_plan_keeps_its_duties_though_the_referral_is_closed():
    case = amira(cp_plan("10 Jan"), episode(K.REFERRAL, "3 Jan", "12 Jan"))

    found = answer(case, CP, as_at=day("13 Jan"))

    assert [o.due_at for o in found.obligations] == [day("24 Jan")]
    assert "a plan is open though the referral is closed" in found.remarks


def test_s23_care_without_a_legal_status_counts_as_looked_after_with_a_remark():
    found = answer(care(), PS22, as_at=day("12 Jan"))

    assert [o.duty.id for o in found.obligations] == ["cla_visit"]
    assert any("without a legal status" in r for r in found.remarks)


def test_s23_another_authoritys_plan_puts_no_duty_on_this_one():
    case = amira(episode(K.OTHER_AUTHORITY_PLAN, "10 Jan"))

    assert standing(case, PS22, "12 Jan") == ("no_duty", "the plan is held by another authority")


@pytest.mark.parametrize("code", ["V3", "V4"])
def test_short_breaks_alone_are_not_being_looked_after(code):
    case = care(episode(K.LEGAL_STATUS, "10 Jan", code=code))

    assert standing(case, PS22, "12 Jan")[0] == "no_duty"
    assert "short breaks" in standing(case, PS22, "12 Jan")[1]


def test_short_breaks_beside_another_status_are():
    case = care(
        episode(K.LEGAL_STATUS, "10 Jan", code="V4"), episode(K.LEGAL_STATUS, "10 Jan", code="C2")
    )

    assert owed(case, PS22, "12 Jan")[0][0] == "cla_visit"


@pytest.mark.parametrize(("as_at", "owes"), [("9 Feb", True), ("10 Feb", False), ("11 Feb", False)])
def test_being_looked_after_ends_on_the_eighteenth_birthday(as_at, owes):
    case = care(born=date(2004, 2, 10))

    found = answer(case, PS22, as_at=day(as_at))

    assert bool(found.obligations) == owes
    if not owes:
        assert "18 or over" in found.because
        assert "over 18 with an open period of care" in found.remarks


@pytest.mark.parametrize(("as_at", "owes"), [("28 Feb", True), ("1 Mar", False)])
def test_someone_born_on_a_leap_day_turns_eighteen_on_the_first_of_march(as_at, owes):
    case = care(born=date(2004, 2, 29))

    assert bool(owed(case, PS22, as_at)) == owes


def test_s8_looked_after_and_on_a_protection_plan_has_both_sets_of_duties():
    found = answer(care(cp_plan("10 Jan")), PS22, as_at=day("12 Jan"))

    assert [o.duty.id for o in found.obligations] == ["cp_visit", "cla_visit"]
    assert str(found.case) == "looked after, CP plan"


def test_s24_a_new_row_changes_the_requirement_and_not_the_clock():
    case = care(
        episode(K.PLACEMENT, "10 Jan", "31 Jan", "U6"), episode(K.PLACEMENT, "31 Jan", code="U4")
    )

    assert owed(case, PS22, "30 Jan") == [("cla_visit", day("21 Feb"))]
    assert owed(case, PS22, "31 Jan") == [("cla_long_term_visit", day("4 Apr"))]
    assert intervals(case, PS22, "31 Jan") == [(day("10 Jan"), day("4 Apr"), None, "open")]


def test_s24_moving_home_under_a_care_order_is_carried_and_due_at_once_if_long_unseen():
    case = care(
        episode(K.LEGAL_STATUS, "10 Jan", code="C2"),
        episode(K.PLACEMENT, "10 Jan", "7 Feb", "U6"),
        episode(K.PLACEMENT, "7 Feb", code="P1"),
    )

    assert owed(case, PS22, "7 Feb") == [("home_on_care_order_visit", day("7 Feb"))]


def test_s24_a_duty_anchored_on_the_placement_starts_with_each_placement():
    pack = a_pack(duty("first_week", "placement", anchor="placement", first="1 week"))
    case = care(
        episode(K.PLACEMENT, "10 Jan", "14 Jan", "U6"),
        episode(K.PLACEMENT, "14 Jan", code="U4"),
        visits=[seen("12 Jan")],
    )

    assert intervals(case, pack, "14 Jan") == [
        (day("10 Jan"), day("17 Jan"), day("12 Jan"), "in_time"),
        (day("14 Jan"), day("21 Jan"), None, "open"),
    ]


def test_s24_a_placement_left_open_ends_where_the_next_begins():
    pack = a_pack(duty("first_week", "placement", anchor="placement", first="1 week"))
    case = care(episode(K.PLACEMENT, "10 Jan"), episode(K.PLACEMENT, "14 Jan"))

    assert owed(case, pack, "15 Jan") == [("first_week", day("21 Jan"))]


def test_being_placed_with_parents_without_a_care_order_is_the_ordinary_row():
    at_home = episode(K.PLACEMENT, "10 Jan", code="P1")

    voluntary = care(at_home, episode(K.LEGAL_STATUS, "10 Jan", code="V2"))
    interim = care(at_home, episode(K.LEGAL_STATUS, "10 Jan", code="C1"))

    assert owed(voluntary, PS22, "10 Jan")[0][0] == "cla_visit"
    assert owed(interim, PS22, "10 Jan")[0][0] == "home_on_care_order_visit"


def leaver(*episodes, born, **more):
    return CaseFacts(child_id="Dev", episodes=episodes, born=born, **more)


STATUS = episode(K.CARE_LEAVER, "10 Jan", code="Relevant")


@pytest.mark.parametrize(("as_at", "owes"), [("9 Jan", False), ("10 Jan", True)])
def test_s25_the_status_starts_on_its_day(as_at, owes):
    assert bool(owed(leaver(STATUS, born=date(2003, 5, 5)), PS22, as_at)) == owes


@pytest.mark.parametrize(("as_at", "expected"), [("4 May", "has_duties"), ("5 May", "closed")])
def test_s25_the_status_ends_on_the_twenty_fifth_birthday_whatever_is_recorded(as_at, expected):
    assert standing(leaver(STATUS, born=date(1997, 5, 5)), PS22, as_at)[0] == expected


def test_s25_in_the_history_the_duty_ends_on_the_twenty_fifth_birthday():
    found = intervals(leaver(STATUS, born=date(1997, 2, 1)), PS22, "31 Mar")

    assert found == [(day("10 Jan"), day("7 Mar"), None, "ended")]


def test_s25_while_looked_after_there_is_no_duty_to_a_care_leaver():
    case = leaver(STATUS, episode(K.PERIOD_OF_CARE, "3 Jan", "24 Jan"), born=date(2005, 5, 5))

    assert [d for d, _ in owed(case, PS22, "23 Jan")] == ["cla_visit"]
    assert owed(case, PS22, "24 Jan") == [("care_leaver_contact", day("21 Mar"))]


def test_s25_the_status_is_open_though_every_referral_is_closed():
    case = leaver(STATUS, episode(K.REFERRAL, "3 Jan", "12 Jan"), born=date(2003, 5, 5))

    assert standing(case, PS22, "31 Jan")[0] == "has_duties"


def test_a_run_of_reviews_anchors_on_the_last_one_before_it():
    pack = a_pack(duty("visit", "looked_after", anchor="last_review", every="4 weeks"))
    reviews = tuple(
        Event(EventKind.LOOKED_AFTER_REVIEW, day(text)) for text in ("3 Jan", "6 Jan", "20 Jan")
    )

    assert due(care(events=reviews), pack, "31 Jan") == day("3 Feb")


def test_a_child_of_no_recorded_birth_is_taken_for_a_child_with_a_remark():
    found = answer(care(born=None), PS22, as_at=day("12 Jan"))

    assert found.obligations
    assert any("no date of birth" in r for r in found.remarks)


@pytest.mark.parametrize(
    ("episodes", "expected"),
    [
        ([("referral", "")], "other open"),
        ([("assessment", ""), ("referral", "")], "open assessment"),
        ([("care_leaver", ""), ("assessment", "")], "care leaver"),
        ([("child_in_need_plan", ""), ("care_leaver", "")], "child in need plan"),
        ([("child_protection_plan", ""), ("child_in_need_plan", "")], "child protection plan"),
        ([("period_of_care", ""), ("care_leaver", "")], "looked after"),
        ([("period_of_care", ""), ("child_protection_plan", "")], "looked after, CP plan"),
        ([("assessment", "")], "closed"),
    ],
)
def test_people_call_the_case_by_the_first_name_that_holds(episodes, expected):
    case = amira(*(episode(K(kind), "3 Jan", code=code) for kind, code in episodes))

    assert str(answer(case, PS22, as_at=day("10 Jan")).case) == expected
