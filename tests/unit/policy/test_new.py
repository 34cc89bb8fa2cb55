"""A pack started from a skeleton loads, holds its own tests, and spoils nothing that is there."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group
from doorstep.policy import load_pack
from doorstep.policy.check import Level, check
from doorstep.policy.new import KINDS, TakenError, add_part, new_pack
from doorstep.reports.golden import examples, verdict

START = date(2027, 4, 1)


def made(folder: Path, title="Our policy", start=START) -> Path:
    new_pack(folder, title=title, issuer="Our council", start=start)
    return folder


def wrong(folder: Path) -> list:
    pack = load_pack(folder)
    return [line for e in examples(folder) for line in verdict(e, pack).wrong]


@pytest.mark.parametrize("start", [START, date(2011, 12, 20), date(2024, 2, 29), date(2050, 1, 1)])
def test_a_new_pack_loads_and_holds_its_own_tests_whenever_it_begins(tmp_path, start):
    folder = made(tmp_path / "our-town", start=start)

    assert wrong(folder) == []
    found = check(load_pack(folder), floor=None, as_at=date(2026, 11, 22))
    errors = [(f.kind, f.where, f.text.split(":")[0]) for f in found if f.level == Level.ERROR]
    assert errors == [
        ("clause", "counts/seen_in_person.yaml", "line 6"),
        ("clause", "duties/cp_visit.yaml", "line 8"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_part_can_be_added_and_holds_its_own_test(tmp_path, kind):
    folder = made(tmp_path / "our-town")

    written = add_part(folder, kind, "my_part", START)

    assert (folder / KINDS[kind] / "my_part.yaml") in written
    assert wrong(folder) == []


def test_a_second_duty_breaks_an_example_of_the_first_only_where_that_lists_everything(tmp_path):
    folder = made(tmp_path / "our-town")
    tests = folder / "duties" / "cp_visit.test.yaml"
    tests.write_text(tests.read_text().replace("  only: [cp_visit]\n", "", 1))

    add_part(folder, "duty", "another_visit", START)

    pack = load_pack(folder)
    failing = [e for e in examples(folder) if verdict(e, pack).wrong]
    assert [(e.file.name, e.number) for e in failing] == [("cp_visit.test.yaml", 1)]


@pytest.mark.parametrize("title", ["Visits: how often?", 'The "new" rules', "# one", "Rhys & Siân"])
def test_whatever_the_title_is_it_stays_text(tmp_path, title):
    folder = made(tmp_path / "our-town", title=title)

    assert load_pack(folder).head.title == title


def test_the_folder_names_the_pack_whatever_it_is_called(tmp_path):
    assert load_pack(made(tmp_path / "Our Town (draft)")).id == "our-town--draft"


def test_nothing_that_is_there_is_written_over(tmp_path):
    folder = made(tmp_path / "our-town")
    before = (folder / "duties" / "cp_visit.yaml").read_text()

    with pytest.raises(TakenError, match="not empty"):
        made(folder)
    with pytest.raises(TakenError, match="another name"):
        add_part(folder, "duty", "cp_visit", START)
    assert (folder / "duties" / "cp_visit.yaml").read_text() == before


def run(*args):
    return CliRunner().invoke(group, [str(a) for a in args], prog_name="doorstep")


def test_the_commands_say_what_they_wrote_and_what_comes_next(tmp_path):
    folder = tmp_path / "our-town"

    started = run("policy", "new", folder, "--from", "2027-04-01")
    again = run("policy", "new", folder, "--from", "2027-04-01")
    added = run("policy", "add", folder, "rule", "meetings")
    misnamed = run("policy", "add", folder, "rule", "My Rule")

    assert started.exit_code == 0
    assert "doorstep policy check" in started.stdout
    assert (again.exit_code, "not empty" in again.stderr) == (2, True)
    assert "rules/meetings.test.yaml" in added.stdout
    assert (misnamed.exit_code, "small letters" in misnamed.stderr) == (2, True)
    assert run("policy", "test", folder).exit_code == 0


def test_a_part_can_be_added_to_a_policy_that_does_not_load_without_it(tmp_path):
    folder = made(tmp_path / "our-town")
    (folder / "counts" / "seen_in_person.yaml").unlink()
    (folder / "duties" / "cin_visit.yaml").write_text("id: a: b\n")

    added = run("policy", "add", folder, "counts", "seen_in_person")

    assert added.exit_code == 0
    assert "2027-04-01:" in (folder / "counts" / "seen_in_person.yaml").read_text()


def test_a_part_is_added_from_the_day_given_where_the_pack_cannot_say_its_own(tmp_path):
    folder = made(tmp_path / "our-town")
    (folder / "pack.yaml").write_text("id: our-town\n")

    asked = run("policy", "add", folder, "rule", "meetings")
    given = run("policy", "add", folder, "rule", "meetings", "--from", "2027-05-01")

    assert asked.exit_code == 2
    assert "say it with --from" in asked.stderr
    assert "in_force_from: is missing" in asked.stderr
    assert given.exit_code == 0
    assert "2027-05-01" in (folder / "rules" / "meetings.yaml").read_text()


def test_a_part_is_not_added_where_there_is_no_policy(tmp_path):
    nowhere = run("policy", "add", tmp_path, "rule", "meetings", "--from", "2027-05-01")

    assert (nowhere.exit_code, "no pack.yaml" in nowhere.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
