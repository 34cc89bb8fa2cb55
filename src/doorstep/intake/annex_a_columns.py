"""Which heading of an Annex A list means which field: data that an authority may replace."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from doorstep.intake.extract import UnreadableError

SHIPPED = Path(__file__).with_name("annex_a_columns.csv")

_NOT_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of one list, and their headings.

    `fields` is heading (in bare words) → field; `headings` is field → its usual heading. Without a
    field that is `needed` the list cannot be read; without one that is `noted` a note says so.
    """

    fields: dict[str, str]
    headings: dict[str, str]
    needed: frozenset[str]
    noted: frozenset[str]

    def found_in(self, header: Iterable[str]) -> dict[int, str]:
        """Return column position → field for the headings that are known."""
        named = {at: self.fields.get(bare_words(heading)) for at, heading in enumerate(header)}
        found: dict[int, str] = {}
        for at, field in named.items():
            if field and field not in found.values():
                found[at] = field
        return found


def bare_words(heading: str) -> str:
    """Return a heading without case, quotes, brackets, question marks and doubled spaces.

    Example:
        >>> bare_words("Asylum Seeking  Child’s (Y/N)) ")
        'asylum seeking child s y n'
    """
    return _NOT_WORDS.sub(" ", heading.casefold()).strip()


def read_columns(path: Path | None = None) -> dict[int, Columns]:
    """Return the columns of each list that is read, from `path` or as they are shipped.

    Raises: UnreadableError if the file is not a table of columns.
    """
    source = path or SHIPPED
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                (r["list"], r["field"], r["needed"], r["heading"]) for r in csv.DictReader(file)
            ]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        raise UnreadableError(
            f"{source} is not a table of columns: it needs list, field, needed and heading."
        ) from None
    lists = {int(number) for names, *_ in rows for number in names.split() if number.isdecimal()}
    return {number: _columns(rows, str(number)) for number in sorted(lists)}


def _columns(rows: list[tuple[str, str, str, str]], number: str) -> Columns:
    own = [row[1:] for row in rows if row[0] == "all" or number in row[0].split()]
    headings: dict[str, str] = {}
    for field, _, heading in own:
        headings.setdefault(field, heading)
    return Columns(
        fields={bare_words(heading): field for field, _, heading in own},
        headings=headings,
        needed=frozenset(field for field, needed, _ in own if needed == "yes"),
        noted=frozenset(field for field, needed, _ in own if needed == "note"),
    )
