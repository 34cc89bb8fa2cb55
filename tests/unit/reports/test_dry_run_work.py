"""The four weeks ahead: which visits and calls are made, when, and the hours they take (ADR 19)."""

from datetime import date

import pytest
from unit.engine.making import LONG_AGO, K, day, duty, episode, seen, value
from unit.reports.dry_runs import TODAY, call, child, dry_run, policy, visit

from doorstep.engine import answer
from doorstep.facts import Event, EventKind, Fact, FactKind, VisitingPlan
from doorstep.policy.adoption import Adopted
from doorstep.policy.counts import Counts
from doorstep.policy.stack import compose
from doorstep.policy.versions import Layered
from doorstep.reports.dry_run import SECTIONS, Hours
from doorstep.reports.dry_run.contacts import under
from doorstep.reports.dry_run.projection import last_day, projected, week_of


def planned(case, pack, as_at=TODAY):
    """Return (kind, day) of what is made in four weeks."""
    found = projected(under(answer(case, pack, as_at=as_at), pack))
    return [(str(p.kind), f"{p.day:%-d %b}") for p in found]


def days(case, pack, as_at=TODAY):
    return [day for _, day in planned(case, pack, as_at)]


def test_a_visit_is_made_on_its_due_day_and_again_after_its_interval():
    assert days(child(last="24 Jan"), policy(visit("2 weeks"))) == ["7 Feb", "21 Feb"]


def test_what_is_overdue_is_made_on_the_first_day_and_counted_from_there():
    assert days(child(last="3 Jan"), policy(visit("2 weeks"))) == ["31 Jan", "14 Feb"]


def test_the_four_weeks_begin_with_the_day_itself_and_end_with_the_28th():
    assert last_day(TODAY) == day("27 Feb")
    assert [week_of(day(d), TODAY) for d in ("31 Jan", "6 Feb", "7 Feb", "27 Feb")] == [1, 1, 2, 4]
    assert days(child(last="30 Jan"), policy(visit("4 weeks"))) == ["27 Feb"]
    assert days(child(last="31 Jan"), policy(visit("4 weeks"))) == []


def test_working_days_pass_over_weekends_and_bank_holidays_unless_these_count():
    easter = date(2022, 4, 11)  # Good Friday is the 15th, Easter Monday the 18th
    case = child(last="4 Apr")

    assert days(case, policy(visit("5 working days")), easter) == [
        "11 Apr",
        "20 Apr",
        "27 Apr",
        "5 May",
    ]
    counted = policy(visit("5 working days", bank_holidays="count"))
    assert days(case, counted, easter) == ["11 Apr", "18 Apr", "25 Apr", "2 May"]


def test_the_day_itself_may_be_the_first_of_the_interval():
    assert days(child(last="31 Jan"), policy(visit("2 weeks", counting="including"))) == [
        "13 Feb",
        "26 Feb",
    ]


def test_a_visit_a_day_at_most_is_made_however_short_the_interval():
    daily = visit("1 day", counting="including")

    assert len(days(child(last="31 Jan"), policy(daily))) == 28


# --- one contact, several duties (S19) -------------------------------------------------------------


def test_one_visit_serves_every_duty_it_counts_for_also_one_not_due_yet():
    often, seldom = visit("2 weeks", name="often"), visit("3 weeks", name="seldom")

    assert days(child(last="24 Jan"), policy(often, seldom)) == ["7 Feb", "21 Feb"]


def test_two_duties_due_on_one_day_are_one_visit():
    both = policy(visit("10 working days", name="one"), visit("2 weeks", name="two"))

    assert days(child(last="17 Jan"), both) == ["31 Jan", "14 Feb"]


def test_a_visit_saves_a_call_it_counts_for_but_a_call_saves_no_visit():
    both = policy(visit("2 weeks"), call("1 week"))

    assert planned(child(last="24 Jan"), both) == [
        ("call", "31 Jan"),
        ("visit", "7 Feb"),
        ("call", "14 Feb"),
        ("visit", "21 Feb"),
    ]


def test_a_visit_by_another_role_does_not_serve_a_duty_that_names_the_role():
    mine = visit("2 weeks", name="a_worker", who=["social_worker"])
    theirs = visit("4 weeks", name="b_iro", counts="by_iro", who=["iro"])
    case = child(last="24 Jan")  # by nobody known, so not by the officer: the clock runs from 3 Jan

    assert days(case, policy(theirs)) == ["31 Jan"]
    # the officer's visit of 31 January counts for both
    assert days(case, policy(mine, theirs)) == ["31 Jan", "14 Feb"]


def test_of_several_due_on_a_day_the_one_that_meets_most_is_made_first():
    case = child(last="17 Jan")  # the worker's visit and the officer's are both due today
    mine = visit("2 weeks", name="a_worker", who=["social_worker"])
    theirs = visit("4 weeks", name="b_iro", counts="by_iro", who=["iro"])

    assert days(case, policy(mine, theirs)) == ["31 Jan", "14 Feb"]


def test_calls_to_different_people_are_different_calls():
    carers = {"id": "carers", "title": "Carers", "values": {LONG_AGO: {
        "clause": "1", "seen_not_needed": ["carer_call"], "accepts": [{"visit_type": ["carer_call"]}],
    }}}  # fmt: skip
    pack = policy(call("2 weeks"), duty("carer", every="2 weeks", counts="carers"))
    pack.counts["carers"] = Counts.model_validate(carers)

    assert planned(child(last="17 Jan"), pack) == [
        ("call", "31 Jan"), ("call", "31 Jan"), ("call", "14 Feb"), ("call", "14 Feb"),
    ]  # fmt: skip


def test_a_visit_is_made_as_the_duty_also_needs_it():
    alone = visit("2 weeks", name="alone", also_needs={"seen_alone": True, "place": ["home"]})

    assert days(child(last=""), policy(alone, visit("2 weeks"))) == ["31 Jan", "14 Feb"]


# --- what is not repeated --------------------------------------------------------------------------


def test_a_visit_after_an_event_is_made_once():
    told = Event(EventKind.VISIT_ASKED_FOR, day("30 Jan"))
    asked = duty("asked", "open_case", first="5 days", after_event=["visit_asked_for"])

    assert days(child(events=(told,)), policy(asked)) == ["4 Feb"]


def test_a_share_and_writing_up_are_no_visits():
    pack = policy(
        visit("2 weeks"),
        duty("alone", share={"of": "visit", "at_least": 1, "among": 2, "needs": {"seen_alone": True}},
             clause="1", counts=""),
        duty("written", record_within="2 working days", counts=""),
    )  # fmt: skip

    assert days(child(last="24 Jan"), pack) == ["7 Feb", "21 Feb"]


def test_a_suspended_visit_is_made_once_it_resumes():
    values = {
        LONG_AGO: value("2 weeks"), date(2022, 1, 20): value("suspended"),
        date(2022, 2, 21): value("2 weeks"),
    }  # fmt: skip

    assert days(child(last="10 Jan"), policy(visit(values))) == ["21 Feb"]


def test_nothing_is_made_of_a_duty_while_it_is_suspended_or_after_it_has_ended():
    for then in ("suspended", "ends"):
        values = {LONG_AGO: value("2 weeks"), date(2022, 2, 10): value(then)}

        assert days(child(last="24 Jan"), policy(visit(values))) == ["7 Feb"]


def test_a_visit_made_meanwhile_leaves_a_suspended_duty_waiting_for_its_day():
    resumes = visit(
        {LONG_AGO: value("1 week"), date(2022, 1, 20): value("suspended"),
         date(2022, 2, 20): value("1 week")},
        name="resumes",
    )  # fmt: skip

    found = days(child(last="10 Jan"), policy(resumes, visit("3 weeks")))

    assert found == ["31 Jan", "20 Feb", "27 Feb"]


def test_a_policy_adopted_until_a_day_asks_nothing_after_it():
    until = Adopted(**{"pack": "one", "from": LONG_AGO, "until": date(2022, 2, 14)})
    stack = compose("Testshire", [Layered("one", policy(visit("1 week"), id="one"), until)])

    assert days(child(last="31 Jan"), stack) == ["7 Feb"]


def test_an_agreed_plan_sets_the_interval_as_long_as_it_runs():
    often = VisitingPlan(day("3 Jan"), every="1 week", review_date=day("10 Feb"))

    assert days(child(last="24 Jan", plans=(often,)), policy(visit("2 weeks"))) == [
        "31 Jan",
        "7 Feb",
        "21 Feb",
    ]


def test_a_change_of_phase_before_the_due_day_dates_the_next_visit_anew():
    phases = [
        {"when": {"since": "child_protection_plan", "under": "6 weeks"}, "every": "1 week"},
        {"every": "2 weeks"},
    ]
    changing = duty("changing", phases=phases)

    # six weeks after 3 January the second phase begins, on 14 February: from then two weeks (S28)
    assert days(child(last="31 Jan", plan="3 Jan"), policy(changing)) == ["7 Feb", "21 Feb"]


def test_an_accepted_way_whose_circumstances_do_not_hold_is_not_the_way_it_is_made():
    either = Counts.model_validate({"id": "either", "title": "Either", "values": {LONG_AGO: {
        "clause": "1", "accepts": [
            {"visit_type": ["visit"], "method": ["video"], "when": {"fact": "high_risk"}},
            {"visit_type": ["visit"], "method": ["in_person"]},
        ],
    }}})  # fmt: skip
    pack = policy(visit("2 weeks", counts="either"))
    pack.counts["either"] = either
    at_risk = Fact(FactKind.HIGH_RISK, day("3 Jan"))

    assert planned(child(last="24 Jan"), pack)[0][0] == "visit"
    assert planned(child(last="24 Jan", facts=(at_risk,)), pack)[0][0] == "call"


# --- teams, weeks, hours ---------------------------------------------------------------------------


def workload(run, **wanted):
    rows = SECTIONS["workload"].rows(run)
    return [r for r in rows if all(r[k] == v for k, v in wanted.items())]


def test_work_stands_by_team_and_week_with_hours_that_are_said_to_be_assumed():
    cases = [child("Amira", last="3 Jan"), child("Tilly", last="24 Jan")]
    run = dry_run(cases, policy(visit("2 weeks")), policy(call("1 week")))

    [row] = workload(run, week=1, kind="visit")
    assert (row["team"], row["begins"]) == ("North", "2022-01-31")
    assert (row["from"], row["overdue_from"], row["hours_from"]) == (1, 1, 2.5)
    assert (row["to"], row["hours_to"], row["hours_each_assumed"]) == (0, 0, 2.5)
    [row] = workload(run, week=1, kind="call")
    assert (row["from"], row["to"], row["overdue_to"], row["hours_to"]) == (0, 2, 1, 1.0)


@pytest.mark.parametrize(("hours", "expected"), [(Hours(), 5.0), (Hours(visit=4, call=1), 8)])
def test_hours_are_as_given(hours, expected):
    run = dry_run(child(last="24 Jan"), policy(visit("2 weeks")), policy(call()), hours=hours)

    assert sum(r["hours_from"] for r in workload(run)) == expected


def test_every_team_has_a_row_for_each_week_and_kind():
    run = dry_run(
        [child("A", team="North"), child("B", team="South")], policy(visit()), policy(call())
    )

    assert len(workload(run)) == 2 * 4 * 2


def test_a_child_without_a_visit_on_record_is_visited_on_the_first_day():
    case = child(last="", plan="3 Jan")

    assert days(case, policy(visit("2 weeks"))) == ["31 Jan", "14 Feb"]
    assert not any(v for v in case.visits)


def test_visits_in_care_serve_a_plan_beside_it():
    case = child(last="24 Jan")
    both = type(case)(
        child_id="Amira",
        born=case.born,
        episodes=(*case.episodes, episode(K.PERIOD_OF_CARE, "3 Jan")),
        visits=(seen("24 Jan"),),
    )
    pack = policy(visit("10 working days"), visit("6 weeks", name="cla", applies_to="looked_after"))

    assert days(both, pack) == ["7 Feb", "21 Feb"]
