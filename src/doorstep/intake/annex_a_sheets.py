"""Open an Annex A workbook and give the rows of the lists that are read."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, cast
from xml.etree.ElementTree import ParseError  # noqa: S405 (the name of an error, nothing is parsed)

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from doorstep.facts import Refusal
from doorstep.intake.annex_a_columns import Columns, bare_words
from doorstep.intake.annex_a_row import Cell, Row
from doorstep.intake.cases import CaseBook
from doorstep.intake.extract import UnreadableError, guard_zip

FIRST_ROWS = 20  # a title or a note may stand above the header

_LIST = re.compile(r"\blist[\s_-]*0*(\d{1,2})(?!\d)", re.IGNORECASE)
# What openpyxl was seen to raise on workbooks damaged at random; it promises nothing itself.
_BROKEN = (
    InvalidFileException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
)


class SheetCell(Protocol):
    """What is used of a cell of openpyxl."""

    value: object
    data_type: str


class Sheet(Protocol):
    """What is used of a worksheet of openpyxl; its own types leave out the read-only one."""

    title: str

    def reset_dimensions(self) -> None:
        """Forget the size that the workbook states, which may be wrong."""

    def iter_rows(self) -> Iterator[tuple[SheetCell, ...]]:
        """Yield every row from the first, blank ones too."""
        ...


def read_rows(path: Path, columns: Mapping[int, Columns], book: CaseBook) -> list[Row]:
    """Return the rows of the lists in `columns`, in the order of the lists.

    Refusals and notes go to `book`: a row without a child's id, a missing list or column.
    Raises: UnreadableError if it is no Annex A workbook, or a list that is read has a formula.
    """
    guard_zip(path)
    with _opened(path) as sheets:
        found = _lists(path, sheets)
        if not found.keys() & columns.keys():
            raise UnreadableError(
                f"{path.name} has no sheet called List 3 to List 9: it is not an Annex A workbook."
            )
        _note_lists(found, columns, book)
        wanted = sorted(found.keys() & columns.keys())
        readers = [_ListReader(path.name, number, columns[number], book) for number in wanted]
        return [row for reader in readers for row in reader.rows(found[reader.number])]


@contextmanager
def _opened(path: Path) -> Iterator[list[Sheet]]:
    try:
        with warnings.catch_warnings():  # styles and validations that openpyxl does not know
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            try:
                yield cast("list[Sheet]", workbook.worksheets)
            finally:
                workbook.close()
    except _BROKEN:
        raise UnreadableError(
            f"{path.name} cannot be read as an Excel workbook: open it, save it as .xlsx and try "
            "again."
        ) from None


def _lists(path: Path, sheets: list[Sheet]) -> dict[int, Sheet]:
    found: dict[int, Sheet] = {}
    for sheet in sheets:
        match = _LIST.search(sheet.title)
        if match and int(match[1]) in found:
            raise UnreadableError(
                f"{path.name} has two sheets called List {match[1]}: remove one of them."
            )
        if match:
            found[int(match[1])] = sheet
    return found


def _note_lists(found: Mapping[int, Sheet], columns: Mapping[int, Columns], book: CaseBook) -> None:
    if unread := sorted(found.keys() - columns.keys()):
        book.notes.append(f"Not read, for they bear on no visit: {_named(unread)}.")
    if missing := sorted(columns.keys() - found.keys()):
        book.notes.append(
            f"Not in the workbook: {_named(missing)}. The children of such a list are not known."
        )


def _named(numbers: list[int]) -> str:
    return ", ".join(f"List {number}" for number in numbers)


class _ListReader:
    """Reads the rows of one list."""

    def __init__(self, file: str, number: int, columns: Columns, book: CaseBook) -> None:
        self.file = file
        self.number = number
        self.columns = columns
        self.book = book

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows below the header that have a child's id; refuse those that have none."""
        sheet.reset_dimensions()
        fields: dict[int, str] = {}
        for number, line in enumerate(sheet.iter_rows(), start=1):
            cells = self._cells(line, number)
            if fields:
                yield from self._row(number, cells, fields)
            elif self._is_header(cells):
                fields = self._fields(cells)
            elif number >= FIRST_ROWS:
                break
        if not fields:
            raise self._missing("child_id")

    def _cells(self, cells: tuple[SheetCell, ...], number: int) -> list[Cell]:
        for at, cell in enumerate(cells, start=1):
            if cell.data_type == "f":
                raise UnreadableError(
                    f"{self.file}, List {self.number}, cell {get_column_letter(at)}{number} holds "
                    "a formula: save the list as values."
                )
        return [_value(cell.value) for cell in cells]

    def _is_header(self, cells: list[Cell]) -> bool:
        return any(self.columns.fields.get(bare_words(str(c))) == "child_id" for c in cells)

    def _fields(self, header: list[Cell]) -> dict[int, str]:
        """Return position → field; raise for a needed column that is not there, note others."""
        found = self.columns.found_in(str(cell) for cell in header)
        missing = [field for field in self.columns.headings if field not in found.values()]
        for field in missing:
            if field in self.columns.needed:
                raise self._missing(field)
        if noted := [self.columns.headings[f] for f in missing if f in self.columns.noted]:
            self.book.notes.append(
                f"List {self.number} has no column {', '.join(noted)}: it is taken as not known."
            )
        return found

    def _row(self, number: int, cells: list[Cell], fields: dict[int, str]) -> Iterator[Row]:
        named = {field: cells[at] for at, field in fields.items() if at < len(cells)}
        filled = {field: cell for field, cell in named.items() if cell != ""}
        if not filled:
            return
        row = Row(self.file, self.number, number, filled, self.columns.headings, self.book.refusals)
        if row.child_id:
            yield row
        else:
            self.book.refusals.append(_no_child(row))

    def _missing(self, field: str) -> UnreadableError:
        heading = self.columns.headings[field]
        return UnreadableError(
            f"{self.file}, List {self.number} has no column '{heading}': add it, or name your own "
            "heading in a table of columns."
        )


def _no_child(row: Row) -> Refusal:
    reason = "the row has no child's id, so nobody knows whose it is: fill it in"
    return Refusal(row.sheet, row.number, row.headings["child_id"], reason)


def _value(value: object) -> Cell:
    """Return a cell as a day or as clean text: a number that is whole has no decimal point."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).replace("\xa0", " ").split()) if value is not None else ""
