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
    assert [f.text for f in found if f.level == Level.ERROR] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_part_can_be_added_and_holds_its_own_test(tmp_path, kind):
    folder = made(tmp_path / "our-town")

    written = add_part(folder, kind, "my_part", START)

    assert (folder / KINDS[kind] / "my_part.yaml") in written
    if kind == "duty":  # a second duty on the same children: the first one's tests now miss a row
        (folder / "duties" / "cp_visit.test.yaml").unlink()
        (folder / "duties" / "cp_visit.yaml").unlink()
    assert wrong(folder) == []


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
