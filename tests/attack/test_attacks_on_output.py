"""Where results go: full disks, closed pipes, files that are somebody else's, words that are code."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile

import pytest
from attack.attacks import (
    DAY,
    PS22,
    TOUR,
    VISITS,
    does_not_crash,
    extract,
    in_a_process,
    run,
    says_why_not,
)

COMMANDS = [
    ("due", TOUR, *PS22, *DAY),
    ("explain", TOUR, "C1", *PS22, *DAY),
    ("account", TOUR, *PS22, *DAY),
    ("policy", "list"),
    ("policy", "show", "practice-standards-2022"),
    ("extract", "check", TOUR),
]


def shell(command, tail):
    words = " ".join(f"'{word}'" for word in command)
    doorstep = f"{sys.executable} -c 'from doorstep.cli import main; main()' {words}"
    return subprocess.run(
        ["bash", "-c", f"{doorstep} {tail}"], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(map(str, c[:2])))
def test_a_full_disk_is_told_in_one_sentence(command):
    done = shell(command, "> /dev/full")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS[:5], ids=lambda c: " ".join(map(str, c[:2])))
def test_a_reader_that_goes_away_is_no_error(command):
    done = shell(command, "| true; exit ${PIPESTATUS[0]}")

    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_closed_standard_output_is_no_crash():
    assert "Traceback" not in shell((*COMMANDS[0], "--format", "csv"), ">&-").stderr


@pytest.mark.parametrize("out", ["/nowhere/refused.csv", "/dev/full"])
def test_refused_rows_that_cannot_be_written_are_told(out):
    says_why_not(run("due", TOUR, *PS22, *DAY, "--out-refused", out), out)


@pytest.mark.parametrize("name", [VISITS, "notes.txt"])
def test_refused_rows_are_not_written_over_another_file(tmp_path, name):
    made = extract(tmp_path)
    (made / "notes.txt").write_text("years of work")
    before = (made / name).read_bytes()
    result = run("due", made, *PS22, *DAY, "--out-refused", made / name)

    assert (made / name).read_bytes() == before
    says_why_not(result, name)


@pytest.mark.parametrize("out", ["/nowhere/one.file", "/dev/full", TOUR / VISITS, "a" * 300])
def test_an_extract_that_cannot_be_prepared_there_is_told(out):
    says_why_not(run("extract", "prepare", TOUR, "--out", out))


def test_refused_rows_and_the_prepared_extract_are_not_one_file(tmp_path):
    out = tmp_path / "one.file"
    assert run("extract", "prepare", TOUR, "--out", out).exit_code == 0
    run("extract", "prepare", TOUR, "--out", out, "--out-refused", out)

    assert run("due", out, *PS22, *DAY).exit_code == 0


def test_an_authority_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    words = ("--children", 1, "--years", 1, "--seed", 1)
    says_why_not(run("synth", *words, "--out", tmp_path / "file" / "town"))


# FAILS NOW for what is JSON but no child: AttributeError, RecursionError
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE child SET body = '[]'",
        "UPDATE child SET body = '3'",
        "UPDATE child SET body = '" + "[" * 20_000 + "]" * 20_000 + "'",  # noqa: S608
        "UPDATE child SET body = '{'",
        "UPDATE child SET body = x'ff00'",
        "UPDATE meta SET value = '3' WHERE key = 'notes'",
        "DELETE FROM meta",
        "DROP TABLE child",
        "PRAGMA user_version = 99",
    ],
    ids=range(9),
)
@pytest.mark.parametrize("command", [("due",), ("explain", "C1")])
def test_a_prepared_extract_that_was_tampered_with_is_refused(tmp_path, change, command):
    out = tmp_path / "one.file"
    run("extract", "prepare", TOUR, "--out", out)
    database = sqlite3.connect(out)
    database.execute(change)
    database.commit()
    database.close()
    name, *child = command

    says_why_not(run(name, out, *child, *PS22, *DAY), "prepare")


# FAILS NOW for the last: a file that lost its last bytes is read as if it were whole
@pytest.mark.parametrize("lost", [20_000, 4_096, 10])
def test_a_prepared_extract_that_was_cut_off_is_refused(tmp_path, lost):
    out = tmp_path / "one.file"
    run("extract", "prepare", TOUR, "--out", out)
    out.write_bytes(out.read_bytes()[:-lost])

    says_why_not(run("due", out, *PS22, *DAY), "prepare")


def test_names_that_a_spreadsheet_would_run_are_written_as_text(tmp_path):
    made = extract(
        tmp_path,
        ssd_department="dept_team_id,dept_team_name\nT1,+cmd()\n",
        ssd_professionals="prof_professional_id,prof_professional_name\nW1,@evil\n",
        ssd_person=(TOUR / "ssd_person.csv").read_text() + '"-2+3",a,b,F,x,,\n',
    )
    out = tmp_path / "refused.csv"
    result = run("due", made, *PS22, *DAY, "--out-refused", out)

    assert ",'@evil,'+cmd()" in result.stdout
    assert ",'-2+3" in out.read_text(encoding="utf-8-sig")


def test_a_name_cannot_steer_the_terminal(tmp_path):
    made = extract(tmp_path, ssd_department="dept_team_id,dept_team_name\nT1,\x1b]0;x\x07Team\n")
    result = run("due", made, *PS22, *DAY, "--format", "table")

    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout


def test_a_limit_below_nothing_is_refused():
    says_why_not(run("due", TOUR, *PS22, *DAY, "--limit", "-1", "--format", "table"))


def test_a_team_or_worker_that_is_not_in_the_extract_is_told():
    result = run("due", TOUR, *PS22, *DAY, "--team", "Help and Protection Nroth")

    assert "no team" in result.stderr.lower()


def test_a_workbook_that_unpacks_to_250_megabytes_is_refused_soon(tmp_path):
    source = tmp_path / "book.xlsx"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',  # noqa: E501
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',  # noqa: E501
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="List 7" sheetId="1" r:id="r1"/></sheets></workbook>',  # noqa: E501
    }
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Child Unique ID</t></is></c></row>'  # noqa: E501
        archive.writestr(
            "xl/worksheets/sheet1.xml", head + b"<row/>" * 40_000_000 + b"</sheetData></worksheet>"
        )
        archive.writestr("x/padding", b"", zipfile.ZIP_STORED)
        archive.writestr("x/noise", _noise(3_000_000), zipfile.ZIP_STORED)
    done = in_a_process("due", source, *PS22, *DAY)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def _noise(size):
    import random

    return random.Random(1).randbytes(size)  # noqa: S311


def test_two_preparations_at_once_leave_one_whole_file(tmp_path):
    out = tmp_path / "one.file"
    doing = [
        subprocess.Popen(
            [sys.executable, "-c", "from doorstep.cli import main; main()", "extract", "prepare"]
            + [str(TOUR), "--out", str(out)],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]

    assert [process.wait() for process in doing] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["one.file"]
    assert run("due", out, *PS22, *DAY).exit_code == 0


def test_preparing_again_removes_what_a_killed_preparation_left(tmp_path):
    out = tmp_path / "one.file"
    (tmp_path / ".one.file.abcdefgh").write_bytes(b"half")
    (tmp_path / ".one.file.abcdefgh-journal").write_bytes(b"half")
    for left in tmp_path.iterdir():
        os.utime(left, (0, 0))  # of long ago: a fresh one may be another preparation's
    does_not_crash(run("extract", "prepare", TOUR, "--out", out))

    assert [path.name for path in tmp_path.iterdir()] == ["one.file"]


def test_a_folder_given_as_refused_file_is_refused(tmp_path):
    shutil.copytree(TOUR, tmp_path / "x")
    result = run("due", TOUR, *PS22, *DAY, "--out-refused", tmp_path / "x")

    assert result.exit_code == 2
