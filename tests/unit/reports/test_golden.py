"""Golden tests: of which duties they speak, in which order, and what a check says of failing ones."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group
from doorstep.policy import load_pack, shipped_pack
from doorstep.policy.new import add_part, new_pack
from doorstep.reports.golden import Example, verdict
from doorstep.reports.golden_rows import wrong_rows

START = date(2027, 4, 1)
GIVEN = {
    "episodes": [{"kind": "child_protection_plan", "start_date": date(2027, 4, 5)}],
    "visits": [{"visit_date": date(2027, 4, 12), "seen": True, "method": "in_person"}],
}
DUE = date(2027, 4, 26)


@pytest.fixture
def town(tmp_path):
    """Return a policy with two duties that ask the same, their clauses filled in."""
    folder = tmp_path / "town"
    new_pack(folder, title="Our policy", issuer="Our council", start=START)
    add_part(folder, "duty", "also_visit", START)
    for file in folder.rglob("*.yaml"):
        file.write_text(file.read_text().replace("the place in the policy", "section 4"))
    return folder


def wrong(folder, **more):
    data = {"name": "n", "as_at": date(2027, 4, 20), "given": GIVEN, **more}
    return verdict(Example(file=Path("x.test.yaml"), number=1, data=data), load_pack(folder)).wrong


ROW, ALSO = {"duty": "cp_visit", "due_at": DUE}, {"duty": "also_visit", "due_at": DUE}


def test_with_only_an_example_lists_the_rows_of_these_duties_alone(town):
    assert wrong(town, expect=[ROW], only=["cp_visit"]) == ()
    assert wrong(town, expect=[ALSO, ROW], only=["cp_visit", "also_visit"]) == ()
    assert wrong(town, decisions=[], only=["cp_visit"]) == ()
    assert "expected 1 of duty, found 2" in wrong(town, expect=[ROW])[0]
    assert "expected 0 of duty, found 1" in wrong(town, expect=[], only=["cp_visit"])[0]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"only": ["lost"], "expect": []}, "the pack has no duty lost; it has: also_visit, cp_visit"),
        ({"only": [{"a": 1}], "expect": []}, "the pack has no duty"),
        ({"only": "cp_visit", "expect": []}, "`only` is a list of duties, such as [cp_visit]"),
        ({"only": [], "expect": []}, "`only` is a list of duties"),
        ({"only": ["cp_visit"], "tier": None}, "`only` goes with `expect` or `decisions`"),
    ],
)  # fmt: skip
def test_an_only_that_leads_nowhere_is_a_clear_fault(town, more, told):
    [line] = wrong(town, **more)

    assert told in line


def test_rows_in_another_order_are_told_in_one_line_with_the_order_found(town):
    [line] = wrong(town, expect=[ROW, ALSO])

    assert line == (
        "duty: as expected, but in another order; found in this one:"
        " also_visit 2027-04-26; cp_visit 2027-04-26"
    )


FOUND = [{"duty": "a", "status": "due"}, {"duty": "a", "status": "late"}, {"duty": "b"}]


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ([{"duty": "a"}, {"duty": "a"}, {"duty": "b"}], 0),
        ([{"duty": "b"}, {"duty": "a"}, {"duty": "a", "status": "due"}], 1),
        ([{"duty": "b"}, {"duty": "a"}, {"duty": "c"}], 2),
        ([{"duty": "a"}, {"duty": "a"}, {"duty": "c"}], 1),
    ],
)
def test_another_order_is_told_apart_from_other_rows(expected, lines):
    assert len(list(wrong_rows(expected, FOUND, "duty"))) == lines


def test_a_wrong_word_of_what_is_given_is_told_with_the_nearest(town):
    given = {"episodes": [{"kind": "child_protection", "start_date": date(2027, 4, 5)}]}

    [line] = wrong(town, expect=[], given=given)

    assert "did you mean child_protection_plan" in line


def check(folder):
    return CliRunner().invoke(group, ["policy", "check", str(folder), "--as-at", "2026-11-22"])


def golden(result):
    return [line for line in result.output.splitlines() if line.startswith("ERROR [golden]")]


def test_a_check_names_each_example_that_does_not_hold(town):
    tests = town / "duties" / "cp_visit.test.yaml"
    assert golden(check(town)) == []

    tests.write_text(tests.read_text().replace("due_today", "overdue"))

    result = check(town)
    assert result.exit_code == 1
    assert golden(result) == [
        "ERROR [golden] duties/cp_visit.test.yaml: `it is due on the tenth working day` does not hold;"
        " `doorstep policy test` says why."
    ]


def test_of_many_examples_that_do_not_hold_a_check_names_some_and_counts_the_rest(town):
    line = "- {name: n, as_at: 2027-04-20, expect: [{duty: cp_visit}]}\n"
    (town / "duties" / "also_visit.test.yaml").write_text(
        "- {name: seen, as_at: 2027-04-20, intervals: [{duty: also_visit}]}\n" + line * 24
    )

    found = golden(check(town))

    assert len(found) == 21
    assert found[-1] == "ERROR [golden] tests: 5 more examples do not hold."


def test_a_file_of_examples_that_is_none_is_an_error_of_the_check(town):
    (town / "duties" / "also_visit.test.yaml").write_text("a: b\n")

    assert any("also_visit.test.yaml: a file of golden" in line for line in golden(check(town)))


def test_a_check_says_where_a_skeletons_clause_still_stands(town):
    file = town / "duties" / "cp_visit.yaml"
    file.write_text(
        file.read_text().replace("clause: section 4", "clause: the place in the policy")
    )

    result = check(town)

    clause = [line for line in result.output.splitlines() if "[clause]" in line]
    assert result.exit_code == 1
    assert len(clause) == 1
    assert "duties/cp_visit.yaml: line 8: the clause is still" in clause[0]


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ({"text": "Hello."}, "`text` needs `wording:`"),
        ({"missing": []}, "`missing` needs `form:`"),
        ({"rulings": []}, "`rulings` needs `about:`"),
        ({"runs": {}}, "`runs` needs `service:`"),
        ({"rows": []}, "`rows` needs `figure:`"),
        ({"procedure": "lado_referral", "steps": []}, "`steps` says nothing"),
        ({"ways": []}, "`ways` says nothing"),
        (
            {
                "procedure": "lado_referral",
                "steps": [{"action": "agree", "role": "iro", "too": "with_lado", "refused": ""}],
            },
            "not a word of a step: too",
        ),
        ({"service": "short_breaks", "runs": {"state": True}}, "state expected True"),
    ],
)
def test_an_example_that_tries_nothing_or_misspells_a_word_does_not_hold(example, told):
    pack = shipped_pack("worcestershire-2020")
    data = {"name": "made up", "as_at": date(2020, 5, 4), **example}

    wrong = verdict(Example(file=Path("x.test.yaml"), number=1, data=data), pack).wrong

    assert told in " ".join(wrong)
