"""When what is asked changes under a running clock, is suspended, ends or begins (S10, S11, S13, S33)."""

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
    status,
    value,
)

from doorstep.engine import answer, history
from doorstep.facts import Fact, FactKind

CASE = amira(cp_plan("10 Jan"))


def changing(**every):
    """Return a pack whose one duty changes: `on_20_jan="5 working days"`."""
    days = {k.removeprefix("on_").replace("_", " ").title(): v for k, v in every.items()}
    return a_pack(duty("cp_visit", every=days))


SHORTER = changing(on_1_jan="10 working days", on_20_jan="5 working days")
LONGER_LATE = changing(on_1_jan="10 working days", on_27_jan="15 working days")


def test_s10_a_change_before_the_due_day_redates_the_running_interval_which_stays_one():
    pack = changing(on_1_jan="10 working days", on_14_jan="5 working days")

    assert due(CASE, pack, "13 Jan") == day("24 Jan")
    assert intervals(CASE, pack, "14 Jan") == [(day("10 Jan"), day("17 Jan"), None, "open")]


def test_s10_the_new_due_day_is_never_earlier_than_the_day_of_the_change():
    assert due(CASE, SHORTER, "19 Jan") == day("24 Jan")
    assert due(CASE, SHORTER, "20 Jan") == day("20 Jan")
    assert status(CASE, SHORTER, "20 Jan") == "due_today"
    assert status(CASE, SHORTER, "21 Jan") == "overdue"


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ("24 Jan", [("10 Jan", "31 Jan", "open")]),  # on the due day: not yet overdue
        ("25 Jan", [("10 Jan", "24 Jan", "missed"), ("25 Jan", "31 Jan", "open")]),
        ("23 Jan", [("10 Jan", "31 Jan", "open")]),
    ],
)
def test_s10_what_was_already_overdue_on_the_day_of_the_change_was_missed(change, rows):
    pack = a_pack(duty("cp_visit", every={"1 Jan": "10 working days", change: "15 working days"}))

    found = intervals(CASE, pack, "26 Jan")

    assert found == [(day(a), day(b), None, outcome) for a, b, outcome in rows]


def test_s10_the_clocks_start_stays():
    [*_, last] = history(CASE, LONGER_LATE, as_at=day("27 Jan"))

    assert last.counted_from == day("10 Jan")
    assert last.opened == day("27 Jan")


def test_s10_a_visit_before_the_change_keeps_its_clock():
    case = amira(cp_plan("10 Jan"), visits=[seen("18 Jan")])

    assert due(case, SHORTER, "20 Jan") == day("25 Jan")


def test_s10_a_visit_on_the_day_of_the_change_closes_the_redated_interval():
    case = amira(cp_plan("10 Jan"), visits=[seen("20 Jan")])

    assert intervals(case, SHORTER, "20 Jan") == [
        (day("10 Jan"), day("20 Jan"), day("20 Jan"), "in_time"),
        (day("20 Jan"), day("27 Jan"), None, "open"),
    ]


def test_s11_every_outcome_has_its_interval():
    visits = [seen("20 Jan"), seen("7 Feb")]
    case = amira(cp_plan("10 Jan", "8 Mar"), cp_plan("1 Apr", "4 Apr"), visits=visits)
    pack = a_pack(duty("cp_visit", every="10 working days"))

    assert [x[3] for x in intervals(case, pack, "21 Jan")] == ["in_time", "open"]
    assert [x[3] for x in intervals(case, pack, "4 Feb")] == ["in_time", "open_overdue"]
    assert [x[3] for x in intervals(case, pack, "30 Apr")] == ["in_time", "late", "missed", "ended"]


def test_s30_later_visits_are_not_known_to_a_period():
    case = amira(cp_plan("10 Jan"), visits=[seen("28 Jan")])
    pack = a_pack(duty("cp_visit", every="10 working days"))

    assert intervals(case, pack, "27 Jan") == [(day("10 Jan"), day("24 Jan"), None, "open_overdue")]
    assert intervals(case, pack, "28 Jan")[0] == (
        day("10 Jan"),
        day("24 Jan"),
        day("28 Jan"),
        "late",
    )


SUSPENDED = a_pack(
    duty(
        "cp_visit",
        every={
            "1 Jan": "10 working days",
            "17 Jan": value("suspended", clause="suspended until 31 January"),
            "31 Jan": "10 working days",
        },
    )
)


def test_s13_a_suspended_duty_is_shown_with_its_clause_and_the_day_it_resumes():
    [obligation] = answer(CASE, SUSPENDED, as_at=day("17 Jan")).obligations

    assert str(obligation.status) == "suspended"
    assert obligation.resumes == day("31 Jan")
    assert obligation.clause == "Made up, suspended until 31 January"
    assert obligation.due_at == day("31 Jan")
    assert obligation.days_overdue == 0


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("16 Jan", "upcoming"),
        ("17 Jan", "suspended"),
        ("30 Jan", "suspended"),
        ("31 Jan", "due_today"),
        ("1 Feb", "overdue"),
    ],
)
def test_s13_it_is_suspended_from_its_day_until_it_resumes(as_at, expected):
    assert status(CASE, SUSPENDED, as_at) == expected


def test_s13_a_visit_while_suspended_moves_the_clock():
    case = amira(cp_plan("10 Jan"), visits=[seen("24 Jan")])

    [obligation] = answer(case, SUSPENDED, as_at=day("25 Jan")).obligations

    assert obligation.counted_from == day("24 Jan")
    assert obligation.due_at == day("7 Feb")
    assert due(case, SUSPENDED, "31 Jan") == day("7 Feb")


def test_s13_suspension_ends_what_was_not_yet_due():
    assert intervals(CASE, SUSPENDED, "31 Jan") == [
        (day("10 Jan"), day("24 Jan"), None, "ended"),
        (day("31 Jan"), day("31 Jan"), None, "open"),
    ]


def test_s13_what_was_overdue_when_it_was_suspended_was_missed():
    case = amira(cp_plan("10 Jan"))
    pack = a_pack(duty("cp_visit", every={"1 Jan": "2 working days", "17 Jan": "suspended"}))

    assert intervals(case, pack, "31 Jan") == [(day("10 Jan"), day("12 Jan"), None, "missed")]


def test_s13_a_suspension_without_an_end_tells_no_day():
    pack = a_pack(duty("cp_visit", every={"1 Jan": "10 working days", "17 Jan": "suspended"}))

    [obligation] = answer(CASE, pack, as_at=day("20 Jan")).obligations

    assert (obligation.resumes, obligation.due_at) == (None, None)


def test_s13_a_suspended_duty_comes_last_in_the_list():
    pack = a_pack(
        duty("a_visit", every={"1 Jan": "2 working days", "11 Jan": "suspended"}),
        duty("cp_visit", every="10 working days"),
    )

    assert [name for name, _ in owed(CASE, pack, "12 Jan")] == ["cp_visit", "a_visit"]


def test_s13_a_suspended_duty_that_will_end_is_not_said_to_resume():
    pack = a_pack(
        duty("cp_visit", every={"1 Jan": "10 days", "17 Jan": "suspended", "31 Jan": "ends"})
    )

    [obligation] = answer(CASE, pack, as_at=day("20 Jan")).obligations

    assert obligation.resumes is None


def test_s13_a_duty_the_policy_ended_is_owed_no_more():
    pack = changing(on_1_jan="10 working days", on_17_jan="ends")

    assert standing(CASE, pack, "16 Jan")[0] == "has_duties"
    assert standing(CASE, pack, "17 Jan")[0] == "no_duty"


def test_s33_nothing_is_in_force_before_the_first_value():
    pack = changing(on_20_jan="10 working days")

    assert owed(CASE, pack, "19 Jan") == []
    assert owed(CASE, pack, "20 Jan") == [("cp_visit", day("24 Jan"))]


def test_s33_a_plan_older_than_the_policy_is_due_no_earlier_than_its_first_day():
    pack = changing(on_31_jan="10 working days")

    assert due(CASE, pack, "31 Jan") == day("31 Jan")
    assert intervals(CASE, pack, "31 Jan") == [(day("31 Jan"), day("31 Jan"), None, "open")]


def test_s33_before_a_policy_there_is_no_duty_and_it_says_so():
    pack = a_pack(
        duty("cp_visit", every={"20 Jan": "10 working days"}), in_force_from=day("20 Jan")
    )

    assert standing(CASE, pack, "19 Jan") == ("no_duty", "Made up is in force only from 2022-01-20")


FIRST_YEAR = a_pack(
    duty(
        "visit",
        "looked_after",
        phases=[
            {"when": {"since": "looked_after", "under": "1 year"}, "every": "6 weeks"},
            {"every": "3 months"},
        ],
    )
)


def test_s28_a_phase_is_a_change_and_the_clocks_start_stays():
    case = amira(episode(K.PERIOD_OF_CARE, "10 Jan 2021"), visits=[seen("3 Jan")])

    assert due(case, FIRST_YEAR, "9 Jan") == day("14 Feb")
    assert due(case, FIRST_YEAR, "10 Jan") == day("3 Apr")


def test_s28_a_phase_that_asks_for_more_is_due_no_earlier_than_its_first_day():
    pack = a_pack(
        duty(
            phases=[
                {"when": {"fact": "high_risk"}, "every": "1 week"},
                {"every": "4 weeks"},
            ]
        )
    )
    case = amira(cp_plan("10 Jan"), facts=(Fact(FactKind.HIGH_RISK, day("24 Jan")),))

    assert due(case, pack, "23 Jan") == day("7 Feb")
    assert due(case, pack, "24 Jan") == day("24 Jan")


def test_a_duty_owed_once_is_closed_by_the_first_visit():
    pack = a_pack(duty("first_visit", first="5 working days"))
    case = amira(cp_plan("10 Jan"), visits=[seen("12 Jan")])

    assert intervals(case, pack, "31 Jan") == [
        (day("10 Jan"), day("17 Jan"), day("12 Jan"), "in_time")
    ]
    assert standing(case, pack, "31 Jan")[0] == "no_duty"


def test_s10_a_change_of_nothing_but_the_clause_changes_no_interval():
    pack = a_pack(
        duty(
            "cp_visit",
            every={
                "1 Jan": value("10 working days", clause="old"),
                "27 Jan": value("10 working days", clause="new"),
            },
        )
    )

    assert intervals(CASE, pack, "31 Jan") == [(day("10 Jan"), day("24 Jan"), None, "open_overdue")]
