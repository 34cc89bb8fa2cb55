"""The files being written, and what every maker of rows needs."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

from doorstep.synth.columns import COLUMNS
from doorstep.synth.teams import Workforce

Row = Sequence[str | int | float]


class Tables:
    """All tables, open for writing: `tables.add["ssd_person"](row)` writes a row."""

    def __init__(self, out: Path) -> None:
        self._files = ExitStack()
        self.rows = dict.fromkeys(COLUMNS, 0)
        self.add: dict[str, Callable[[Row], None]] = {}
        for table, columns in COLUMNS.items():
            self._open(out / f"{table}.csv", table, columns)

    def _open(self, path: Path, table: str, columns: list[str]) -> None:
        file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
        writer: Any = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)

        def add(row: Row) -> None:
            self.rows[table] += 1
            writer.writerow(row)

        self.add[table] = add

    def __enter__(self) -> "Tables":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority being made up: its dice, its files, its people, its six years.

    Units: `first` and `as_at` are days as ordinals; visits are written from `first` on.
    """

    rng: Random
    tables: Tables
    workforce: Workforce
    first: int
    as_at: int
    numbers: Iterator[int] = field(default_factory=lambda: count(500001))

    def add(self, table: str, *values: str | int | float) -> None:
        """Write a row."""
        self.tables.add[table](values)

    def new_id(self, prefix: str) -> str:
        """Return an id no other row has."""
        return f"{prefix}{next(self.numbers)}"

    def chance(self, share: float) -> bool:
        """Test whether the dice fall within the share."""
        return self.rng.random() < share
