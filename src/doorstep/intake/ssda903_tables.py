"""Find the tables of an SSDA903 folder, whatever the files are called, and give their rows."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.extract import UnreadableError
from doorstep.intake.ssda903_row import Row
from doorstep.intake.tables import Table, read_table

EPISODES, HEADER, MISSING, REVIEWS, OC3, SOCIAL_WORKERS = (
    "episodes",
    "header",
    "missing",
    "reviews",
    "oc3",
    "social workers",
)

# Words in a file's name → the table; the first that fits, for "swepisodes" holds "episodes".
WORDS = {
    "swepisodes": SOCIAL_WORKERS,
    "socialworker": SOCIAL_WORKERS,
    "episodes": EPISODES,
    "header": HEADER,
    "missing": MISSING,
    "reviews": REVIEWS,
    "oc3": OC3,
}
COLUMNS = {
    EPISODES: ("CHILD", "DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
    HEADER: ("CHILD", "DOB"),
    MISSING: ("CHILD", "MISSING", "MIS_START"),
    REVIEWS: ("CHILD", "REVIEW"),
    OC3: ("CHILD", "IN_TOUCH", "ACCOM"),
    SOCIAL_WORKERS: ("CHILD", "SW_ID", "SW_DECOM", "SW_DEC"),
}

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)")
_NOT_WORDS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\D?\d\d(?!\d))?|[^a-z0-9]+")


class Named(NamedTuple):
    """A file of the folder: the year in its name (0 if none) and the table it is."""

    year: int
    table: str
    path: Path


class Tables:
    """The tables of a folder, of one year or of several."""

    def __init__(self, folder: Path, book: CaseBook) -> None:
        self.book = book
        self.files = _named_files(folder)
        self.years = sorted({file.year for file in self.files})

    def has(self, table: str) -> bool:
        """Test whether a table is in the folder."""
        return any(file.table == table for file in self.files)

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """Yield (year, row) of a table, earlier years first; broken rows are refused."""
        for year, name, path in self.files:
            if name == table:
                read = _checked(read_table(path), COLUMNS[table])
                self.book.refusals.extend(read.refusals)
                for number, cells in read.records():
                    yield from self._row(year, read.file, number, cells)

    def _row(
        self, year: int, file: str, number: int, cells: Mapping[str, str]
    ) -> Iterator[tuple[int, Row]]:
        named = {name.upper(): fields.text(cell) for name, cell in cells.items()}
        row = Row(file, number, named["CHILD"], named, self.book)
        if row.child_id:
            yield year, row
        elif any(named.values()):
            row.refuse("CHILD", "blank, so nobody knows whose the row is: fill it in")


def _named_files(folder: Path) -> list[Named]:
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is not a folder: give the folder of the SSDA903 tables.")
    found: dict[tuple[int, str], Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or not (table := _table(path.stem)):
            continue
        match = _YEAR.search(path.stem)
        key = (int(match[1]) if match else 0, table)
        if key in found:
            raise UnreadableError(
                f"{found[key].name} and {path.name} are both the {table} of one year: remove one."
            )
        found[key] = path
    if not any(table == EPISODES for _, table in found):
        raise UnreadableError(
            f"{folder} holds no table of episodes: an SSDA903 has one called episodes.csv."
        )
    return sorted(Named(*key, path) for key, path in found.items())


def _table(stem: str) -> str:
    name = _NOT_WORDS.sub("", stem.lower())
    return next((table for words, table in WORDS.items() if words in name), "")


def _checked(table: Table, needed: tuple[str, ...]) -> Table:
    missing = [name for name in needed if name.lower() not in table.header]
    if missing:
        raise UnreadableError(
            f"{table.file} has no column {', '.join(missing)}: export the table again with it."
        )
    return table
