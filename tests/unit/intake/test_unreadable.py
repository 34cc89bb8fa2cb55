"""A file that is not what it claims is refused in one sentence that says what to do."""

import sqlite3
import zipfile
from pathlib import Path

import pytest
from unit.intake.ssd_files import write_ssd, write_table

from doorstep.intake import UnreadableError, read

XLSX = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}


def reason(path: Path, **how: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(path, **how)
    told = str(caught.value)
    assert "\n" not in told
    assert told.endswith(".")
    return told


def zipped(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be opened" in reason(tmp_path / "gone.xlsx")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "annex_a.xlsx").touch()
    assert "is empty: export it again" in reason(tmp_path / "annex_a.xlsx")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "is empty: Doorstep reads a folder of SSD" in reason(tmp_path)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    assert "has no CSV tables" in reason(tmp_path)


def test_a_folder_of_other_tables(tmp_path: Path) -> None:
    (tmp_path / "budget.csv").write_text("a,b\n1,2\n")
    assert "no table of an SSD or SSDA903 extract" in reason(tmp_path)


def test_a_folder_with_a_workbook_in_it(tmp_path: Path) -> None:
    zipped(tmp_path / "annex_a.xlsx", XLSX)
    assert "give that file itself" in reason(tmp_path)


def test_a_folder_with_two_kinds_of_extract(tmp_path: Path) -> None:
    write_ssd(tmp_path)
    (tmp_path / "episodes.csv").write_text("CHILD,DECOM\n")
    assert "both SSD and SSDA903" in reason(tmp_path)


def test_only_a_supplement(tmp_path: Path) -> None:
    (tmp_path / "doorstep_visits.csv").write_text("child_id,visit_date\n")
    assert "an extract is needed" in reason(tmp_path)


def test_a_supplement_folder_without_one(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    assert "doorstep_visits.csv" in reason(folder, supplement=tmp_path)


def test_an_ssd_without_persons(tmp_path: Path) -> None:
    write_table(tmp_path, "ssd_cp_plans", [])
    assert "no ssd_person.csv" in reason(tmp_path)


def test_an_ssd_with_a_table_twice(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd", cp_plans=[])
    (folder / "cp_plans.csv").write_text("cppl_person_id\n")
    assert "ssd_cp_plans twice" in reason(folder)


def test_an_empty_table(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    (folder / "ssd_cp_visits.csv").touch()
    assert "ssd_cp_visits.csv is empty" in reason(folder)


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"PK\x03\x04 rest", "an Excel workbook or a zip file"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page or XML"),
        (b"\xd0\xcf\x11\xe0 rest", "an old or password-protected Excel file"),
        (b"id\0\0name\0\n", "not text"),
    ],
)
def test_a_table_that_is_something_else(tmp_path: Path, head: bytes, what: str) -> None:
    folder = write_ssd(tmp_path / "ssd")
    (folder / "ssd_cp_visits.csv").write_bytes(head)
    told = reason(folder)
    assert what in told
    assert "export the table again" in told


def test_one_table_instead_of_its_folder(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    assert "give the folder" in reason(folder / "ssd_person.csv")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"<!doctype html><html>", "a web page"),
        (b"\xd0\xcf\x11\xe0 rest", "password-protected"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "2003",
        ),
        (b"PK\x03\x04 cut off", "broken or cut-off"),
        (b"just words", "not a file that can be read"),
    ],
)
def test_a_workbook_that_is_something_else(tmp_path: Path, head: bytes, what: str) -> None:
    path = tmp_path / "annex_a.xlsx"
    path.write_bytes(head)
    assert what in reason(path)


def test_a_workbook_that_was_cut_off(tmp_path: Path) -> None:
    path = zipped(tmp_path / "annex_a.xlsx", {**XLSX, "xl/sheet1.xml": "text " * 1000})
    path.write_bytes(path.read_bytes()[:-40])
    assert "broken or cut-off" in reason(path)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    assert "unpack it first" in reason(zipped(tmp_path / "annex_a.xlsx", {"a.csv": "1"}))


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "annex_a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in XLSX:
            archive.writestr(name, "x")
        archive.writestr("xl/sheet1.xml", b"\0" * 30_000_000)
    assert path.stat().st_size < 100_000
    assert "would unpack to 30 MB" in reason(path)


@pytest.mark.parametrize("name", ["annex_a.xlsx", "ssd/ssd_cp_visits.csv"])
def test_a_sparse_file_of_two_gigabytes_is_refused_at_once(tmp_path: Path, name: str) -> None:
    write_ssd(tmp_path / "ssd")
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    assert "is 2,000 MB" in reason(path if path.suffix == ".xlsx" else path.parent)


def test_a_database_that_is_no_prepared_extract(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    assert "no prepared extract" in reason(path)
