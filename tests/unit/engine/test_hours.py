"""Duties in hours: elapsed time, clock changes, and triggers without a time (S4, S29)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from unit.engine.making import a_pack, amira, at, cp_plan, day, due, duty, intervals, seen, status

from doorstep.engine import answer, history
from doorstep.facts import Event, EventKind, Role, Tier, TierDecision, Visit

WITHIN_24_HOURS = a_pack(
    duty("urgent_visit", after_event=["allegation_by_child"], first="24 hours")
)


def alleged(time: str) -> Event:
    return Event(EventKind.ALLEGATION_BY_CHILD, at(time).date(), at(time))


def alleged_on(text: str) -> Event:
    return Event(EventKind.ALLEGATION_BY_CHILD, day(text))


def visited(time: str) -> Visit:
    return seen(at(time).strftime("%d %b %Y"), visit_at=at(time))


def test_s4_twenty_four_hours_end_at_the_same_time_the_next_day():
    case = amira(cp_plan("1 Jan"), events=(alleged("2022-01-10 15:30"),))

    assert due(case, WITHIN_24_HOURS, "10 Jan") == at("2022-01-11 15:30")


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("2022-03-26 15:30", "2022-03-27 16:30"),  # the clocks go forward in that night
        ("2022-10-29 15:30", "2022-10-30 14:30"),  # they go back
        ("2022-03-27 00:30", "2022-03-28 01:30"),  # half an hour before the lost hour
        ("2022-10-30 00:30", "2022-10-30 23:30"),  # a day of twenty-five hours
    ],
)
def test_s4_elapsed_hours_survive_the_change_of_the_clocks(trigger, expected):
    case = amira(cp_plan("1 Jan"), events=(alleged(trigger),))

    found = due(case, WITHIN_24_HOURS, at(trigger).strftime("%d %b %Y"))

    assert found == at(expected)
    assert found.astimezone(UTC) - at(trigger).astimezone(UTC) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("time", "outcome"),
    [
        ("2022-01-11 15:29", "in_time"),
        ("2022-01-11 15:30", "in_time"),
        ("2022-01-11 15:31", "late"),
    ],
)
def test_s3_a_visit_at_the_instant_is_in_time_and_a_minute_later_is_late(time, outcome):
    case = amira(cp_plan("1 Jan"), events=(alleged("2022-01-10 15:30"),), visits=[visited(time)])

    [(_, _, closed, found)] = intervals(case, WITHIN_24_HOURS, "31 Jan")

    assert (closed, found) == (day("11 Jan"), outcome)


def test_s4_the_twenty_fifth_hour_of_an_october_night_is_late():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-10-29 15:30"),),
        visits=[visited("2022-10-30 15:00")],
    )

    [(_, _, _, outcome)] = intervals(case, WITHIN_24_HOURS, "31 Oct")

    assert outcome == "late"


def test_s4_a_trigger_with_only_a_date_is_due_at_the_end_of_the_following_day_and_says_so():
    case = amira(cp_plan("1 Jan"), events=(alleged_on("10 Jan"),))

    [obligation] = answer(case, WITHIN_24_HOURS, as_at=day("11 Jan")).obligations

    assert obligation.due_at == day("11 Jan")
    assert str(obligation.status) == "due_today"
    assert any("time of day" in flag for flag in obligation.flags)
    assert status(case, WITHIN_24_HOURS, "12 Jan") == "overdue"


@pytest.mark.parametrize(("hours", "days"), [(1, 1), (23, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_s29_hours_from_a_date_are_rounded_up_to_whole_days(hours, days):
    pack = a_pack(duty("urgent_visit", after_event=["allegation_by_child"], first=f"{hours} hours"))
    case = amira(cp_plan("1 Jan"), events=(alleged_on("10 Jan"),))

    assert due(case, pack, "10 Jan") == day("10 Jan") + timedelta(days)


def test_s4_a_visit_earlier_that_day_does_not_answer_a_later_call():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 15:30"),),
        visits=[visited("2022-01-10 15:29")],
    )

    assert due(case, WITHIN_24_HOURS, "10 Jan") == at("2022-01-11 15:30")


def test_s4_a_visit_without_a_time_is_taken_for_the_end_of_its_day():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 15:30"),),
        visits=[seen("11 Jan")],
    )

    [(_, _, closed, outcome)] = intervals(case, WITHIN_24_HOURS, "31 Jan")

    assert (closed, outcome) == (day("11 Jan"), "late")


def test_an_event_with_a_time_is_not_hidden_by_one_without_on_the_same_day():
    case = amira(cp_plan("1 Jan"), events=(alleged_on("10 Jan"), alleged("2022-01-10 09:00")))

    assert due(case, WITHIN_24_HOURS, "10 Jan") == at("2022-01-11 09:00")


def test_of_two_events_on_a_day_the_earlier_sets_the_clock():
    case = amira(
        cp_plan("1 Jan"), events=(alleged("2022-01-10 17:00"), alleged("2022-01-10 09:00"))
    )

    first = answer(case, WITHIN_24_HOURS, as_at=day("10 Jan")).obligations[0]

    assert first.due_at == at("2022-01-11 09:00")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_visits_on_a_day_the_one_after_the_event_answers_it(order):
    visits = [visited("2022-01-10 08:00"), visited("2022-01-10 12:00")][::order]
    case = amira(cp_plan("1 Jan"), events=(alleged("2022-01-10 09:00"),), visits=visits)

    assert answer(case, WITHIN_24_HOURS, as_at=day("10 Jan")).obligations == ()
    [(_, _, closed, outcome)] = intervals(case, WITHIN_24_HOURS, "10 Jan")
    assert (closed, outcome) == (day("10 Jan"), "in_time")


def test_a_second_event_after_the_visit_of_the_same_day_starts_a_clock_of_its_own():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 09:00"), alleged("2022-01-10 17:00")),
        visits=[visited("2022-01-10 11:00")],
    )

    assert due(case, WITHIN_24_HOURS, "10 Jan") == at("2022-01-11 17:00")


def test_s27_at_the_end_of_the_day_of_the_deadline_it_is_overdue():
    case = amira(cp_plan("1 Jan"), events=(alleged("2022-01-10 15:30"),))

    assert status(case, WITHIN_24_HOURS, "10 Jan") == "due_soon"
    assert status(case, WITHIN_24_HOURS, "11 Jan") == "overdue"


def test_s11_the_end_of_the_plan_before_the_deadline_ends_the_clock():
    case = amira(cp_plan("1 Jan", "11 Jan"), events=(alleged("2022-01-10 15:30"),))

    assert intervals(case, WITHIN_24_HOURS, "31 Jan") == [
        (day("10 Jan"), day("11 Jan"), None, "ended")
    ]


def test_s11_the_end_of_the_plan_after_the_deadline_leaves_it_missed():
    case = amira(cp_plan("1 Jan", "12 Jan"), events=(alleged("2022-01-10 15:30"),))

    assert intervals(case, WITHIN_24_HOURS, "31 Jan") == [
        (day("10 Jan"), day("11 Jan"), None, "missed")
    ]


@pytest.mark.parametrize(
    ("opened", "counts"), [("11 Jan", True), ("17 Jan", True), ("18 Jan", False)]
)
def test_an_event_belongs_to_what_opens_within_a_week_of_it(opened, counts):
    case = amira(cp_plan(opened), events=(alleged("2022-01-10 15:30"),))

    found = history(case, WITHIN_24_HOURS, as_at=day("31 Jan"))

    assert [i.due_at for i in found] == ([at("2022-01-11 15:30")] if counts else [])


def test_an_event_after_the_episode_starts_no_clock():
    case = amira(cp_plan("3 Jan", "10 Jan"), events=(alleged("2022-01-10 15:30"),))

    assert history(case, WITHIN_24_HOURS, as_at=day("31 Jan")) == []


def test_a_contact_of_another_day_ends_each_clock_it_follows():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 15:30"), alleged("2022-01-11 08:00")),
        visits=[visited("2022-01-11 12:00")],
    )

    found = intervals(case, WITHIN_24_HOURS, "31 Jan")

    assert found == [
        (day("10 Jan"), day("11 Jan"), day("11 Jan"), "in_time"),
        (day("11 Jan"), day("12 Jan"), day("11 Jan"), "in_time"),
    ]


def test_s4_times_are_shown_in_london_whatever_they_were_given_in():
    event = Event(
        EventKind.ALLEGATION_BY_CHILD, date(2022, 7, 1), datetime(2022, 7, 1, 22, 30, tzinfo=UTC)
    )
    case = amira(cp_plan("1 Jan"), events=(event,))

    assert due(case, WITHIN_24_HOURS, "1 Jul") == at("2022-07-02 23:30")


def test_what_was_due_before_the_policy_began_is_due_by_the_end_of_its_first_day():
    asks = duty("soon", after_event=["visit_asked_for"], first={"20 Jan": "24 hours"})
    asked = Event(EventKind.VISIT_ASKED_FOR, day("17 Jan"), at("2022-01-17 10:00"))
    case = amira(cp_plan("10 Jan"), events=(asked,))

    assert due(case, a_pack(asks), "20 Jan") == at("2022-01-20 23:59:59")
    assert status(case, a_pack(asks), "20 Jan") == "due_today"
    assert status(case, a_pack(asks), "21 Jan") == "overdue"


# --- a manager's decision on the tier -----------------------------------------------------------------

RAISED = a_pack(
    duty("urgent_visit", after_event=["raised_to_high", "allegation_by_child"], first="24 hours"),
    tiers={
        "clause": "1",
        "in_force_from": day("1 Jan 2021"),
        "otherwise": "vulnerable",
        "otherwise_clause": "the rest",
        "criteria": [
            {
                "id": "H1",
                "tier": "high_and_immediate",
                "title": "An allegation",
                "clause": "1",
                "in_force_from": day("1 Jan 2021"),
                "when": {"event": "allegation_by_child", "until": ["seen"]},
            }
        ],
        "change": {"clause": "5", "by": ["team_manager"]},
    },
)


def decided(on: str, written: str = "") -> TierDecision:
    wrote = at(written) if written else None
    return TierDecision(
        Tier.HIGH_AND_IMMEDIATE, day(on), Role.TEAM_MANAGER, "Fear.", recorded_at=wrote
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2022-01-10 14:00", at("2022-01-11 14:00")),
        ("2022-01-12 09:00", day("11 Jan")),  # written days later: the hour is not known
        ("", day("11 Jan")),
    ],
)
def test_s4_a_decision_written_on_its_day_keeps_its_hour(written, expected):
    case = amira(cp_plan("1 Jan"), tier_decisions=(decided("10 Jan", written),))

    assert due(case, RAISED, "10 Jan") == expected


@pytest.mark.parametrize("written", ["2022-01-10 14:00", ""])
def test_s4_a_decision_that_confirms_what_was_raised_before_makes_nothing_due_later(written):
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 09:15"),),
        tier_decisions=(decided("10 Jan", written),),
    )

    assert due(case, RAISED, "10 Jan") == at("2022-01-11 09:15")


def test_s4_a_decision_of_the_next_day_leaves_the_first_clock_running():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 09:15"),),
        tier_decisions=(decided("11 Jan", "2022-01-11 08:00"),),
    )

    assert due(case, RAISED, "11 Jan") == at("2022-01-11 09:15")


def test_s4_a_visit_before_the_confirming_decision_answers_what_was_raised():
    case = amira(
        cp_plan("1 Jan"),
        events=(alleged("2022-01-10 09:15"),),
        tier_decisions=(decided("10 Jan", "2022-01-10 14:00"),),
        visits=[visited("2022-01-10 11:00")],
    )

    assert answer(case, RAISED, as_at=day("10 Jan")).obligations == ()
