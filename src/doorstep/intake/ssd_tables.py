"""Read the tables of an SSD folder as data frames of text, each row with its child's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from doorstep.facts import Refusal
from doorstep.intake import fields, tables
from doorstep.intake.cases import CaseBook
from doorstep.intake.extract import UnreadableError
from doorstep.intake.ssd_columns import ALIASES, COLUMNS, EXTRA, LINKS, PERSON, TABLES

ROW, CHILD = "row", "child_id"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its cells as text, null where blank, with columns `row` and `child_id`.

    A column the file lacks is there, all null; `absent` names it.
    """

    table: str
    file: str
    frame: pl.DataFrame
    absent: frozenset[str] = frozenset()
    is_given: bool = True

    def has(self, column: str) -> bool:
        """Test whether the file has a column."""
        return self.is_given and column not in self.absent

    def cells(self, column: str) -> list[str]:
        """Return a column as text, blank for null."""
        return self.frame[column].fill_null("").to_list()


def read_sheets(folder: Path, book: CaseBook, progress: Callable[[str], None]) -> dict[str, Sheet]:
    """Return every SSD table of a folder; one that is not there is an empty sheet.

    Raises: UnreadableError if there is no ssd_person, or a table is not what it claims.
    """
    paths = table_paths(folder)
    if "ssd_person" not in paths:
        raise UnreadableError(
            f"{folder} has no ssd_person.csv, without which no child can be told from another: "
            "add that table to the export."
        )
    sheets = {}
    for table in TABLES:
        sheets[table] = _sheet(table, paths.get(table), book)
        if table in paths:
            progress(f"Reading {paths[table].name}: {sheets[table].frame.height:,} rows")
    _note_missing(sheets, book)
    return _with_children(sheets, book)


def table_paths(folder: Path) -> dict[str, Path]:
    """Return table → file, for names in any letter case, with or without `ssd_` before them."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower().strip()
        table = name if name.startswith("ssd_") else f"ssd_{name}"
        if path.suffix.lower() != ".csv" or table not in COLUMNS:
            continue
        if table in found:
            raise UnreadableError(
                f"{folder} has {table} twice ({found[table].name} and {path.name}): keep one."
            )
        found[table] = path
    return found


def wanted_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that are read, those of some vendors included."""
    return tuple(f"{COLUMNS[table]} {EXTRA.get(table, '')}".split())


def _sheet(table: str, path: Path | None, book: CaseBook) -> Sheet:
    columns = wanted_columns(table)
    if path is None:
        schema = {ROW: pl.Int64, **dict.fromkeys(columns, pl.String)}
        return Sheet(table, f"{table}.csv", pl.DataFrame(schema=schema), is_given=False)
    source = tables.read_source(path, ALIASES.get(table))
    if not set(columns) & set(source.header):
        raise UnreadableError(
            f"{path} has none of the columns of {table}: is it another table, or are its columns "
            "separated by something other than a comma, a semicolon or a tab?"
        )
    twice = sorted({c for c in columns if source.header.count(c) > 1})
    if twice:
        raise UnreadableError(
            f"{path} has the column {twice[0]} twice: which is meant cannot be told; keep one."
        )
    read = _quoted_frame if source.is_quoted else _plain_frame
    frame = read(source, [name for name in columns if name in source.header], book)
    absent = frozenset(columns) - frozenset(source.header)
    _refuse_formulas(source.file, frame)
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in sorted(absent))
    return Sheet(table, path.name, frame.select(ROW, *map(_cleaned, columns)), absent)


def _plain_frame(source: tables.Source, columns: list[str], book: CaseBook) -> pl.DataFrame:
    """Return the good rows of a table without quotation marks, split all at once."""
    width = len(source.header)
    frame = pl.DataFrame({"line": pl.Series(source.lines, dtype=pl.String)}).select(
        (pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias(ROW),
        "line",
        (pl.col("line").str.count_matches(source.separator, literal=True) + 1).alias("width"),
    )
    # A line of separators alone is how spreadsheets save a row that was cleared.
    empty = pl.col("line").str.strip_chars(f" {source.separator}") == ""
    frame = frame.filter(~empty)
    for row, found in frame.filter(pl.col("width") != width).select(ROW, "width").iter_rows():
        book.refusals.append(Refusal(source.file, row, "", tables.ragged(found, width)))
    cells = pl.col("line").str.split_exact(source.separator, width - 1)
    good = frame.filter(pl.col("width") == width).with_columns(cells.alias("cells"))
    return good.select(
        ROW,
        *(
            pl.col("cells").struct.field(f"field_{source.header.index(name)}").alias(name)
            for name in columns
        ),
    )


def _quoted_frame(source: tables.Source, columns: list[str], book: CaseBook) -> pl.DataFrame:
    """Return the good rows of a table whose cells may stand in quotation marks."""
    table = tables.parsed(source)
    book.refusals.extend(table.refusals)
    schema = {ROW: pl.Int64, **dict.fromkeys(columns, pl.String)}
    places = [(name, source.header.index(name)) for name in columns]
    cells = {name: [row[at] for row in table.rows] for name, at in places}
    return pl.DataFrame({ROW: table.numbers, **cells}, schema=schema)


def _refuse_formulas(file: str, frame: pl.DataFrame) -> None:
    is_formula = pl.col(pl.String).str.strip_chars_start().str.starts_with("=")
    counts = frame.select(is_formula.sum()).row(0, named=True)
    column = next((name for name, count in counts.items() if count), None)
    if column:
        found = frame.filter(pl.col(column).str.strip_chars_start().str.starts_with("="))
        raise tables.formula(file, found[ROW][0], column)


def _cleaned(column: str) -> pl.Expr:
    trimmed = pl.col(column).str.strip_chars(" \t\xa0\r\n")
    blank = trimmed.str.to_lowercase().is_in(list(fields.BLANKS))
    return pl.when(~blank).then(trimmed).alias(column)


def _note_missing(sheets: Mapping[str, Sheet], book: CaseBook) -> None:
    gone = [table for table, sheet in sheets.items() if not sheet.is_given]
    if gone:
        book.notes.append(f"Tables not found: {', '.join(gone)}")
    for table, sheet in sheets.items():
        optional = EXTRA.get(table, "").split()
        if absent := sorted(sheet.absent - set(optional)):
            book.notes.append(f"Columns not found in {table}: {', '.join(absent)}")


def _with_children(sheets: dict[str, Sheet], book: CaseBook) -> dict[str, Sheet]:
    """Give every row its child's id, through a link where it has none of its own; else refuse."""
    resolved: dict[str, Sheet] = {}
    for table, sheet in sheets.items():
        frame = sheet.frame
        if table in PERSON:
            own = PERSON[table] if PERSON[table] in frame.columns else None
            frame = frame.with_columns(
                (pl.col(own) if own else pl.lit(None, pl.String)).alias(CHILD)
            )
        resolved[table] = Sheet(table, sheet.file, frame, sheet.absent, sheet.is_given)
    for table in LINKS:
        resolved[table] = _linked(resolved, table)
    for table in PERSON:
        resolved[table] = _refused_without_child(resolved[table], book)
    return resolved


def _linked(sheets: Mapping[str, Sheet], table: str) -> Sheet:
    sheet, link = sheets[table], LINKS[table]
    if not sheet.frame[CHILD].null_count():
        return sheet
    owners = (
        sheets[link.table]
        .frame.select(pl.col(link.key).alias(link.column), pl.col(CHILD).alias("owner"))
        .drop_nulls()
        .unique()
        # A key of two children tells neither.
        .unique(subset=link.column, keep="none")
    )
    frame = sheet.frame.join(owners, on=link.column, how="left", maintain_order="left")
    frame = frame.with_columns(pl.coalesce(CHILD, "owner").alias(CHILD)).drop("owner")
    return Sheet(table, sheet.file, frame, sheet.absent, sheet.is_given)


def _refused_without_child(sheet: Sheet, book: CaseBook) -> Sheet:
    lost = sheet.frame.filter(pl.col(CHILD).is_null())[ROW].to_list()
    column = PERSON[sheet.table]
    link = LINKS.get(sheet.table)
    through = f" and {link.column} leads to no one child" if link else ""
    if lost and len(lost) == sheet.frame.height and not sheet.has(column):
        reason = f"the column is not there{through}: none of {len(lost):,} rows could be used"
        book.refusals.append(Refusal(sheet.file, 1, column, reason))
        lost = []
    reason = f"{column} is blank{through}: the row names no child"
    book.refusals.extend(Refusal(sheet.file, row, column, reason) for row in lost)
    frame = sheet.frame.filter(pl.col(CHILD).is_not_null())
    return Sheet(sheet.table, sheet.file, frame, sheet.absent, sheet.is_given)
