"""Read a CSV table as text: its encoding, its separator, its rows, and the rows that are broken."""

import codecs
import csv
import io
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.facts import Refusal
from doorstep.intake.extract import UnreadableError, guard_size

SEPARATORS = ",;\t"
OPEN_QUOTE = "a quotation mark in the row is never closed: mend or remove the row"
LONGEST_HEADER = 100_000  # letters
LONGEST_CELL = 10_000_000
csv.field_size_limit(LONGEST_CELL)
LONGEST_RECORD = 200  # lines: a quotation mark that is never closed must not eat the file

# What a file is in truth, whatever its name says.
SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"PK\x05\x06": "an empty zip file",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Excel file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
    b"\x1f\x8b": "a compressed file",
    b"<": "a web page or XML",
}
BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A table as text: its name, its separator, its header and the lines below the header.

    `lines[0]` is row 2, as a person counts in a spreadsheet.
    """

    file: str
    separator: str
    header: tuple[str, ...]
    lines: list[str]

    @property
    def is_quoted(self) -> bool:
        """Test whether any cell may stand in quotation marks."""
        return any('"' in line for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """The good rows of a table, with their row numbers, and its broken rows as refusals."""

    file: str
    header: tuple[str, ...]
    numbers: list[int]
    rows: list[list[str]]
    refusals: tuple[Refusal, ...]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (row number, column → cell) for every good row."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, dict(zip(self.header, row, strict=True))


def read_source(path: Path, aliases: Mapping[str, str] | None = None) -> Source:
    """Return a CSV file as text: UTF-8, UTF-16 with a mark or cp1252; comma, semicolon or tab.

    Header names are trimmed and lower case; `aliases` then renames them.
    Raises: UnreadableError if it is no CSV table.
    """
    text = read_text(path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separator = max(SEPARATORS, key=lines[0].count)
    if len(lines[0]) > LONGEST_HEADER:
        raise UnreadableError(f"{path} has no header that can be read: export the table again.")
    named = _split(lines[0], separator)
    if not any(name.strip() for name in named):
        raise UnreadableError(
            f"{path} has a blank first line: the first row must name the columns."
        )
    header = [name.replace("\xa0", " ").strip().lower() for name in named]
    # Another name counts only where the table has no column of the proper one.
    renamed = {old: new for old, new in (aliases or {}).items() if new not in header}
    return Source(
        path.name, separator, tuple(renamed.get(name, name) for name in header), lines[1:]
    )


def read_table(
    path: Path,
    aliases: Mapping[str, str] | None = None,
    columns: Container[str] | None = None,
) -> Table:
    """Return the rows of a CSV file; broken ones are refused one by one and the rest go on.

    Raises: UnreadableError if it is no CSV table, or a cell of `columns` holds a formula.
    """
    source = read_source(path, aliases)
    table = parsed(source)
    if any("=" in line for line in source.lines):
        refuse_formulas(table, columns)
    return table


def read_header(path: Path) -> frozenset[str]:
    """Return the column names of a CSV file, in lower case, reading only its first line."""
    guard_size(path)
    with path.open("rb") as file:
        head = file.read(64_000)
    encoding = next((name for mark, name in BOMS.items() if head.startswith(mark)), "cp1252")
    line = head.decode(encoding, errors="replace").replace("\r", "\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=line.count)
    cells = line.split(separator) if '"' not in line else _split(line, separator)
    return frozenset(cell.strip().lower() for cell in cells)


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def read_text(path: Path) -> str:
    """Return the text of a file, whichever of the usual encodings it has.

    Raises: UnreadableError if it is no text.
    """
    guard_size(path)
    raw = path.read_bytes()
    head = raw.lstrip()[:16]
    if truth := next((what for mark, what in SIGNATURES.items() if head.startswith(mark)), ""):
        raise UnreadableError(
            f"{path} is {truth}, not a CSV table: export the table again as CSV (UTF-8)."
        )
    text = _decoded(raw)
    if "\0" in text:
        raise UnreadableError(f"{path} is not text: export the table again as CSV (UTF-8).")
    return text


def parsed(source: Source) -> Table:
    """Return the rows of a source, minding quotation marks, and refuse those of another length."""
    numbers: list[int] = []
    rows: list[list[str]] = []
    refusals: list[Refusal] = []
    width = len(source.header)
    for number, row in enumerate(_records(source), start=2):
        if row is None:
            refusals.append(Refusal(source.file, number, "", OPEN_QUOTE))
        elif len(row) == width:
            numbers.append(number)
            rows.append(row)
        elif any(cell.strip() for cell in row):
            refusals.append(Refusal(source.file, number, "", ragged(len(row), width)))
    return Table(source.file, source.header, numbers, rows, tuple(refusals))


def ragged(found: int, expected: int) -> str:
    """Return why a row with another number of cells than the header cannot be used."""
    few = "few" if found < expected else "many"
    return f"the row has too {few} cells ({found}, the header has {expected}): mend or remove it"


def formula(file: str, row: int, column: str) -> UnreadableError:
    """Return the error for a cell that holds a formula, so its value is not in the file."""
    return UnreadableError(
        f"{file} has a formula in row {row}, column {column}: save values rather than formulas, "
        "then try again."
    )


def refuse_formulas(table: Table, columns: Container[str] | None = None) -> None:
    """Refuse a table in which a cell of some columns, or of any, holds a spreadsheet formula."""
    for number, row in zip(table.numbers, table.rows, strict=True):
        for column, cell in zip(table.header, row, strict=True):
            if cell and cell.lstrip().startswith("=") and (columns is None or column in columns):
                raise formula(table.file, number, column)


def _decoded(raw: bytes) -> str:
    mark, encoding = next(
        ((mark, name) for mark, name in BOMS.items() if raw.startswith(mark)), (b"", "utf-8")
    )
    # Some exports put the mark of UTF-8 before rows that are cp1252 all the same.
    for body, name in ((raw, encoding), (raw.removeprefix(mark), "cp1252")):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return raw.removeprefix(mark).decode("latin-1")


def _records(source: Source) -> Iterator[list[str] | None]:
    if all(line.count('"') % 2 == 0 for line in source.lines):
        return csv.reader(source.lines, delimiter=source.separator)
    return _careful_records(source)


def _careful_records(source: Source) -> Iterator[list[str] | None]:
    """Yield records where a cell may run over lines; None where a quotation mark is left open."""
    at, lines = 0, source.lines
    while at < len(lines):
        taken = _lines_of_record(source, at)
        yield _record(source, "\n".join(lines[at : at + taken]))
        at += taken


def _lines_of_record(source: Source, at: int) -> int:
    """Return how many lines the record beginning at line `at` takes."""
    marks = 0
    for taken, line in enumerate(source.lines[at : at + LONGEST_RECORD], start=1):
        marks += line.count('"')
        if marks % 2 == 0:
            whole = "\n".join(source.lines[at : at + taken])
            fits = len(_record(source, whole) or []) == len(source.header)
            return taken if fits else 1
    return 1


def _record(source: Source, whole: str) -> list[str] | None:
    """Return the one record in some lines, or None if it is broken or there are several."""
    try:
        rows = list(csv.reader(io.StringIO(whole), delimiter=source.separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else ([] if not rows else None)
