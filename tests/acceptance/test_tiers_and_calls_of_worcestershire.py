"""The Worcestershire protocol: tiers from SSD alone and with the supplement, visits and calls."""

import pytest
from acceptance.town import WCF


def tier(town, day):
    rows = town.due(day, WCF)
    (found,) = {r["tier"] for r in rows}
    assert "balances" in town.stderr
    return found


def row(town, day, duty):
    return town.one(day, WCF, duty)


def factors(town, json, authorised="2020-05-01"):
    town.referral("2020-04-15")
    town.assessment("2020-04-20", authorised, id="A1")
    town.add(
        "ssd_assessment_factors",
        table_id="1",
        assessment_id="A1",
        assessment_factors_json=json,
    )


def enquiry(town, start, end=""):
    town.add(
        "ssd_s47_enquiry",
        s47_enquiry_id="S1",
        person_id="C1",
        s47_start_date=start,
        s47_end_date=end,
    )


def test_missing_four_times_in_28_days_is_priority_on_the_28th_day_and_no_longer_on_the_29th(town):
    town.cin_plan("2020-04-20")
    for day in ("2020-05-01", "2020-05-10", "2020-05-15", "2020-05-28"):
        town.missing(day)
    assert tier(town, "2020-05-27") == "vulnerable"
    assert tier(town, "2020-05-28") == "priority"
    assert tier(town, "2020-05-29") == "vulnerable"
    found = row(town, "2020-05-28", "priority_visit")
    assert (found["counted_from"], found["due_at"]) == ("2020-05-28", "2020-06-11")
    said = town.explain("2020-05-28", WCF)
    assert "P11" in said
    assert "2020-05-01" in said or "1 May 2020" in said


@pytest.mark.parametrize("kind", ["M", "Missing", "MISSING"])
def test_missing_is_read_as_code_or_text(town, kind):
    town.cin_plan("2020-04-20")
    for day in ("2020-05-01", "2020-05-10", "2020-05-15", "2020-05-28"):
        town.missing(day, kind=kind)
    assert tier(town, "2020-05-28") == "priority"


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (("2020-05-10", "2020-05-15", "2020-05-28"), "M"),
        (("2020-04-30", "2020-05-10", "2020-05-15", "2020-05-28"), "M"),
        (("2020-05-01", "2020-05-10", "2020-05-15", "2020-05-28"), "A"),
        (("2020-05-01", "2020-05-10", "2020-05-15", "2020-05-28"), "Away"),
    ],
)
def test_three_times_or_the_fourth_29_days_back_or_away_is_not_priority(town, days, kind):
    town.cin_plan("2020-04-20")
    for day in days:
        town.missing(day, kind=kind)
    assert tier(town, "2020-05-28") == "vulnerable"


def test_an_absence_of_many_days_counts_once_on_the_day_it_began(town):
    town.cin_plan("2020-03-20")
    town.missing("2020-04-30", "2020-05-20")
    for day in ("2020-05-21", "2020-05-23", "2020-05-25"):
        town.missing(day)
    assert tier(town, "2020-05-25") == "priority"
    assert tier(town, "2020-05-28") == "vulnerable"


@pytest.mark.parametrize(
    "json",
    ['["1B","3B","4B"]', '["2B","3B","4B"]', '{"2B":"Yes","3B":"Yes","4B":"Yes","1A":"No"}'],
)
def test_the_three_triggers_of_parents_make_a_child_priority(town, json):
    factors(town, json)
    found = row(town, "2020-05-10", "priority_visit")
    assert (found["tier"], found["counted_from"], found["due_at"]) == (
        "priority",
        "2020-05-01",
        "2020-05-15",
    )
    assert "P5" in town.explain("2020-05-10", WCF)


@pytest.mark.parametrize(
    "json",
    ['["3B","4B"]', '["1A","3A","4A"]', '["1C","3C","4C"]', '{"2B":"No","3B":"Yes","4B":"Yes"}'],
)
def test_two_triggers_or_those_of_others_do_not(town, json):
    factors(town, json)
    assert tier(town, "2020-05-10") == "vulnerable"


@pytest.mark.parametrize("code", ["19B", "19C"])
def test_sexual_abuse_found_in_an_assessment_makes_a_child_priority(town, code):
    factors(town, f'["{code}"]')
    assert tier(town, "2020-05-10") == "priority"
    assert "P8" in town.explain("2020-05-10", WCF)


def test_a_child_who_refers_itself_for_abuse_is_to_be_seen_within_a_day(town):
    town.referral("2020-05-04", referral_source_code="1C", need="N1")
    found = row(town, "2020-05-05", "high_and_immediate_visit")
    assert (found["tier"], found["due_at"]) == ("high_and_immediate", "2020-05-05")
    assert (found["status"], found["counted_from"]) == ("due_today", "2020-05-04")
    assert row(town, "2020-05-06", "high_and_immediate_visit")["days_overdue"] == "1"
    assert "H2" in town.explain("2020-05-05", WCF)


@pytest.mark.parametrize(("source", "need"), [("1C", "N5"), ("1A", "N1"), ("", "N1")])
def test_another_source_or_another_need_is_not_an_allegation_by_the_child(town, source, need):
    town.referral("2020-05-04", referral_source_code=source, need=need)
    assert tier(town, "2020-05-05") == "vulnerable"


def test_a_section_47_enquiry_at_the_front_door_without_a_time_is_due_at_the_end_of_the_next_day(
    town,
):
    town.referral("2020-05-04")
    enquiry(town, "2020-05-04")
    found = row(town, "2020-05-05", "high_and_immediate_visit")
    assert (found["due_at"], found["status"]) == ("2020-05-05", "due_today")
    assert found["who"] == "qualified_social_worker"
    assert row(town, "2020-05-06", "high_and_immediate_visit")["status"] == "overdue"


def test_a_section_47_enquiry_with_a_time_of_day_is_due_24_hours_later(town):
    town.referral("2020-05-04")
    enquiry(town, "2020-05-04 10:30")
    found = row(town, "2020-05-05", "high_and_immediate_visit")
    assert found["due_at"].startswith("2020-05-05T10:30")
    assert (found["status"], found["days_overdue"]) == ("overdue", "0")


def test_a_section_47_enquiry_on_an_existing_case_is_priority_while_it_is_open(town):
    town.cin_plan("2020-04-22")
    enquiry(town, "2020-05-04", "2020-05-10")
    assert tier(town, "2020-05-03") == "vulnerable"
    assert tier(town, "2020-05-04") == "priority"
    assert tier(town, "2020-05-10") == "vulnerable"
    assert row(town, "2020-05-05", "priority_visit")["due_at"] == "2020-05-18"


def test_a_row_that_rests_on_an_assumed_criterion_says_so(town):
    # S14: "every list and report that rests on it says so"; P9's end is assumed (S31).
    town.cin_plan("2020-04-22")
    enquiry(town, "2020-05-04")
    assert row(town, "2020-05-05", "priority_visit")["assumed"] == "yes"


def test_high_and_immediate_holds_until_the_child_was_seen_and_a_manager_decided(town):
    town.referral("2020-04-20")
    enquiry(town, "2020-05-04")
    assert tier(town, "2020-05-06") == "high_and_immediate"
    town.visit("2020-05-06")
    assert tier(town, "2020-05-06") == "high_and_immediate"
    town.decide("vulnerable", "2020-05-07", decided_by="team_manager", reason="seen, safe")
    assert tier(town, "2020-05-07") == "vulnerable"


def test_a_decision_without_a_visit_does_not_end_high_and_immediate(town):
    town.referral("2020-04-20")
    enquiry(town, "2020-05-04")
    town.decide("vulnerable", "2020-05-05", decided_by="team_manager", reason="safe")
    assert tier(town, "2020-05-06") == "high_and_immediate"


def test_an_enquiry_of_years_ago_in_a_closed_referral_is_not_new(town):
    # WCF-1a says "new S47 enquiries"; semantics.md: an event "holds until the child was visited
    # after it and a manager has decided". Read to the letter, every child with an enquiry in the
    # six years of an extract (managers' decisions are in no extract) is high and immediate for ever;
    # the table of episodes (S5, S6) and the criterion's own `in_force_from` speak against it.
    town.referral("2017-01-10", "2017-06-01")
    enquiry(town, "2017-01-10", "2017-01-25")
    town.visit("2017-01-11")
    town.referral("2020-04-20")
    assert tier(town, "2020-05-05") == "vulnerable"


def test_the_edge_of_care_is_priority_and_the_first_visit_is_due_in_two_weeks(town):
    town.cin_plan("2020-04-20")
    town.fact("edge_of_care", "2020-04-23", "2020-06-01")
    found = row(town, "2020-05-06", "priority_visit")
    assert (found["counted_from"], found["due_at"], found["status"]) == (
        "2020-04-23",
        "2020-05-07",
        "due_soon",
    )
    assert (found["who"], found["assumed"]) == ("field_work_team", "no")
    assert row(town, "2020-05-08", "priority_visit")["status"] == "overdue"
    assert tier(town, "2020-06-01") == "vulnerable"
    town.call("2020-04-30", seen="yes", method="in_person", visit_type="visit")
    found = row(town, "2020-05-06", "priority_visit")
    assert (found["due_at"], found["assumed"]) == ("2020-05-14", "yes")


def test_a_marac_incident_ever_on_record_is_priority(town):
    town.cin_plan("2020-04-20")
    town.event("marac_high_risk", "2017-04-30")
    assert tier(town, "2020-05-06") == "priority"
    assert "P3" in town.explain("2020-05-06", WCF)


@pytest.mark.parametrize(("holder", "expected"), [("parent", "priority"), ("child", "vulnerable")])
def test_adult_mental_health_of_a_parent_on_a_plan_is_priority(town, holder, expected):
    town.cin_plan("2020-04-20")
    town.fact("adult_mental_health", "2020-04-20", holder=holder)
    assert tier(town, "2020-05-06") == expected


def test_adult_mental_health_without_a_plan_is_not_priority(town):
    town.referral("2020-04-20")
    town.fact("adult_mental_health", "2020-04-20", holder="parent")
    assert tier(town, "2020-05-06") == "vulnerable"


@pytest.mark.parametrize(
    "outcome", ["disclosure", "allegation", "incoherent", "distressed", "threat_of_harm"]
)
def test_a_disclosure_in_a_call_is_to_be_followed_by_a_visit_within_24_hours(town, outcome):
    town.cin_plan("2020-04-20")
    town.call("2020-05-05T14:30", visit_type="kit_call", method="phone", outcome=outcome)
    found = row(town, "2020-05-05", "high_and_immediate_visit")
    assert found["tier"] == "high_and_immediate"
    assert found["due_at"].startswith("2020-05-06T14:30")
    assert (found["counted_from"][:10], found["status"]) == ("2020-05-05", "due_soon")
    assert "10.30" not in town.explain("2020-05-05", WCF)
    assert row(town, "2020-05-06", "high_and_immediate_visit")["status"] == "overdue"
    town.call("2020-05-06T14:30", visit_type="visit", method="in_person", seen="yes")
    rows = town.due("2020-05-06", WCF)
    assert "high_and_immediate_visit" not in {r["duty"] for r in rows}
    (closed,) = [
        i
        for i in town.intervals("2020-05-01", "2020-05-31", WCF)
        if i[0] == "high_and_immediate_visit"
    ]
    assert closed[4] == "in_time"


def test_a_visit_a_minute_after_24_hours_is_late(town):
    town.cin_plan("2020-04-20")
    town.call("2020-05-05T14:30", visit_type="kit_call", method="phone", outcome="disclosure")
    town.call("2020-05-06T14:31", visit_type="visit", method="in_person", seen="yes")
    (closed,) = [
        i
        for i in town.intervals("2020-05-01", "2020-05-31", WCF)
        if i[0] == "high_and_immediate_visit"
    ]
    assert closed[4] == "late"


def test_24_hours_are_elapsed_hours_over_the_change_of_the_clocks(town):
    town.cin_plan("2020-09-20")
    town.call("2020-10-24T14:30", visit_type="kit_call", method="phone", outcome="disclosure")
    assert row(town, "2020-10-24", "high_and_immediate_visit")["due_at"].startswith(
        "2020-10-25T13:30"
    )


def test_a_manager_may_raise_the_tier(town):
    town.cin_plan("2020-04-20")
    town.decide("priority", "2020-05-04", decided_by="team_manager", reason="worried")
    found = row(town, "2020-05-05", "priority_visit")
    assert (found["tier"], found["due_at"]) == ("priority", "2020-05-18")


def test_a_manager_may_not_lower_the_tier_where_a_criterion_holds(town):
    town.cin_plan("2020-04-20")
    town.fact("edge_of_care", "2020-04-23")
    town.decide("vulnerable", "2020-05-04", decided_by="team_manager", reason="calm")
    assert tier(town, "2020-05-05") == "priority"


def test_every_open_child_is_called_every_two_weeks_which_is_assumed(town):
    town.cin_plan("2020-04-20")
    town.call("2020-04-28", visit_type="kit_call", method="phone")
    found = row(town, "2020-05-12", "kit_call")
    assert (found["tier"], found["counted_from"], found["due_at"]) == (
        "vulnerable",
        "2020-04-28",
        "2020-05-12",
    )
    assert (found["status"], found["assumed"]) == ("due_today", "yes")


def test_without_the_supplement_it_is_said_that_calls_are_unknown(town):
    # The SSD carries no keep-in-touch calls. A child nobody visited must not drop out of the list (S6),
    # so the duty is judged from visits alone, and that is said.
    town.cin_plan("2020-04-20")
    rows = town.due("2020-06-12", WCF)
    assert [r["duty"] for r in rows] == ["kit_call"]
    assert "Keep-in-touch calls are unknown" in town.stderr


def test_before_6_april_2020_there_are_no_tiers(town):
    town.cin_plan("2020-03-01")
    town.fact("edge_of_care", "2020-03-02")
    assert town.due("2020-04-05", WCF) == []
    assert "balances" in town.stderr
    found = row(town, "2020-04-06", "priority_visit")
    assert (found["tier"], found["due_at"]) == ("priority", "2020-04-20")


def test_visits_in_the_authoritys_own_home_are_suspended_from_21_april_2020(town):
    town.care("2020-04-06", placement="K2", provider="PR1")
    town.fact("edge_of_care", "2020-04-06")
    town.visit("2020-04-10", "cla")
    found = row(town, "2020-04-20", "priority_visit")
    assert found["due_at"] == "2020-04-24"
    found = row(town, "2020-04-22", "priority_visit")
    assert (found["status"], found["days_overdue"]) == ("suspended", "0")
    assert "6c" in found["clause"]
    assert {r["duty"] for r in town.due("2020-04-22", WCF)} == {
        "priority_visit",
        "home_staff_call",
        "kit_call",
    }


def test_a_care_leaver_in_semi_independent_accommodation_is_priority(town):
    town.rows.clear()
    town.child(dob="2001-05-05")
    town.care("2015-01-05", "2019-05-05")
    town.leaver("Former Relevant", care_leaver_accommodation="D")
    assert tier(town, "2020-05-05") == "priority"
    assert row(town, "2020-04-08", "care_leaver_first_round")["due_at"] == "2020-04-08"


def test_a_care_leaver_in_independent_living_may_share_and_is_not_known_to_live_alone(town):
    town.rows.clear()
    town.child(dob="2001-05-05")
    town.care("2015-01-05", "2019-05-05")
    town.leaver("Former Relevant", care_leaver_accommodation="U")
    assert tier(town, "2020-05-05") == "vulnerable"


def test_at_home_with_parents_and_proceedings_re_entered_is_priority(town):
    town.care("2020-04-06", placement="P1")
    town.fact("proceedings_re_entered", "2020-04-20")
    assert tier(town, "2020-04-19") == "vulnerable"
    assert tier(town, "2020-04-20") == "priority"


def test_a_carer_of_the_authoritys_own_is_called_by_the_fostering_social_worker(town):
    town.care("2020-05-04", placement="U6", provider="PR1")
    town.call("2020-05-11", visit_type="carer_call", method="phone")
    found = row(town, "2020-05-12", "carer_kit_call")
    assert (found["due_at"], found["who"], found["assumed"]) == (
        "2020-05-25",
        "fostering_social_worker",
        "yes",
    )
