"""Days at and past the ends of the table of working days (1990 to 2050): no crash, no wrap-round."""

import pytest
from attack.attacks import DAY, PS22, does_not_crash, old_case, row_of, run

PACKS = ("practice-standards-2022", "worcestershire-2020", "england-statutory")


# FAILS NOW: a plan that began before 1990 wraps round and is "upcoming" in 2037
@pytest.mark.parametrize("start", ["1975-12-20", "1980-06-01", "1989-12-31"])
def test_a_plan_from_before_the_table_is_overdue_and_not_upcoming_in_the_far_future(
    tmp_path, start
):
    result = run("due", old_case(tmp_path, start), *PS22, *DAY)

    does_not_crash(result)
    assert row_of(result, "X")["status"] == "overdue"
    assert row_of(result, "Y")["status"] == "overdue"


# FAILS NOW: IndexError, and with it the whole list of the authority is lost
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(
    ("start", "as_at"),
    [
        ("1900-01-01", "2022-02-01"),
        ("2050-12-20", "2050-12-31"),
        ("2051-01-05", "2051-03-01"),
        ("2199-12-20", "2199-12-31"),
        ("2022-01-10", "9999-12-31"),
        ("2022-01-10", "0001-01-01"),
    ],
)
@pytest.mark.parametrize("command", ["due", "explain", "account"])
def test_one_wild_start_date_does_not_take_the_list_of_all_others(
    tmp_path, pack, start, as_at, command
):
    child = ("Y",) if command == "explain" else ()
    made = old_case(tmp_path, start)

    does_not_crash(run(command, made, *child, "--policy", pack, "--as-at", as_at))


# FAILS NOW: IndexError
def test_timeliness_survives_a_plan_from_1900(tmp_path):
    made = old_case(tmp_path, "1900-01-01")
    does_not_crash(run("timeliness", made, *PS22, "--from", "2021-02-01", "--to", "2022-02-01"))


# FAILS NOW: OverflowError and IndexError
@pytest.mark.parametrize("as_at", ["0001-01-01", "1985-06-01", "2050-06-01", "9999-12-31"])
def test_policy_check_survives_any_year(as_at):
    does_not_crash(run("policy", "check", "practice-standards-2022", "--as-at", as_at))


# FAILS NOW: ValueError and IndexError
@pytest.mark.parametrize("as_at", ["0001-01-01", "1900-01-01", "2051-06-01", "9999-12-31"])
def test_synth_survives_any_year(tmp_path, as_at):
    words = ("--children", 2, "--years", 1, "--seed", 1, "--as-at", as_at)
    does_not_crash(run("synth", *words, "--out", tmp_path / "town"))
