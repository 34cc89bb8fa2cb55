"""Regulation 28: the first week, the first year, afterwards, and weekly until the first review."""

from acceptance.town import ENGLAND


def rows(town, day):
    return {r["duty"]: r for r in town.due(day, ENGLAND)}


def review(town, day, care_id):
    town.add(
        "ssd_cla_reviews",
        cla_review_id=f"RV{day}",
        clar_cla_id=care_id,
        cla_review_date=day,
        cla_review_cancelled="N",
    )


def test_a_placement_is_to_be_visited_within_its_first_week(town):
    town.care("2022-01-10")
    found = rows(town, "2022-01-17")["placement_first_visit"]
    assert (found["due_at"], found["status"], found["counted_from"]) == (
        "2022-01-17",
        "due_today",
        "2022-01-10",
    )
    assert "28(2)(a)" in found["clause"]
    late = rows(town, "2022-01-18")["placement_first_visit"]
    assert (late["status"], late["days_overdue"]) == ("overdue", "1")
    town.visit("2022-01-17", "cla")
    assert set(rows(town, "2022-01-18")) == {"looked_after_visit"}
    assert rows(town, "2022-01-18")["looked_after_visit"]["due_at"] == "2022-02-28"


def test_the_first_week_begins_anew_with_each_placement_and_the_six_weeks_run_on(town):
    town.care_episode("2022-01-10", "2022-02-01", "C1", "L1")
    town.care_episode("2022-02-01", "", "C1", "L1", entered="2022-01-10", reason="P")
    town.placement("2022-01-10", "2022-02-01", "C1", "U6", "L1")
    town.placement("2022-02-01", "", "C1", "U6", "L1")
    town.legal("2022-01-10")
    town.visit("2022-01-14", "cla")
    found = rows(town, "2022-02-02")
    assert found["placement_first_visit"]["due_at"] == "2022-02-08"
    assert found["looked_after_visit"]["due_at"] == "2022-02-25"


def test_six_weeks_in_the_first_year_and_still_six_in_a_placement_not_meant_to_last(town):
    town.care("2021-01-11", placement="U6")
    town.visit("2022-01-05", "cla")
    for day in ("2022-01-10", "2022-01-12"):
        found = rows(town, day)["looked_after_visit"]
        assert (found["counted_from"], found["due_at"]) == ("2022-01-05", "2022-02-16")


def test_three_months_after_the_first_year_of_a_placement_meant_to_last_until_18(town):
    town.care("2021-01-11", placement="U4")
    town.visit("2022-01-05", "cla")
    found = rows(town, "2022-01-10")["looked_after_visit"]
    assert found["due_at"] == "2022-02-16"
    assert "28(2)(b)" in found["clause"]
    found = rows(town, "2022-01-11")["looked_after_visit"]
    assert (found["counted_from"], found["due_at"]) == ("2022-01-05", "2022-04-05")
    assert "28(2)(c)(i)" in found["clause"]


def test_three_months_end_on_the_last_day_of_a_shorter_month(town):
    town.care("2020-01-11", placement="U4")
    town.visit("2021-11-30", "cla")
    assert rows(town, "2021-12-01")["looked_after_visit"]["due_at"] == "2022-02-28"


def test_at_home_under_an_interim_order_weekly_until_the_first_review_then_four_weeks(town):
    town.care("2022-01-10", legal="C1", placement="P1")
    assert rows(town, "2022-01-11")["connected_or_interim_visit"]["due_at"] == "2022-01-17"
    town.visit("2022-02-04", "cla")
    review(town, "2022-02-07", "L-C1-2022-01-10")
    found = rows(town, "2022-02-06")["connected_or_interim_visit"]
    assert (found["due_at"], "28(4)" in found["clause"]) == ("2022-02-11", True)
    found = rows(town, "2022-02-07")
    assert found["connected_or_interim_visit"]["due_at"] == "2022-03-04"
    assert "looked_after_visit" not in found


def test_at_home_under_a_full_order_within_a_week_of_the_order_then_six_weeks(town):
    town.care("2022-01-10", legal="C2", placement="P1")
    found = rows(town, "2022-01-11")
    assert found["after_order_visit"]["due_at"] == "2022-01-17"
    assert found["home_on_full_care_order_visit"]["due_at"] == "2022-02-21"
    town.visit("2022-01-14", "cla")
    found = rows(town, "2022-01-15")
    assert "after_order_visit" not in found
    assert found["home_on_full_care_order_visit"]["due_at"] == "2022-02-25"


def test_a_week_runs_from_the_order_when_the_child_was_home_before_it(town):
    town.care("2022-01-10", legal="", placement="P1")
    town.legal("2022-01-10", "2022-03-01", kind="C1")
    town.legal("2022-03-01", kind="C2")
    town.visit("2022-02-25", "cla")
    found = rows(town, "2022-03-02")
    assert (found["after_order_visit"]["counted_from"], found["after_order_visit"]["due_at"]) == (
        "2022-03-01",
        "2022-03-08",
    )


def test_six_months_in_a_long_term_foster_placement_a_year_old_if_the_child_agrees(town):
    town.care("2020-01-11", placement="U4")
    town.fact("child_agrees", "2021-06-01")
    town.visit("2022-01-05", "cla")
    found = rows(town, "2022-01-11")
    assert found["long_term_foster_visit"]["due_at"] == "2022-07-05"
    assert "looked_after_visit" not in found


def test_by_telephone_in_the_summer_of_2020_and_not_before_or_long_after(town):
    town.care("2020-03-02")
    town.call("2020-03-05", method="in_person", seen="yes")
    town.call("2020-04-23", method="phone", seen="yes")
    assert rows(town, "2020-05-01")["looked_after_visit"]["counted_from"] == "2020-03-05"
    town.call("2020-04-24", method="phone", seen="yes")
    assert rows(town, "2020-05-01")["looked_after_visit"]["counted_from"] == "2020-04-24"


def test_the_statute_asks_nothing_for_a_child_protection_plan(town):
    town.cp_plan("2022-01-10")
    assert rows(town, "2022-02-01") == {}
    assert "+ 1 to whom no duty applies + 0 that cannot be judged (balances)" in town.stderr
