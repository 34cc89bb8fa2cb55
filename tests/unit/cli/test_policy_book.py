"""`doorstep policy book` and `doorstep policy diff`: what they write, say and refuse."""

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli import policy_book
from doorstep.cli.main import group

EVERYTHING = Path(__file__).parents[1] / "handbook" / "everything"


def run(*words):
    return CliRunner().invoke(group, ["policy", *(str(w) for w in words)])


@pytest.fixture
def no_pdf(monkeypatch):
    monkeypatch.setattr(policy_book, "_print", lambda *_: (0, "there is no Pango"))


@pytest.fixture
def changed(tmp_path):
    folder = tmp_path / "changed"
    shutil.copytree(EVERYTHING, folder)
    file = folder / "duties" / "cin_visit.yaml"
    file.write_text(file.read_text().replace("4 weeks", "3 weeks"))
    return folder


def test_a_handbook_is_written_and_written_again_over_itself(tmp_path):
    out = tmp_path / "deep" / "book"

    for _ in range(2):
        result = run("book", EVERYTHING, "--out", out, "--as-at", "2020-09-01")
        assert result.exit_code == 0, result.output

    page, pages = result.stdout.splitlines()
    assert page.startswith(f"Wrote {out / 'index.html'}: 8 duties among")
    assert pages.startswith(f"Wrote {out / 'handbook.pdf'}: ")
    assert "As it stands on <time" in (out / "index.html").read_text()
    assert (out / "handbook.pdf").read_bytes().startswith(b"%PDF")


def in_force_from(tmp_path, day):
    folder = tmp_path / "own"
    shutil.copytree(EVERYTHING, folder)
    for file in folder.rglob("*.yaml"):
        if not file.name.endswith(".test.yaml"):
            file.write_text(file.read_text().replace("2020-01-01", day))
    return folder


def test_a_policy_not_yet_in_force_is_shown_as_it_will_stand(tmp_path, no_pdf):
    own, out = in_force_from(tmp_path, "2099-04-01"), tmp_path / "book"

    told = run("book", own, "--out", out).stdout
    page = (out / "index.html").read_text()

    assert told.endswith(". As it will stand on 1 April 2099.\n")
    assert 'As it will stand on <time datetime="2099-04-01">' in page
    assert "Not yet asked for" not in page


def test_a_policy_in_force_is_shown_as_it_stands_today_and_on_the_day_asked_about(
    tmp_path, no_pdf, monkeypatch
):
    monkeypatch.setattr(policy_book, "today", lambda: date(2026, 5, 20))
    days = {(): "20 May 2026", ("--as-at", "2019-01-01"): "1 January 2019"}

    for words, day in days.items():
        told = run("book", EVERYTHING, "--out", tmp_path, *words).stdout
        assert told.endswith(f". As it stands on {day}.\n")


def test_a_pack_of_a_stack_that_is_in_force_only_later_is_named(tmp_path, no_pdf):
    own = in_force_from(tmp_path, "2099-04-01")

    result = run("book", f"england-statutory+{own}", "--out", tmp_path / "book")

    assert result.stderr == (
        "Note: everything is in force from 1 April 2099; --as-at 2099-04-01 shows it.\n"
        "Note: handbook.pdf was not written: there is no Pango.\n"
    )


def test_without_pango_the_page_is_written_and_it_is_said_that_the_pdf_was_not(tmp_path, no_pdf):
    result = run("book", EVERYTHING, "--out", tmp_path)

    assert result.exit_code == 0
    assert (tmp_path / "index.html").exists()
    assert "Note: handbook.pdf was not written: there is no Pango." in result.stderr


@pytest.mark.parametrize("name", ["index.html", "handbook.pdf"])
def test_files_of_somebody_else_are_left_alone(tmp_path, no_pdf, name):
    (tmp_path / name).write_text("years of work, not by Doorstep")

    result = run("book", EVERYTHING, "--out", tmp_path)

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "is no earlier handbook" in result.stderr
    assert (tmp_path / name).read_text() == "years of work, not by Doorstep"


def test_what_cannot_be_written_is_told_in_one_line(tmp_path, no_pdf):
    (tmp_path / "file").write_text("")
    faults = {
        "": "--out is empty",
        str(tmp_path / "file"): "is a file: name a folder",
        str(tmp_path / "file" / "below"): "cannot be written",
    }
    for out, told in faults.items():
        result = run("book", EVERYTHING, "--out", out)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert told in result.stderr


def test_a_pack_that_is_not_there_makes_no_folder(tmp_path):
    result = run("book", "no-such-pack", "--out", tmp_path / "book")

    assert result.exit_code == 2
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("words", [("book", EVERYTHING), ("diff", EVERYTHING, EVERYTHING)])
def test_without_the_extra_it_says_how_to_add_it(tmp_path, monkeypatch, words):
    for name in [n for n in sys.modules if n.startswith("doorstep.handbook")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)

    result = run(*words, "--out", tmp_path / "new")

    assert result.exit_code == 2
    assert "pip install 'doorstep[book]'" in result.stderr


def test_the_other_commands_load_none_of_what_a_handbook_needs():
    code = (
        "import sys; import doorstep.cli.policy as p; import click; "
        "p.policy.get_help(click.Context(p.policy)); "
        "print([m for m in ('jinja2', 'weasyprint', 'doorstep.handbook') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_change_note_says_what_changes_for_whom_and_from_when(changed):
    told = run("diff", EVERYTHING, changed).stdout.splitlines()

    assert told[0] == "Change note: A policy with a part of every kind, version 1"
    assert told[3:6] == [
        "",
        "Children on a child in need plan",
        "  Visit to a child on a child in need plan: how often"
        " [cin_visit: every from 2020-01-01], from 1 January 2020",
    ]
    assert told[6].startswith("    before: 4 weeks after the start of the child in need plan")
    assert told[7].startswith("    after:  3 weeks after the start of the child in need plan")
    assert told[-1] == "1 difference for 1 group of people."


def test_a_change_note_as_rows_has_its_columns(changed):
    rows = list(
        csv.DictReader(io.StringIO(run("diff", EVERYTHING, changed, "--format", "csv").stdout))
    )
    data = json.loads(run("diff", EVERYTHING, changed, "--format", "json").stdout)

    assert list(rows[0]) == ["what", "before", "after", "who", "from"]
    assert rows == data
    assert rows[0]["from"] == "2020-01-01"


def test_a_change_note_can_be_a_page_and_replaces_only_itself(changed, tmp_path):
    file = tmp_path / "note.html"

    for _ in range(2):
        result = run("diff", EVERYTHING, changed, "--out", file)
        assert (result.exit_code, result.stdout) == (
            0,
            f"Wrote {file}: 1 difference for 1 group of people.\n",
        )
    file.write_text("years of work")

    assert run("diff", EVERYTHING, changed, "--out", file).exit_code == 2
    assert file.read_text() == "years of work"


def test_a_pack_does_not_differ_from_itself():
    assert run("diff", EVERYTHING, EVERYTHING).stdout == "No differences.\n"
