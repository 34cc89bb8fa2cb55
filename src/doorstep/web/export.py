"""Write lists for spreadsheets, in which nothing that anybody typed becomes a formula (I3)."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from doorstep.workdays import LONDON

Row = Sequence[object] | Mapping[str, object]
Columns = Sequence[str] | Mapping[str, str]
R = TypeVar("R", bound=StreamingHttpResponse)

DANGEROUS = "=+-@\t\r\n＝＋－＠"  # the last four are taken for the first four by some spreadsheets
ROWS_IN_XLSX = 1_048_575  # a sheet's limit, less the head
LETTERS_IN_XLSX = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRowsError(ValueError):
    """More rows than a sheet can hold; CSV has no limit."""


def csv_response(rows: Iterable[Row], columns: Columns, filename: str) -> StreamingHttpResponse:
    """Return rows as CSV that spreadsheets open as it is, sent while it is read.

    Shape: rows are sequences in the order of `columns`, or mappings by their names; `columns` may map
    each name to the heading it has in the file.
    """
    response = StreamingHttpResponse(
        csv_lines(rows, columns), content_type="text/csv; charset=utf-8"
    )
    return _named(response, filename)


def csv_lines(rows: Iterable[Row], columns: Columns) -> Iterator[str]:
    """Return the lines of a CSV file; the first begins with the mark by which Excel knows UTF-8."""
    line = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + line.writerow([safe(head) for head in _headings(columns)])
    for row in rows:
        yield line.writerow([safe(cell) for cell in _cells(row, columns)])


def xlsx_response(
    rows: Iterable[Row], columns: Columns, filename: str, *, sheet: str = "List"
) -> FileResponse:
    """Return rows as a spreadsheet with a fixed head and a filter; constant in memory.

    Raises: TooManyRowsError.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "d mmm yyyy",
    }
    with xlsxwriter.Workbook(file, options) as book:
        _write_sheet(book, sheet, rows, columns)
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), filename)


def safe(value: object) -> object:
    """Return a cell of CSV: numbers as they are, anything else as text that is no formula.

    Example:
        >>> safe("=1+1"), safe(-3), safe("Noor"), safe(None), safe(date(2026, 11, 16))
        ("'=1+1", -3, 'Noor', '', '2026-11-16')
    """
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    text = _text(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(tuple(DANGEROUS)) else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(each) for each in value)
    return str(value).replace("\0", "")


def _local(at: datetime) -> datetime:
    return at.astimezone(LONDON).replace(tzinfo=None) if at.tzinfo else at


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _headings(columns: Columns) -> list[str]:
    return list(columns.values()) if isinstance(columns, Mapping) else list(columns)


def _cells(row: Row, columns: Columns) -> list[object]:
    return [row.get(name) for name in columns] if isinstance(row, Mapping) else list(row)


def _write_sheet(book: Any, name: str, rows: Iterable[Row], columns: Columns) -> None:
    page, headings = book.add_worksheet(name), _headings(columns)
    bold = book.add_format({"bold": True})
    moments = book.add_format({"num_format": "d mmm yyyy hh:mm:ss"})
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(headings) - 1, 0), 18)
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > ROWS_IN_XLSX:
            raise TooManyRowsError("A spreadsheet holds 1,048,575 rows: take CSV, or fewer rows.")
        for place, cell in enumerate(_cells(row, columns)):
            _write_cell(page, last, place, cell, moments)
    page.autofilter(0, 0, max(last, 1), max(len(headings) - 1, 0))


def _write_cell(page: Any, row: int, place: int, cell: object, moments: Any) -> None:
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        page.write_number(row, place, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, place, _local(cell), moments)
    elif isinstance(cell, date):
        page.write_datetime(row, place, cell)
    elif text := _text(cell):
        cut = text if len(text) <= LETTERS_IN_XLSX else text[: LETTERS_IN_XLSX - 1] + "…"
        page.write_string(row, place, cut)


def _named(response: R, filename: str) -> R:
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return response
