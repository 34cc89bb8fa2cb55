"""Rows as a table, as CSV or as JSON."""

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

Row = Mapping[str, Any]


def write_rows(rows: Iterable[Row], columns: Sequence[str], output_format: str) -> None:
    """Write the rows to standard output; a table also says when there are none."""
    if output_format == "csv":
        write_csv(rows, columns)
    elif output_format == "json":
        write_json([{c: row.get(c) for c in columns} for row in rows])
    else:
        write_table(list(rows), columns)


def write_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Write the rows as CSV with a header; text that a spreadsheet would run is quoted as text."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe(row.get(c, "")) for c in columns] for row in rows)


def safe(cell: Any) -> Any:
    """Return the cell so that a spreadsheet takes text as text, never as a formula."""
    text = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{cell}" if text else cell


def write_json(data: Any) -> None:
    """Write the data as JSON."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def write_table(rows: Sequence[Row], columns: Sequence[str], notes: str = "") -> None:
    """Write an aligned table; under each row, indented, what it has under the key `notes`."""
    if not rows:
        click.echo("Nothing to show.")
        return
    widths = _widths(rows, columns)
    click.echo("  ".join(f"{c.replace('_', ' '):<{w}}" for c, w in widths.items()).rstrip())
    for row in rows:
        cells = (f"{_short(row.get(c, ''), w):<{w}}" for c, w in widths.items())
        click.echo("  ".join(cells).rstrip())
        if notes and row.get(notes):
            click.echo(f"    {row[notes]}")


def _widths(rows: Sequence[Row], columns: Sequence[str]) -> dict[str, int]:
    wanted = {c: max(len(c), *(len(str(r.get(c, ""))) for r in rows)) for c in columns}
    room = max(shutil.get_terminal_size((160, 40)).columns, 80) - 2 * len(columns)
    while sum(wanted.values()) > room:
        widest = max(wanted, key=lambda c: wanted[c])
        if wanted[widest] <= len(widest) or wanted[widest] <= 12:
            break
        wanted[widest] -= 1
    return wanted


def _short(value: Any, width: int) -> str:
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= width else f"{text[: width - 1]}…"
