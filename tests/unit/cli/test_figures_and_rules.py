"""`doorstep figures`, and what `doorstep explain` says of ways and rules."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group

ROOT = Path(__file__).parents[3]
TOUR = "docs/tour-extract"
DAY = ("--as-at", "2022-02-01")


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def run(*args):
    return CliRunner().invoke(group, [str(a) for a in args], prog_name="doorstep")


def test_a_figure_comes_with_its_denominator_and_clause():
    result = run("figures", TOUR, "--policy", "practice-standards-2022", *DAY, "--format", "csv")

    assert result.exit_code == 0
    head, *rows = result.stdout.splitlines()
    assert head == "figure,group,count,of,share,trend,clause"
    assert rows
    assert all("Practice Standards 2022, 2.1 i)" in row for row in rows)


def test_a_figure_the_policy_does_not_ask_for_is_refused_with_those_it_does():
    result = run("figures", TOUR, "--policy", "england-statutory", *DAY)

    assert result.exit_code == 2
    assert "those it asks for: none" in result.stderr


def test_explain_says_in_which_ways_the_child_may_be_seen_today():
    told = run("explain", TOUR, "C1", "--policy", "practice-standards-2022", *DAY).stdout

    assert (
        "Today: in person counts; video, phone, other electronic counts if agreed by head of"
        in told
    )


def test_explain_about_an_act_says_what_the_rules_say():
    asked = ("explain", TOUR, "C1", "--policy", "practice-standards-2022", *DAY)

    meeting = run(*asked, "--about", "meeting").stdout
    silent = run(*asked, "--about", "placement_move").stdout

    assert "Child C1 as at 1 February 2022: meeting" in meeting
    assert "Practice Standards 2022, 2.2" in meeting
    assert "says nothing of this for child C1: placement move." in silent
