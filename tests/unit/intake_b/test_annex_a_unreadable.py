"""Workbooks that are refused whole, each with a sentence that says what to do."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from doorstep.intake.annex_a import read_annex_a
from doorstep.intake.annex_a_columns import read_columns
from doorstep.intake.extract import UnreadableError

Workbook = Callable[[Mapping[int, Sequence[Mapping[str, object]]]], Path]


def changed(path: Path, change: Callable[[openpyxl.Workbook], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_a_formula_in_a_list_that_is_read_is_named_with_its_cell(workbook: Workbook) -> None:
    path = workbook({7: [{"child_id": 1}, {"child_id": 2, "age": "=1+1"}]})

    with pytest.raises(
        UnreadableError, match=r"List 7, cell C3 holds a formula: save the list as values"
    ):
        read_annex_a(path)


def test_a_formula_in_a_list_that_is_not_read_does_not_matter(workbook: Workbook) -> None:
    def add_list_11(book: openpyxl.Workbook) -> None:
        book.create_sheet("List 11")["A1"] = "=1/0"

    path = changed(workbook({7: []}), add_list_11)

    assert read_annex_a(path).cases == ()


def test_a_workbook_without_lists_is_no_annex_a(workbook: Workbook) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["List 7"].title = "Budget"

    path = changed(workbook({7: []}), rename)

    with pytest.raises(UnreadableError, match="it is not an Annex A workbook"):
        read_annex_a(path)


def test_two_sheets_of_one_list_are_refused(workbook: Workbook) -> None:
    path = changed(workbook({7: []}), lambda book: book.create_sheet("List 7 (old)"))

    with pytest.raises(UnreadableError, match="two sheets called List 7"):
        read_annex_a(path)


def test_a_list_without_the_visit_column_is_refused_for_all_would_seem_unseen(
    workbook: Workbook,
) -> None:
    def drop(book: openpyxl.Workbook) -> None:
        sheet = book["List 7"]
        wanted = "Date of the Last Statutory Visit"
        sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == wanted))

    path = changed(workbook({7: []}), drop)

    with pytest.raises(
        UnreadableError, match="List 7 has no column 'Date of the Last Statutory Visit'"
    ):
        read_annex_a(path)


def test_a_list_without_a_header_is_refused(workbook: Workbook) -> None:
    path = changed(workbook({7: []}), lambda book: book["List 7"].delete_rows(1))

    with pytest.raises(UnreadableError, match="List 7 has no column 'Child Unique ID'"):
        read_annex_a(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read_annex_a(tmp_path / "gone.xlsx")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.touch()

    with pytest.raises(UnreadableError, match="is empty"):
        read_annex_a(path)


def test_a_cut_off_workbook_is_refused(workbook: Workbook) -> None:
    path = workbook({7: []})
    path.write_bytes(path.read_bytes()[:2_000])

    with pytest.raises(UnreadableError, match="broken or cut-off"):
        read_annex_a(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letters.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir")

    with pytest.raises(UnreadableError, match="cannot be read as an Excel workbook"):
        read_annex_a(path)


def test_a_workbook_whose_sheet_is_broken_xml_is_refused(
    workbook: Workbook, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbook({7: []})) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[:-40] if "sheet1.xml" in name else content)

    with pytest.raises(UnreadableError, match="cannot be read as an Excel workbook"):
        read_annex_a(broken)


def test_a_table_of_columns_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(UnreadableError, match="needs list, field, needed and heading"):
        read_columns(path)
