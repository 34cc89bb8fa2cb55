"""Which visits count, and what happens when plans, placements and status begin, end, touch or move."""

import pytest


def sums(town):
    return next(line for line in town.stderr.splitlines() if "open children =" in line)


@pytest.mark.parametrize("table", ["cin", "cp", "cla"])
def test_a_visit_counts_whichever_table_it_was_recorded_in(town, table):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", table)
    assert town.one("2022-01-18")["due_at"] == "2022-01-31"


def test_a_visit_twice_in_two_tables_is_one_visit(town):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", visit_id="V1")
    town.visit("2022-01-17", "cin", visit_id="V1")
    town.visit("2022-01-17", "cla", visit_id="X9")
    assert town.one("2022-01-18")["due_at"] == "2022-01-31"
    assert town.explain("2022-01-18").count("visit of 17 January 2022 [") == 1
    found = town.intervals("2022-01-01", "2022-01-31")
    assert found == [
        ("cp_visit", "2022-01-10", "2022-01-24", "2022-01-17", "in_time"),
        ("cp_visit", "2022-01-17", "2022-01-31", "", "open"),
    ]


@pytest.mark.parametrize("seen", ["N", "No", "0", ""])
def test_a_visit_without_the_child_seen_or_known_to_be_seen_does_not_count(town, seen):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", seen=seen)
    row = town.one("2022-01-25")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-10", "2022-01-24")
    assert (row["status"], row["days_overdue"]) == ("overdue", "1")
    assert "Not counted: visit of 17 January 2022" in town.explain("2022-01-25")


@pytest.mark.parametrize("seen", ["Y", "Yes", "YES", "1", "y", "true", "a) Yes"])
def test_yes_is_read_in_every_spelling(town, seen):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", seen=seen)
    assert town.one("2022-01-25")["due_at"] == "2022-01-31"


@pytest.mark.parametrize("order", [("N", "Y"), ("Y", "N"), ("", "Y")])
def test_not_seen_and_seen_on_one_day_is_seen_once(town, order):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17T09:00:00", "cp", seen=order[0])
    town.visit("2022-01-17T16:00:00", "cp", seen=order[1])
    assert town.one("2022-01-25")["due_at"] == "2022-01-31"
    assert len(town.intervals("2022-01-01", "2022-01-31")) == 2


def test_a_plan_that_touches_the_last_keeps_its_clock(town):
    town.cp_plan("2021-11-01", "2022-01-10")
    town.cp_plan("2022-01-10")
    town.visit("2022-01-05", "cp")
    row = town.one("2022-01-11")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-05", "2022-01-19")


def test_a_plan_that_overlaps_the_last_keeps_its_clock(town):
    town.cp_plan("2021-11-01", "2022-01-14")
    town.cp_plan("2022-01-10")
    town.visit("2022-01-05", "cp")
    row = town.one("2022-01-20")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-05", "2022-01-19")
    assert len(town.due("2022-01-11")) == 1


def test_a_plan_a_day_after_the_last_ended_starts_a_new_clock(town):
    town.cp_plan("2021-11-01", "2022-01-10")
    town.cp_plan("2022-01-11")
    town.visit("2022-01-05", "cp")
    row = town.one("2022-01-12")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-11", "2022-01-25")


def test_a_child_protection_plan_takes_the_place_of_a_child_in_need_plan(town):
    town.cin_plan("2021-12-01")
    town.cp_plan("2022-01-10")
    assert [r["duty"] for r in town.due("2022-01-12")] == ["cp_visit"]


def test_a_child_in_need_plan_after_child_protection_starts_its_own_clock(town):
    town.cp_plan("2021-11-01", "2022-02-01")
    town.visit("2022-01-26", "cp")
    town.cin_plan("2022-02-01")
    row = town.one("2022-02-02")
    assert (row["duty"], row["counted_from"], row["due_at"]) == (
        "cin_visit",
        "2022-02-01",
        "2022-03-01",
    )


def test_a_child_in_need_plan_that_stayed_open_beneath_carries_on_when_protection_ends(town):
    town.cin_plan("2021-12-01")
    town.cp_plan("2022-01-10", "2022-02-01")
    town.visit("2022-01-26", "cp")
    row = town.one("2022-02-02")
    assert (row["duty"], row["counted_from"], row["due_at"]) == (
        "cin_visit",
        "2022-01-26",
        "2022-02-23",
    )


def test_on_a_plan_and_looked_after_both_duties_stand(town):
    town.cp_plan("2022-01-10")
    town.care("2022-01-10", legal="C1", placement="U6")
    rows = town.due("2022-01-11")
    assert [(r["duty"], r["due_at"]) for r in rows] == [
        ("cp_visit", "2022-01-24"),
        ("cla_visit", "2022-02-21"),
    ]
    assert {r["case"] for r in rows} == {"looked after, CP plan"}
    town.visit("2022-01-17", "cla")
    assert [(r["duty"], r["due_at"]) for r in town.due("2022-01-18")] == [
        ("cp_visit", "2022-01-31"),
        ("cla_visit", "2022-02-28"),
    ]


def move(town, day, first, then, legal="C2"):
    """In care since 4 October 2021, moved on a day within the period of care."""
    care_id = "L1"
    town.care_episode("2021-10-04", day, "C1", care_id)
    town.care_episode(day, "", "C1", care_id, entered="2021-10-04", reason="P")
    town.placement("2021-10-04", day, "C1", first, care_id)
    town.placement(day, "", "C1", then, care_id)
    town.legal("2021-10-04", "", "C1", legal)


def test_a_long_term_match_changes_the_requirement_and_keeps_the_clock(town):
    move(town, "2022-02-01", "U6", "U4")
    town.visit("2022-01-10", "cla")
    row = town.one("2022-01-31")
    assert (row["duty"], row["due_at"]) == ("cla_visit", "2022-02-21")
    row = town.one("2022-02-01")
    assert (row["duty"], row["counted_from"], row["due_at"]) == (
        "cla_long_term_visit",
        "2022-01-10",
        "2022-04-04",
    )


def test_moving_home_under_a_care_order_brings_the_due_day_forward_but_not_before_the_move(town):
    move(town, "2022-02-01", "U6", "P1")
    town.visit("2022-01-10", "cla")
    row = town.one("2022-02-01")
    assert (row["duty"], row["counted_from"], row["due_at"]) == (
        "home_on_care_order_visit",
        "2022-01-10",
        "2022-02-01",
    )
    assert row["status"] == "due_today"
    assert town.one("2022-02-02")["days_overdue"] == "1"


def test_moving_home_soon_after_a_visit_counts_ten_days_from_that_visit(town):
    move(town, "2022-01-13", "U6", "P1")
    town.visit("2022-01-10", "cla")
    assert town.one("2022-01-14")["due_at"] == "2022-01-24"


def test_what_was_overdue_when_the_row_changed_was_missed(town):
    move(town, "2022-02-24", "U6", "U4")
    town.visit("2022-01-10", "cla")
    found = town.intervals("2022-01-12", "2022-04-30")
    assert ("cla_visit", "2022-01-10", "2022-02-21", "", "missed") in found
    row = town.one("2022-02-24")
    assert (row["duty"], row["due_at"]) == ("cla_long_term_visit", "2022-04-04")


def test_fostering_until_18_in_the_care_plan_is_long_term_only_in_a_foster_placement(town):
    town.care("2022-01-10", placement="U6")
    town.add(
        "ssd_cla_care_plan",
        person_id="C1",
        cla_care_plan_start_date="2022-01-10",
        cla_care_plan_json='{"LTFOST18": "Y", "ADOPTION": "N"}',
    )
    assert town.one("2022-01-11")["duty"] == "cla_long_term_visit"
    town.rows["ssd_cla_placement"][0]["clap_cla_placement_type"] = "K2"
    assert town.one("2022-01-11")["duty"] == "cla_visit"


def test_a_new_placement_does_not_start_a_new_clock_under_the_practice_standards(town):
    move(town, "2022-02-01", "U6", "K2")
    town.visit("2022-01-10", "cla")
    assert town.one("2022-02-02")["due_at"] == "2022-02-21"


def test_an_open_plan_keeps_its_duty_though_the_referral_is_closed(town):
    town.referral("2021-11-01", "2022-01-20")
    town.cp_plan("2022-01-10")
    row = town.one("2022-01-25")
    assert (row["case"], row["due_at"], row["status"]) == (
        "child protection plan",
        "2022-01-24",
        "overdue",
    )
    spots = [s for s in town.account("2022-01-25") if s["blind_spot"] == "remark"]
    assert any("referral" in s["detail"] for s in spots), spots


def test_another_authoritys_plan_puts_no_duty_on_this_one_and_stands_in_the_account(town):
    town.cp_plan("2022-01-10", ola="Y")
    assert town.due("2022-01-25") == []
    assert "1 open children = 0 with duties + 1 to whom no duty applies" in sums(town)
    assert "other authority" in town.explain("2022-01-25") or "another authority" in town.explain(
        "2022-01-25"
    )


@pytest.mark.parametrize("legal", ["V3", "V4"])
def test_short_breaks_are_not_being_looked_after(town, legal):
    town.referral("2021-11-01")
    town.care("2022-01-10", legal=legal)
    assert town.due("2022-01-25") == []
    assert "1 open children = 0 with duties + 1 to whom no duty applies" in sums(town)


def test_an_open_care_episode_without_legal_status_counts_as_looked_after_with_a_remark(town):
    town.care("2022-01-10", legal="")
    assert town.one("2022-01-25")["duty"] == "cla_visit"
    assert any(s["blind_spot"] == "remark" for s in town.account("2022-01-25"))


def test_looked_after_ends_on_the_eighteenth_birthday_though_the_episode_is_open(town):
    town.rows.clear()
    town.child(dob="2004-02-01")
    town.care("2020-01-10")
    assert [r["duty"] for r in town.due("2022-01-31")] == ["cla_visit"]
    assert town.due("2022-02-01") == []
    assert "balances" in sums(town)


def test_a_recorded_death_ends_every_duty_that_day(town):
    town.rows.clear()
    town.child(death_date="2022-01-20")
    town.cp_plan("2022-01-10")
    assert len(town.due("2022-01-19")) == 1
    assert town.due("2022-01-20") == []
    assert "0 open children" in sums(town)


def test_for_an_unborn_child_seen_is_not_required(town):
    town.rows.clear()
    town.child(dob="", expected_dob="2022-03-15")
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", seen="N")
    town.visit("2022-01-18", "cp", seen="")
    assert town.one("2022-01-20")["counted_from"] == "2022-01-18"


def test_from_birth_on_the_child_must_be_seen(town):
    town.rows.clear()
    town.child(dob="2022-01-18", expected_dob="2022-01-25")
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", seen="N")
    town.visit("2022-01-18", "cp", seen="N")
    assert town.one("2022-01-20")["counted_from"] == "2022-01-17"


def test_an_expected_date_that_has_passed_leaves_the_child_unborn_with_a_remark(town):
    town.rows.clear()
    town.child(dob="", expected_dob="2022-01-12")
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp", seen="")
    assert town.one("2022-01-20")["counted_from"] == "2022-01-17"
    assert any(s["blind_spot"] == "remark" for s in town.account("2022-01-20"))


def test_a_plan_without_a_start_cannot_be_judged_and_names_the_field(town):
    town.cp_plan("")
    assert town.due("2022-01-25") == []
    assert "0 with duties + 0 to whom no duty applies + 1 that cannot be judged" in sums(town)
    (spot,) = [s for s in town.account("2022-01-25") if s["blind_spot"] == "missing_fact"]
    assert "cppl_cp_plan_start_date" in spot["detail"]


def test_a_plan_whose_start_is_no_date_cannot_be_judged_and_the_row_is_reported(town, tmp_path):
    town.cp_plan("31/02/2022")
    assert town.due("2022-03-25") == []
    assert "+ 1 that cannot be judged" in sums(town)
    refused = tmp_path / "refused.csv"
    town.run(
        "due", "--policy", "practice-standards-2022", "--as-at", "2022-03-25", "--format", "csv",
        "--out-refused", str(refused),
    )  # fmt: skip
    text = refused.read_text()
    assert "ssd_cp_plans" in text
    assert "cppl_cp_plan_start_date" in text


def test_a_plan_without_a_start_but_ended_is_not_open(town):
    town.referral("2021-11-01")
    town.cp_plan("", "2022-01-20")
    town.due("2022-01-25")
    assert "+ 1 to whom no duty applies + 0 that cannot be judged" in sums(town)


def test_a_visit_whose_date_cannot_be_read_is_named_and_the_child_stays_due_on_the_rest(town):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-12", "cp")
    town.visit("2022-13-45", "cp")
    town.visit("", "cp")
    assert town.one("2022-01-25")["due_at"] == "2022-01-26"
    assert "cppv_cp_visit_date" in town.stderr


def test_an_expired_end_before_the_start_never_removes_the_child(town):
    town.cp_plan("2022-01-10", "2021-12-01")
    town.due("2022-01-25")
    assert "balances" in sums(town)
    assert "1 open children" in sums(town)


@pytest.mark.parametrize("eligibility", ["Relevant", "Former Relevant", "Qualifying", "Eligible"])
def test_each_kind_of_care_leaver_has_the_duty_and_the_latest_contact_counts(town, eligibility):
    town.rows.clear()
    town.child(dob="2003-05-05")
    town.care("2015-01-05", "2021-05-05")
    town.leaver(eligibility, "2022-02-01")
    row = town.one("2022-02-02")
    assert (row["case"], row["counted_from"], row["due_at"]) == (
        "care leaver",
        "2022-02-01",
        "2022-03-29",
    )
    assert "contact of 1 February 2022" in town.explain("2022-02-02")


def test_without_current_eligibility_there_is_no_status(town):
    town.rows.clear()
    town.child(dob="2003-05-05")
    town.care("2015-01-05", "2021-05-05")
    town.leaver("No Current Eligibility", "2022-02-01")
    assert town.due("2022-02-02") == []
    assert "0 open children" in sums(town)


def test_a_care_leaver_without_a_period_of_care_counts_from_the_eighteenth_birthday(town):
    town.rows.clear()
    town.child(dob="2004-02-01")
    town.leaver("Former Relevant")
    row = town.one("2022-02-02")
    assert (row["counted_from"], row["due_at"]) == ("2022-02-01", "2022-03-29")


def test_care_leaver_status_ends_on_the_25th_birthday(town):
    town.rows.clear()
    town.child(dob="1997-02-01")
    town.leaver("Former Relevant")
    assert len(town.due("2022-01-31")) == 1
    assert town.due("2022-02-01") == []
    assert "0 open children" in sums(town)


def test_an_eligible_young_person_still_looked_after_has_the_duty_of_the_looked_after(town):
    town.rows.clear()
    town.child(dob="2005-05-05")
    town.care("2021-01-05")
    town.leaver("Eligible", "2022-02-01")
    (row,) = town.due("2022-02-02")
    assert (row["duty"], row["case"]) == ("cla_visit", "looked after")


def test_a_disability_without_knowing_whether_open_to_review_cannot_be_judged(town):
    town.referral("2022-01-10")
    town.add("ssd_disability", person_id="C1", disability_code="AUT")
    assert town.due("2022-01-25") == []
    assert "+ 1 that cannot be judged" in sums(town)
    (spot,) = [s for s in town.account("2022-01-25") if s["blind_spot"] == "missing_fact"]
    assert "open_to_review" in spot["detail"] or "open to review" in spot["detail"]


def test_a_disability_record_that_says_none_is_no_disability(town):
    town.referral("2022-01-10")
    town.add("ssd_disability", person_id="C1", disability_code="NONE")
    town.due("2022-01-25")
    assert "+ 1 to whom no duty applies + 0 that cannot be judged" in sums(town)


def test_a_disabled_child_to_whom_another_row_applies_is_judged_by_that_row(town):
    town.cin_plan("2022-01-10")
    town.add("ssd_disability", person_id="C1", disability_code="AUT")
    assert town.one("2022-01-25")["duty"] == "cin_visit"
    assert "1 with duties + 0 to whom no duty applies + 0 that cannot" in sums(town)


def test_open_to_review_answered_no_means_no_duty(town):
    town.referral("2022-01-10")
    town.add("ssd_disability", person_id="C1", disability_code="AUT")
    town.fact("open_to_review", "2022-01-10", value="no")
    town.due("2022-01-25")
    assert "+ 1 to whom no duty applies + 0 that cannot be judged" in sums(town)


def test_open_to_review_from_the_supplement_makes_the_duty(town):
    town.referral("2021-12-01")
    town.add("ssd_disability", person_id="C1", disability_code="AUT")
    town.fact("open_to_review", "2022-01-10")
    row = town.one("2022-01-25")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-10", "2022-04-11")


def test_the_worker_is_the_latest_case_worker_and_minus_one_is_skipped(town):
    town.cp_plan("2022-01-10")
    town.involvement("W1", "2021-11-01")
    town.involvement("W2", "2021-12-01", team="T2")
    town.involvement("-1", "2022-01-05")
    for worker, name in (("W1", "Wes One"), ("W2", "Wendy Two")):
        town.add("ssd_professionals", professional_id=worker, professional_name=name)
    for team, name in (("T1", "North"), ("T2", "South")):
        town.add("ssd_department", dept_team_id=team, dept_team_name=name)
    row = town.one("2022-01-25")
    assert (row["worker"], row["team"]) == ("Wendy Two", "South")


def test_a_worker_whose_involvement_has_ended_is_not_shown(town):
    town.cp_plan("2022-01-10")
    town.involvement("W1", "2021-11-01", "2022-01-20")
    town.involvement("-1", "2022-01-20")
    assert town.one("2022-01-19")["worker"] == "W1"
    assert town.one("2022-01-25")["worker"] == ""
    assert any(s["blind_spot"] == "no_worker" for s in town.account("2022-01-25"))


def test_only_the_tables_that_are_needed_need_be_there(town):
    town.complete = False
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp")
    assert town.one("2022-01-18")["due_at"] == "2022-01-31"


def test_a_child_not_in_the_person_table_still_stands_in_the_account(town):
    town.cp_plan("2022-01-10", child="C9")
    town.due("2022-01-25")
    assert "1 open children" in sums(town)


@pytest.mark.parametrize("word", ["FR", "b) Former relevant child"])
def test_a_care_leaver_whose_eligibility_cannot_be_read_stays_in_the_account(town, word):
    # , S32: "A refused field never removes a child from the account ... the child is 'cannot
    # be judged' with that field named". Found: the row is reported, the child gone (0 open children).
    town.rows.clear()
    town.child(dob="2003-05-05")
    town.care("2015-01-05", "2021-05-05")
    town.leaver(word, "2022-01-05")
    town.due("2022-01-12")
    assert "1 open children" in sums(town)


def test_at_home_with_parents_an_unreadable_start_of_the_care_order_is_named_as_not_judged(town):
    # , S32: the order's start is needed to tell 10 from 30 working days. Found: due after 30
    # as an ordinary looked after child, "0 that cannot be judged", not even in part, and a remark that
    # the period of care is "without a legal status". (England's statute with an unreadable start of the
    # placement does say "cannot be judged in part".)
    town.care("2022-01-10", placement="P1")
    town.rows["ssd_legal_status"][0]["lega_legal_status_start_date"] = "99/99/2022"
    town.due("2022-02-01")
    spots = [s for s in town.account("2022-02-01") if s["blind_spot"] == "missing_fact"]
    assert any("lega_legal_status_start_date" in s["detail"] for s in spots)


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("ssd_cin_episodes", "cine_referral_date", lambda t, day: t.referral(day)),
        ("ssd_cin_plans", "cinp_cin_plan_start_date", lambda t, day: t.cin_plan(day)),
        ("ssd_cla_episodes", "clae_cla_episode_start_date", lambda t, day: t.care(day)),
    ],
)
def test_whatever_start_cannot_be_read_the_child_is_in_the_account(town, table, column, make):
    make(town, "99/99/2022")
    assert town.due("2022-02-01") == []
    assert "+ 1 that cannot be judged (balances)" in sums(town)
    assert column in town.stderr
    assert table in town.stderr
    assert column in town.explain("2022-02-01")


def test_the_supplement_says_of_a_visit_how_it_was_made_and_then_it_may_not_count(town):
    town.cp_plan("2022-01-24")
    town.visit("2022-01-31", "cp", visit_id="V1")
    assert town.one("2022-02-01")["due_at"] == "2022-02-14"
    town.call("2022-01-31", visit_id="V1", method="video")
    assert town.one("2022-02-01")["due_at"] == "2022-02-07"


def test_the_assessment_counts_from_the_referral_it_belongs_to(town):
    town.referral("2021-06-01", "2021-09-01", id="R1")
    town.referral("2022-01-10", id="R2")
    town.assessment("2022-01-12", referral="R2")
    assert town.one("2022-01-14")["due_at"] == "2022-01-15"


def test_short_breaks_that_become_care_start_the_clock_that_day(town):
    town.care("2021-10-04", legal="")
    town.legal("2021-10-04", "2022-01-10", kind="V3")
    town.legal("2022-01-10", kind="V2")
    town.visit("2022-01-05", "cla")
    row = town.one("2022-01-12")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-10", "2022-02-21")


def test_a_young_person_over_18_on_an_unclosed_period_of_care_is_a_care_leaver_if_recorded_so(town):
    town.rows.clear()
    town.child(dob="2003-05-05")
    town.care("2015-01-05")
    town.leaver("Former Relevant", "2022-02-01")
    row = town.one("2022-02-02")
    assert (row["duty"], row["case"]) == ("care_leaver_contact", "care leaver")
    assert row["due_at"] == "2022-03-29"
