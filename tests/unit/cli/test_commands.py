"""The commands on the tour's extract and on bad files: what they print, and how they end."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group
from doorstep.reports.due import COLUMNS

ROOT = Path(__file__).parents[3]
TOUR = ROOT / "docs" / "tour-extract"
PS22 = ("--policy", "practice-standards-2022")
DAY = ("--as-at", "2022-02-01")


def run(*words):
    return CliRunner().invoke(group, [str(w) for w in words])


def table(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_due_writes_exactly_the_columns_promised_and_the_account_beside_them():
    result = run("due", TOUR, *PS22, *DAY, "--format", "csv")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == ",".join(COLUMNS)
    assert ",".join(COLUMNS) == (
        "child_id,case,tier,duty,who,method,counted_from,due_at,status,days_overdue,clause,"
        "provisional,assumed,worker,team,layer"
    )
    assert "3 open children = 2 with duties + 1 to whom no duty applies + 0" in result.stderr
    assert "balances" in result.stderr


def test_due_says_who_when_and_why_on_one_row():
    row = next(r for r in table(run("due", TOUR, *PS22, *DAY)) if r["child_id"] == "C1")

    assert row["due_at"] == "2022-01-31"
    assert (row["status"], row["days_overdue"]) == ("overdue", "1")
    assert row["clause"] == 'Practice Standards 2022, Appendix 1, row "CP"'
    assert (row["worker"], row["team"]) == ("Priya Hallworth", "Help and Protection North")


def test_json_holds_the_same_rows_as_csv():
    rows = json.loads(run("due", TOUR, *PS22, *DAY, "--format", "json").stdout)

    as_text = [{k: str(v) for k, v in row.items()} for row in rows]
    assert as_text == table(run("due", TOUR, *PS22, *DAY, "--format", "csv"))


def test_a_table_ends_with_the_account_and_gives_the_reason_under_each_row():
    result = run("due", TOUR, *PS22, *DAY, "--format", "table")

    assert "10 working days after the visit of 17 January 2022" in result.stdout
    assert "balances" in result.stdout


def test_a_refused_row_is_told_with_file_row_field_and_reason_and_written_out(tmp_path):
    out = tmp_path / "refused.csv"

    result = run("due", TOUR, *PS22, *DAY, "--out-refused", out)

    assert result.exit_code == 0
    assert (
        "ssd_cp_visits.csv, row 4, cppv_cp_visit_date: '31/02/2022' is not a date" in result.stderr
    )
    [row] = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["row"], row["child_id"]) == ("ssd_cp_visits.csv", "4", "C1")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--team", "Help and Protection North"), ["C2", "C1"]),
        (("--team", "help and protection north"), ["C2", "C1"]),
        (("--worker", "W1"), ["C2", "C1"]),
        (("--worker", "Priya Hallworth"), ["C2", "C1"]),
    ],
)
def test_due_can_be_asked_for_a_team_or_a_worker_by_name_or_id(words, expected):
    result = run("due", TOUR, *PS22, *DAY, *words)

    assert [row["child_id"] for row in table(result)] == expected
    assert "only" in result.stderr


def test_a_team_that_nobody_has_is_no_empty_list_that_looks_as_if_all_were_well():
    result = run("due", TOUR, *PS22, *DAY, "--team", "Nroth")

    assert result.exit_code == 2
    assert "no team 'Nroth' has an open child" in result.stderr


def test_explain_says_why_in_words_and_as_json():
    told = run("explain", TOUR, "C1", *PS22, *DAY).stdout
    data = json.loads(run("explain", TOUR, "C1", *PS22, *DAY, "--format", "json").stdout)

    assert "Not counted: visit of 26 January 2022" in told
    assert "because the child was not seen" in told
    [obligation] = data["obligations"]
    assert obligation["due_at"] == "2022-01-31"
    assert obligation["not_counted"][0]["why_not"] == "the child was not seen"
    assert obligation["sentence"] in told


def test_explain_gives_the_same_date_as_the_list():
    listed = {(r["child_id"], r["due_at"]) for r in table(run("due", TOUR, *PS22, *DAY))}
    told = set()
    for child in ("C1", "C2"):
        data = json.loads(run("explain", TOUR, child, *PS22, *DAY, "--format", "json").stdout)
        told |= {(child, o["due_at"]) for o in data["obligations"]}

    assert told == listed


def test_explain_of_a_child_who_is_not_there_says_so():
    result = run("explain", TOUR, "C99", *PS22, *DAY)

    assert result.exit_code == 2
    assert "no child 'C99'" in result.stderr


def test_a_prepared_extract_answers_the_same(tmp_path):
    out = tmp_path / "tour.doorstep"
    assert run("extract", "prepare", TOUR, "--out", out).exit_code == 0

    assert run("due", out, *PS22, *DAY).stdout == run("due", TOUR, *PS22, *DAY).stdout
    words = ("C1", *PS22, *DAY)
    assert run("explain", out, *words).stdout == run("explain", TOUR, *words).stdout


def test_timeliness_lists_intervals_and_counts_them_with_their_denominator():
    period = ("--from", "2022-01-01", "--to", "2022-02-01")

    intervals = table(run("timeliness", TOUR, *PS22, *period))
    [cin, cp] = table(run("timeliness", TOUR, *PS22, *period, "--by", "duty"))

    assert list(intervals[0]) == (
        ["child_id", "duty", "opened", "due_at", "closed_on", "outcome", "clause", "worker", "team"]
    )
    assert [i["outcome"] for i in intervals if i["child_id"] == "C1"] == ["in_time", "open_overdue"]
    assert (cp["in_time"], cp["denominator"], cp["in_time_percent"]) == ("1", "2", "50.0")
    assert cp["method_unknown"] == "1"
    assert cin["open_overdue"] == "1"


def test_timeliness_refuses_a_period_that_ends_before_it_starts_and_an_unknown_grouping():
    backwards = run("timeliness", TOUR, *PS22, "--from", "2022-02-01", "--to", "2022-01-01")
    unknown = run(
        *("timeliness", TOUR, *PS22, "--from", "2022-01-01", "--to", "2022-02-01", "--by", "ward")
    )

    assert backwards.exit_code == unknown.exit_code == 2
    assert "ends (2022-01-01) before it starts" in backwards.stderr
    assert "team, case, duty, month" in unknown.stderr


def test_account_lists_blind_spots_and_counts_each_kind():
    result = run("account", TOUR, *PS22, *DAY)

    kinds = {(row["child_id"], row["blind_spot"]) for row in table(result)}
    assert kinds == {("C3", "never_visited"), ("C3", "no_worker"), ("C3", "no_duty")}
    assert "1  no worker" in result.stderr


def test_known_on_leaves_out_what_was_written_later(tmp_path):
    for file in TOUR.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "doorstep_visits.csv").write_text(
        "visit_id,child_id,visit_date,recorded_at\nV1,C1,2022-01-17,2022-01-30 09:00\n"
    )

    before = table(run("due", tmp_path, *PS22, *DAY, "--known-on", "2022-01-29"))
    after = table(run("due", tmp_path, *PS22, *DAY, "--known-on", "2022-01-30"))

    assert next(r["due_at"] for r in before if r["child_id"] == "C1") == "2022-01-24"
    assert next(r["due_at"] for r in after if r["child_id"] == "C1") == "2022-01-31"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("due", "nowhere", *PS22), "nowhere"),
        (
            ("due", TOUR, "--policy", "no-such-pack"),
            "Shipped packs: buckinghamshire-2020",
        ),
        (("due", TOUR, *PS22, "--as-at", "31/01/2022"), "YYYY-MM-DD"),
        (("due", TOUR, *PS22, "--as-at", "20220131"), "YYYY-MM-DD"),
        (("policy", "check", "no-such-pack"), "no policy pack"),
    ],
)
def test_what_cannot_run_says_why_in_one_line_and_ends_with_2(words, told):
    result = run(*words)

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_extract_check_ends_with_1_when_something_was_refused():
    result = run("extract", "check", TOUR)

    assert result.exit_code == 1
    assert "SSD: 3 children" in result.stdout


def test_policy_commands_list_show_check_and_test():
    assert "worcestershire-2020" in run("policy", "list").stdout
    assert "10 working days" in run("policy", "show", "practice-standards-2022").stdout
    assert run("policy", "check", "practice-standards-2022", *DAY).exit_code == 0
    tested = run("policy", "test", "england-statutory")
    assert tested.exit_code == 0
    assert "0 do not" in tested.stdout


def test_synth_writes_an_authority_that_due_reads(tmp_path):
    made = run(
        *("synth", "--children", 25, "--years", 1, "--seed", 3, "--out", tmp_path / "town"),
        *("--as-at", "2022-01-31"),
    )
    listed = run("due", tmp_path / "town", *PS22, "--as-at", "2022-01-31")

    assert made.exit_code == listed.exit_code == 0
    assert "25 open children" in listed.stderr


def test_synth_does_not_write_over_somebody_elses_files(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    result = run("synth", "--children", 1, "--years", 1, "--seed", 1, "--out", tmp_path)

    assert result.exit_code == 2
    assert "other files" in result.stderr


def test_passing_over_closed_cases_changes_no_row(tmp_path):
    from datetime import date

    from doorstep.engine import answer
    from doorstep.intake import read
    from doorstep.policy import shipped_pack
    from doorstep.reports.due import rows

    run(
        *("synth", "--children", 60, "--years", 2, "--seed", 9, "--out", tmp_path / "town"),
        *("--as-at", "2022-06-30", "--dirty"),
    )
    pack = shipped_pack("worcestershire-2020")
    for day in (date(2021, 3, 31), date(2022, 6, 30)):
        whole = read(tmp_path / "town")
        some = read(tmp_path / "town", open_on=day)
        assert some.passed_over
        listed = [row for case in whole.cases for row in rows(answer(case, pack, as_at=day))]
        assert listed == [row for case in some.cases for row in rows(answer(case, pack, as_at=day))]


def test_help_loads_no_library_that_is_slow():
    code = (
        "import sys; from doorstep.cli.main import group; "
        "group(['--help'], standalone_mode=False); "
        "print([m for m in ('polars', 'pydantic', 'yaml', 'openpyxl') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_every_command_has_help_good_enough_to_work_from():
    for words in (
        ("due",), ("explain",), ("timeliness",), ("account",), ("synth",), ("policy",),
        ("policy", "check"), ("policy", "diff"), ("extract", "check"), ("extract", "prepare"),
    ):  # fmt: skip
        result = run(*words, "--help")
        assert result.exit_code == 0
        assert len(result.stdout.splitlines()) > 5
