"""From when a visit is owed, and what several duties ask (S3, S6, S8, S20, S27, S28)."""

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
    owed,
    seen,
    status,
)
from unit.engine.making import intervals as intervals_of

from doorstep.engine import answer, history
from doorstep.facts import Event, EventKind

CP = a_pack(duty("cp_visit", every="10 working days"))
ASSESSMENT = duty(
    "assessment_visit",
    "open_assessment",
    anchor="referral",
    first={"1 Jan 2020": {"value": "5 days", "clause": "first"}},
    every={"1 Jan 2020": {"value": "20 working days", "clause": "then"}},
)
REFERRED = episode(K.REFERRAL, "10 Jan")


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("16 Jan", "upcoming"),
        ("17 Jan", "due_soon"),
        ("23 Jan", "due_soon"),
        ("24 Jan", "due_today"),
        ("25 Jan", "overdue"),
    ],
)
def test_s3_it_is_overdue_from_the_day_after_the_due_day(as_at, expected):
    case = amira(cp_plan("10 Jan"))

    assert due(case, CP, as_at) == day("24 Jan")
    assert status(case, CP, as_at) == expected


@pytest.mark.parametrize(
    ("visit", "outcome"), [("21 Jan", "in_time"), ("24 Jan", "in_time"), ("25 Jan", "late")]
)
def test_s3_a_visit_on_the_due_day_is_in_time_and_the_day_after_late(visit, outcome):
    case = amira(cp_plan("10 Jan"), visits=[seen(visit)])

    assert intervals_of(case, CP, "26 Jan")[0] == (
        day("10 Jan"),
        day("24 Jan"),
        day(visit),
        outcome,
    )


def test_s32_days_overdue_are_calendar_days():
    case = amira(cp_plan("10 Jan"))

    [obligation] = answer(case, CP, as_at=day("31 Jan")).obligations

    assert obligation.days_overdue == 7


def test_s6_a_child_never_visited_stays_overdue_from_the_anchor():
    case = amira(cp_plan("10 Jan"))

    assert due(case, CP, "31 Dec") == day("24 Jan")
    assert status(case, CP, "31 Dec") == "overdue"


def test_s6_a_visit_before_the_episode_began_does_not_count_for_it():
    before = amira(cp_plan("10 Jan"), visits=[seen("9 Jan")])
    on_the_day = amira(cp_plan("10 Jan"), visits=[seen("10 Jan")])

    assert due(before, CP, "10 Jan") == day("24 Jan")
    assert intervals_of(before, CP, "10 Jan") == [(day("10 Jan"), day("24 Jan"), None, "open")]
    assert intervals_of(on_the_day, CP, "10 Jan")[0][3] == "in_time"


def test_s6_the_clock_then_runs_from_the_last_visit():
    case = amira(cp_plan("10 Jan"), visits=[seen("12 Jan"), seen("19 Jan")])

    assert due(case, CP, "31 Jan") == day("2 Feb")


def test_s27_what_happens_after_the_day_asked_about_is_not_known():
    case = amira(cp_plan("10 Jan", "20 Jan"), visits=[seen("14 Jan")])

    assert due(case, CP, "13 Jan") == day("24 Jan")
    assert due(case, CP, "14 Jan") == day("28 Jan")
    assert owed(case, CP, "19 Jan") == [("cp_visit", day("28 Jan"))]
    assert owed(case, CP, "20 Jan") == []


def test_s28_a_duty_without_first_uses_every_from_its_anchor():
    with_first = a_pack(duty(first="2 working days", every="10 working days"))

    assert due(amira(cp_plan("10 Jan")), CP, "10 Jan") == day("24 Jan")
    assert due(amira(cp_plan("10 Jan")), with_first, "10 Jan") == day("12 Jan")


def test_s6_a_duty_anchored_on_the_referral_counts_from_the_referral():
    case = amira(REFERRED, episode(K.ASSESSMENT, "13 Jan"))

    assert due(case, a_pack(ASSESSMENT), "13 Jan") == day("15 Jan")


def test_s20_a_visit_since_the_referral_counts_though_the_assessment_began_later():
    case = amira(REFERRED, episode(K.ASSESSMENT, "14 Jan"), visits=[seen("11 Jan")])

    assert intervals_of(case, a_pack(ASSESSMENT), "14 Jan") == [
        (day("14 Jan"), day("8 Feb"), None, "open")
    ]


def test_s20_a_visit_before_the_referral_does_not():
    case = amira(REFERRED, episode(K.ASSESSMENT, "14 Jan"), visits=[seen("9 Jan")])

    assert due(case, a_pack(ASSESSMENT), "14 Jan") == day("15 Jan")


def test_s20_a_second_assessment_in_one_referral_is_due_no_earlier_than_the_day_it_came_back():
    case = amira(
        REFERRED,
        episode(K.ASSESSMENT, "10 Jan", "17 Jan"),
        episode(K.ASSESSMENT, "14 Mar"),
        visits=[seen("12 Jan")],
    )

    found = intervals_of(case, a_pack(ASSESSMENT), "14 Mar")

    assert found == [
        (day("10 Jan"), day("15 Jan"), day("12 Jan"), "in_time"),
        (day("12 Jan"), day("9 Feb"), None, "ended"),
        (day("14 Mar"), day("14 Mar"), None, "open"),
    ]


def test_s20_the_assessment_names_its_referral_even_if_a_plan_stood_between():
    case = amira(
        episode(K.REFERRAL, "10 Jan", episode_id="R1"),
        episode(K.ASSESSMENT, "10 Jan", referral_id="R1"),
        episode(K.CHILD_IN_NEED_PLAN, "17 Jan", "7 Feb"),
        episode(K.REFERRAL, "24 Jan", episode_id="R2"),
    )

    [obligation] = answer(case, a_pack(ASSESSMENT), as_at=day("7 Feb")).obligations

    assert obligation.counted_from == day("10 Jan")
    assert obligation.due_at == day("7 Feb")


def test_the_first_interval_cites_the_first_visit_even_when_made_on_the_day_itself():
    case = amira(REFERRED, episode(K.ASSESSMENT, "10 Jan"), visits=[seen("10 Jan")])

    found = history(case, a_pack(ASSESSMENT), as_at=day("11 Jan"))

    assert [i.clause for i in found] == ["Made up, first", "Made up, then"]


def later_of(*anchors):
    return a_pack(
        duty("first_visit", "placement", anchor={"later_of": list(anchors)}, first="1 week")
    )


@pytest.mark.parametrize(("told", "expected"), [("4 Jan", "17 Jan"), ("12 Jan", "19 Jan")])
def test_s6_the_later_of_two_days_starts_the_clock(told, expected):
    notified = Event(EventKind.NOTIFIED_OF_PLACEMENT, day(told))
    case = amira(episode(K.PLACEMENT, "10 Jan"), REFERRED, events=(notified,))

    assert due(case, later_of("placement", "notification"), "12 Jan") == day(expected)


def test_s15_a_child_without_the_anchor_cannot_be_judged():
    case = amira(episode(K.PLACEMENT, "10 Jan"), REFERRED)

    found = answer(case, later_of("placement", "notification"), as_at=day("12 Jan"))

    assert str(found.standing) == "cannot_be_judged"
    assert "notification" in found.because


def test_a_visit_between_placement_and_notification_does_not_bring_the_due_day_forward():
    pack = a_pack(
        duty(
            "visit",
            "placement",
            anchor={"later_of": ["placement", "notification"]},
            every="10 days",
        )
    )
    notified = Event(EventKind.NOTIFIED_OF_PLACEMENT, day("14 Jan"))
    case = amira(episode(K.PLACEMENT, "10 Jan"), REFERRED, events=(notified,))
    visited = amira(*case.episodes, events=case.events, visits=[seen("11 Jan")])

    assert due(visited, pack, "14 Jan") >= due(case, pack, "14 Jan")


def test_s6_an_order_made_before_the_spell_is_its_anchor():
    pack = a_pack(duty("order_visit", "care_order", anchor="order_made", first="1 week"))
    case = amira(
        episode(K.PERIOD_OF_CARE, "3 Jan"),
        episode(K.LEGAL_STATUS, "3 Jan", "10 Jan", code="V2"),
        episode(K.LEGAL_STATUS, "10 Jan", code="C2"),
    )

    assert due(case, pack, "10 Jan") == day("17 Jan")


CIN = duty("cin_visit", "child_in_need_plan", every="20 working days")
CP_REPLACES_CIN = a_pack(CIN, duty("cp_visit", every="10 working days", supersedes=["cin_visit"]))
BOTH_STAND = a_pack(CIN, duty("cp_visit", every="10 working days"))
ON_BOTH = amira(cp_plan("10 Jan"), episode(K.CHILD_IN_NEED_PLAN, "3 Jan"))


def test_s8_several_duties_all_stand_and_the_earliest_comes_first():
    assert owed(ON_BOTH, BOTH_STAND, "12 Jan") == [
        ("cp_visit", day("24 Jan")),
        ("cin_visit", day("31 Jan")),
    ]


def test_s8_one_replaces_another_only_by_saying_so():
    assert owed(ON_BOTH, CP_REPLACES_CIN, "12 Jan") == [("cp_visit", day("24 Jan"))]


def test_s8_a_duty_that_was_replaced_comes_back_and_is_due_no_earlier_than_that_day():
    case = amira(cp_plan("10 Jan", "14 Mar"), episode(K.CHILD_IN_NEED_PLAN, "3 Jan"))

    assert owed(case, CP_REPLACES_CIN, "14 Mar") == [("cin_visit", day("14 Mar"))]


def test_s8_visits_made_under_the_one_that_replaced_it_count_for_it_too():
    case = amira(
        cp_plan("10 Jan", "14 Mar"), episode(K.CHILD_IN_NEED_PLAN, "3 Jan"), visits=[seen("7 Mar")]
    )

    assert owed(case, CP_REPLACES_CIN, "14 Mar") == [("cin_visit", day("4 Apr"))]


def test_s8_of_two_rows_of_one_requirement_that_both_hold_the_one_that_asks_more_is_shown():
    rows = a_pack(
        duty("care_visit", "looked_after", every="30 working days"),
        duty(
            "long_visit",
            "looked_after",
            every="60 working days",
            when={"placement": ["U4"]},
            supersedes=["care_visit"],
        ),
        duty(
            "home_visit",
            "looked_after",
            every="10 working days",
            when={"placement": ["P1"]},
            supersedes=["care_visit"],
        ),
    )
    case = amira(
        episode(K.PERIOD_OF_CARE, "10 Jan"),
        episode(K.PLACEMENT, "10 Jan", code="U4"),
        episode(K.PLACEMENT, "10 Jan", code="P1"),
    )

    assert owed(case, rows, "10 Jan") == [("home_visit", day("24 Jan"))]


@pytest.mark.parametrize(
    ("asked_on", "owed_then"), [("8 Jan", True), ("7 Jan", True), ("6 Jan", False)]
)
def test_an_event_opens_a_clock_only_if_it_lies_in_the_four_weeks_before_the_policy(
    asked_on, owed_then
):
    asks = duty("asked", after_event=["visit_asked_for"], first={"4 Feb": "1 week"})
    case = amira(cp_plan("1 Jan"), events=(Event(EventKind.VISIT_ASKED_FOR, day(asked_on)),))

    assert owed(case, a_pack(asks), "4 Feb") == ([("asked", day("4 Feb"))] if owed_then else [])
