"""Made-up authorities to look at, each written once."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from doorstep.synth import write_authority

AS_AT = date(2026, 3, 31)
Rows = list[dict[str, str]]


class Extract:
    """The tables of a folder, read on demand."""

    def __init__(self, folder: Path, counts: dict[str, int]) -> None:
        self.folder, self.counts = folder, counts
        self._read: dict[str, Rows] = {}

    def __getitem__(self, table: str) -> Rows:
        if table not in self._read:
            path = self.folder / f"{table}.csv"
            with path.open(encoding="utf-8", newline="") as file:
                self._read[table] = list(csv.DictReader(file))
        return self._read[table]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extract]:
    folder = tmp_path_factory.mktemp("authority")
    yield Extract(folder, write_authority(folder, children=2000, years=6, seed=11, as_at=AS_AT))


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extract]:
    folder = tmp_path_factory.mktemp("dirty")
    settings = {"children": 400, "years": 3, "seed": 5}
    yield Extract(folder, write_authority(folder, **settings, as_at=AS_AT, dirty=True))
