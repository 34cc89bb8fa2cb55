"""`doorstep policy show`: what a pack asks, whole, in the words of its handbook."""

from itertools import takewhile
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group

EVERYTHING = Path(__file__).parents[1] / "handbook" / "everything"


def shown(*words):
    result = CliRunner().invoke(group, ["policy", "show", *(str(w) for w in words)])
    assert result.exit_code == 0, result.output
    return result.stdout


def part(text, name):
    """Return the lines of one part, without their indent."""
    lines = iter(text.splitlines())
    next(line for line in lines if line.startswith(f"  {name}: "))
    return [line.strip() for line in takewhile(bool, lines)]


@pytest.fixture(scope="module")
def everything():
    return shown(EVERYTHING)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "cp_visit",
            "Who may agree to less: The head of service may agree to less, at most 4 weeks, where the"
            " child's agreement is recorded. [2(d)]",
        ),
        (
            "cp_visit",
            "What other policies may change: Emergency policies may let it fall later or accept more, at"
            " most 3 weeks, and may suspend it. [2(e)]",
        ),
        (
            "cp_visit",
            "First visit or call: A visit or call is due within 5 working days of the start of the child"
            " protection plan. (assumed) From 1 January 2020. [2]",
        ),
        (
            "cp_visit",
            "- Suspended: nothing falls due until it resumes. From 1 April 2020 to 30 June 2020. [2(b)]",
        ),
        (
            "cp_visit",
            "- While the child is not born yet: the team manager, from 1 February 2020. [2(c)]",
        ),
        ("conference", "What meets it: A review conference."),
        (
            "between",
            "How often: Before the first review conference in the child protection plan nothing is owed."
            " From each review conference until the day before the next, a visit or call is due once;"
            " while the date of the next is not known, within 3 months of the last review conference."
            " From 1 January 2020. [6]",
        ),
        (
            "placed",
            "How days are counted: The day it is counted from is itself counted, as day 1. Working days"
            " are Monday to Friday; bank holidays are counted as well. In weeks every day is counted,"
            " weekends and bank holidays too.",
        ),
        (
            "alone",
            "How many of the visits or calls: At least every other visit or call must be so: the child"
            " being seen alone. The visits or calls are those of: Visit to a child on a child protection"
            " plan (cp_visit) [3]",
        ),
        (
            "no_end",
            "1. Not allowed: The plan stays. From 30 April 2020 to 29 September 2020. [11(a)]",
        ),
        ("no_end", "- Only where a child protection plan of this authority is open."),
        ("no_end", "- Agreed to by the conference chair."),
        (
            "no_end",
            "2. Allowed on conditions: The conference decides. [11(b)] See Plan of visits (plan),"
            " Agreement to a plan (agreement) and How the note begins (opening).",
        ),
        (
            "H1",
            "When it holds: Holds where a disclosure in a keep-in-touch call is on record, until the"
            " child has been seen in person and a manager has decided. From 1 January 2020. [10(a)]",
        ),
    ],
)
def test_each_kind_of_thing_is_shown_with_its_days_and_its_clause(everything, name, line):
    assert line in part(everything, name)


def test_the_condition_of_a_phase_stands_with_its_values(everything):
    first, then, others = part(everything, "placed")[1:4]

    while_ = "while it is less than 12 months since the placement began. From 1 January 2020. [8]"
    assert first.startswith("First visit or call (in the first year): ")
    assert then.startswith("After that (in the first year): ")
    assert first.endswith(while_)
    assert then.endswith(while_)
    assert others.startswith("How often (in all other cases): ")
    assert "30 working days" in others


def test_only_what_is_in_force_on_a_day_is_shown_when_asked_for():
    during, after = (
        shown(EVERYTHING, "--as-at", "2020-05-01"),
        shown(EVERYTHING, "--as-at", "2021-01-01"),
    )
    before = shown(EVERYTHING, "--as-at", "2019-12-31")

    assert "- Suspended: nothing falls due" in during
    assert "Suspended" not in after
    assert "1. Not allowed" in during
    assert "1. Not allowed" not in after
    assert "2. Allowed on conditions" in after
    assert part(before, "cin_visit")[1:3] == [
        "How often:",
        "- Nothing is in force on 31 December 2019.",
    ]


def test_of_the_other_parts_the_titles_are_shown(everything):
    titles = [line for line in everything.splitlines()[-14:] if line]

    assert titles[:4] == [
        "Procedures:",
        "  agreement: Agreement to a plan",
        "Forms:",
        "  plan: Plan of visits",
    ]
    assert "\n\n\n" not in everything


def test_a_stack_is_shown_with_the_names_of_its_packs():
    text = shown("england-statutory+practice-standards-2022")

    assert "\n  practice-standards-2022/cp_visit: " in text
    assert "\n  england-statutory/looked_after_visit: " in text
