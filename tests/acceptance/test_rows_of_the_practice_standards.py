"""Each row of Appendix 1 of the Practice Standards: never visited, visited, and the days about it."""

from datetime import date, timedelta

import pytest
from acceptance.town import PS22


def cp(town, start):
    town.cp_plan(start)


def cin(town, start):
    town.cin_plan(start)


def cla(town, start):
    town.care(start, legal="V2", placement="U6")


def long_term(town, start):
    town.care(start, legal="C2", placement="U4")


def kinship_long_term(town, start):
    town.care(start, legal="C2", placement="U1")


def home_on_full_order(town, start):
    town.care(start, legal="C2", placement="P1")


def home_on_interim_order(town, start):
    town.care(start, legal="C1", placement="P1")


def home_without_order(town, start):
    town.care(start, legal="V2", placement="P1")


def otr(town, start):
    town.referral(start)
    town.fact("open_to_review", start)


def leaver(town, start):
    town.rows.clear()
    town.child(dob="2003-05-05")
    town.care("2015-01-05", start)
    town.leaver("Former Relevant")


ROWS = [
    (cp, "cp_visit", "child protection plan", 'row "CP"', "2022-02-15"),
    (cin, "cin_visit", "child in need plan", 'row "CIN"', "2022-03-01"),
    (cla, "cla_visit", "looked after", 'row "CLA"', "2022-03-15"),
    (long_term, "cla_long_term_visit", "looked after", 'row "CLA LTF"', "2022-04-28"),
    (kinship_long_term, "cla_long_term_visit", "looked after", 'row "CLA LTF"', "2022-04-28"),
    (home_on_full_order, "home_on_care_order_visit", "looked after", "placed at home", "2022-02-15"),
    (home_on_interim_order, "home_on_care_order_visit", "looked after", "placed at home", "2022-02-15"),
    (home_without_order, "cla_visit", "looked after", 'row "CLA"', "2022-03-15"),
    (otr, "open_to_review_visit", "other open", 'row "CWD OTR"', "2022-05-06"),
    (leaver, "care_leaver_contact", "care leaver", 'row "Care leavers"', "2022-03-29"),
]  # fmt: skip


def day_after(day, n=1):
    return (date.fromisoformat(day) + timedelta(n)).isoformat()


@pytest.mark.parametrize(("make", "duty", "case", "clause", "due"), ROWS)
def test_a_child_never_visited_is_due_from_the_start_and_overdue_the_day_after(
    town, make, duty, case, clause, due
):
    make(town, "2022-02-01")
    for shift, status, late in ((-1, "due_soon", 0), (0, "due_today", 0), (1, "overdue", 1)):
        (row,) = town.due(day_after(due, shift))
        assert (row["duty"], row["case"], row["due_at"]) == (duty, case, due)
        assert (row["counted_from"], row["status"]) == ("2022-02-01", status)
        assert row["days_overdue"] == str(late)
        assert clause in row["clause"]
        assert row["provisional"] == "no"
        assert row["tier"] == ""
    assert town.one("2025-02-01")["status"] == "overdue"


@pytest.mark.parametrize(("make", "duty", "case", "clause", "due"), ROWS)
def test_a_visit_restarts_the_clock_for_each_row(town, make, duty, case, clause, due):
    make(town, "2021-12-20")
    town.visit("2022-02-01")
    row = town.one("2022-02-02")
    assert (row["duty"], row["counted_from"], row["due_at"]) == (duty, "2022-02-01", due)
    assert row["status"] == "upcoming"


def test_an_open_assessment_is_to_be_visited_within_five_calendar_days_of_referral(town):
    town.referral("2022-01-10")
    town.assessment("2022-01-12")
    (row,) = town.due("2022-01-15")
    assert (row["duty"], row["case"]) == ("assessment_visit", "open assessment")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-10", "2022-01-15")
    assert (row["status"], row["assumed"]) == ("due_today", "no")
    assert 'row "Assessment"' in row["clause"]
    (row,) = town.due("2022-01-16")
    assert (row["status"], row["days_overdue"]) == ("overdue", "1")


@pytest.mark.parametrize(
    ("visit", "due"),
    [("2022-01-10", "2022-02-07"), ("2022-01-11", "2022-02-08"), ("2022-01-13", "2022-02-10")],
)
def test_visits_since_the_referral_count_for_the_assessment(town, visit, due):
    town.referral("2022-01-10")
    town.assessment("2022-01-12")
    town.visit(visit)
    row = town.one("2022-01-20")
    assert (row["counted_from"], row["due_at"]) == (visit, due)


def test_a_visit_before_the_referral_does_not_count_for_the_assessment(town):
    town.referral("2022-01-10")
    town.assessment("2022-01-10")
    town.visit("2022-01-09")
    row = town.one("2022-01-11")
    assert (row["counted_from"], row["due_at"]) == ("2022-01-10", "2022-01-15")


def test_a_visit_shortly_before_the_start_is_named_as_not_counted(town):
    # The issue: reasons name the "visits that did and did not count and why".
    town.referral("2022-01-10")
    town.assessment("2022-01-10")
    town.visit("2022-01-09")
    assert "Not counted: visit of 9 January 2022" in town.explain("2022-01-11")


@pytest.mark.parametrize("plan", ["cin_plan", "cp_plan"])
def test_an_assessment_beside_an_active_plan_asks_nothing(town, plan):
    town.referral("2022-01-10")
    town.assessment("2022-01-12")
    getattr(town, plan)("2022-01-13")
    assert "assessment_visit" not in {r["duty"] for r in town.due("2022-01-20")}


def test_an_authorised_assessment_asks_nothing_from_the_day_it_was_authorised(town):
    town.referral("2022-01-10")
    town.assessment("2022-01-12", "2022-01-20")
    assert [r["duty"] for r in town.due("2022-01-19")] == ["assessment_visit"]
    assert town.due("2022-01-20") == []
    assert "1 open children = 0 with duties + 1 to whom no duty applies" in town.stderr


def test_a_second_assessment_in_one_referral_is_due_no_earlier_than_the_day_it_began(town):
    town.referral("2021-11-01")
    town.assessment("2021-11-01", "2021-11-20")
    town.visit("2021-11-03")
    town.assessment("2022-01-10")
    row = town.one("2022-01-10")
    assert (row["counted_from"], row["due_at"]) == ("2021-11-03", "2022-01-10")
    assert row["status"] == "due_today"
    assert town.one("2022-01-11")["days_overdue"] == "1"


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (
            "2021-12-17",
            "2022-01-05",
        ),  # Christmas, Boxing and New Year's Day, all moved to a weekday
        ("2022-05-20", "2022-06-07"),  # spring bank holiday moved to 2 June, jubilee on 3 June
        ("2022-01-15", "2022-01-28"),  # a Saturday
        ("2022-01-16", "2022-01-28"),  # the Sunday
        ("2022-01-14", "2022-01-28"),  # the Friday before: the same day
        ("2021-12-25", "2022-01-12"),  # a bank holiday weekend as day 0
    ],
)
def test_working_days_skip_weekends_and_bank_holidays_and_the_start_is_day_nought(town, start, due):
    town.cp_plan(start)
    row = town.one(start)
    assert (row["counted_from"], row["due_at"]) == (start, due)


def test_a_due_day_is_explained_with_the_bank_holidays_in_between(town):
    town.cp_plan("2021-12-17")
    said = town.explain("2021-12-20")
    for day in ("27 December 2021", "28 December 2021", "3 January 2022"):
        assert day in said


@pytest.mark.parametrize(
    ("day", "rows"), [("2022-01-09", 0), ("2022-01-10", 1), ("2022-01-30", 1), ("2022-01-31", 0)]
)
def test_a_plan_is_open_from_its_first_day_until_before_its_last(town, day, rows):
    town.referral("2021-11-01")
    town.cp_plan("2022-01-10", "2022-01-31")
    assert len(town.due(day)) == rows


def test_a_visit_on_the_first_day_of_the_plan_counts_and_one_the_day_before_does_not(town):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-09", "cp")
    assert town.one("2022-01-10")["counted_from"] == "2022-01-10"
    assert town.one("2022-01-10")["due_at"] == "2022-01-24"
    town.visit("2022-01-10", "cp")
    town.visit("2022-01-11", "cp", seen="N")
    assert town.one("2022-01-12")["due_at"] == "2022-01-24"
    assert "Counted: visit of 10 January 2022" in town.explain("2022-01-12")


def test_a_visit_on_the_day_asked_about_counts_and_a_later_one_does_not(town):
    town.cp_plan("2022-01-10")
    town.visit("2022-01-17", "cp")
    town.visit("2022-01-25", "cp")
    assert town.one("2022-01-16")["counted_from"] == "2022-01-10"
    assert town.one("2022-01-17")["counted_from"] == "2022-01-17"
    assert town.one("2022-01-24")["due_at"] == "2022-01-31"
    assert town.one("2022-01-25")["due_at"] == "2022-02-08"


def test_before_1_november_2020_the_table_asks_nothing_and_the_account_balances(town):
    town.cp_plan("2020-10-01")
    assert town.due("2020-10-31") == []
    assert "1 open children = 0 with duties + 1 to whom no duty applies" in town.stderr


def test_on_1_november_2020_what_would_have_been_due_before_is_due_that_day(town):
    town.cp_plan("2020-10-01")
    row = town.one("2020-11-01")
    assert (row["counted_from"], row["due_at"]) == ("2020-10-01", "2020-11-01")
    assert row["status"] == "due_today"
    assert town.one("2020-11-02")["days_overdue"] == "1"


def test_the_clock_runs_on_over_1_november_2020(town):
    town.cp_plan("2020-10-01")
    town.visit("2020-10-26", "cp")
    row = town.one("2020-11-01")
    assert (row["counted_from"], row["due_at"]) == ("2020-10-26", "2020-11-09")


def test_the_columns_of_the_due_list_are_exactly_these(town):
    town.cp_plan("2022-01-10")
    out = town.run("due", "--policy", PS22, "--as-at", "2022-01-31", "--format", "csv").stdout
    assert out.splitlines()[0] == (
        "child_id,case,tier,duty,who,method,counted_from,due_at,status,days_overdue,clause,"
        "provisional,assumed,worker,team,layer"
    )
