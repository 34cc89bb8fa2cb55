"""Made-up authorities to look at, each written once."""

import csv
from datetime import date
from pathlib import Path

import pytest

from doorstep.synth import write_authority

AS_AT = date(2026, 3, 31)
Rows = list[dict[str, str]]


DAY = AS_AT.isoformat()
LEAVERS = {"Relevant", "Former Relevant", "Eligible", "Qualifying"}
OPEN_IN = {
    "referral": ("ssd_cin_episodes", "cine_person_id", "cine_close_date"),
    "cin": ("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_end_date"),
    "cp": ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_end_date"),
    "cla": ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_ceased_date"),
}


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

    def open_children(self, kind: str) -> set[str]:
        """Return the children with an open referral, plan, period of care or status (S27)."""
        if kind == "leaver":
            return self._leavers()
        table, child, end = OPEN_IN[kind]
        return {row[child] for row in self[table] if not row[end] or row[end] > DAY}

    def _leavers(self) -> set[str]:
        born = {row["pers_person_id"]: row["pers_dob"] for row in self["ssd_person"]}
        turned_25 = AS_AT.replace(year=AS_AT.year - 25).isoformat()
        return {
            row["clea_person_id"]
            for row in self["ssd_care_leavers"]
            if row["clea_care_leaver_eligibility"] in LEAVERS
            and born[row["clea_person_id"]] > turned_25
        }


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    folder = tmp_path_factory.mktemp("authority")
    return Extract(folder, write_authority(folder, children=2000, years=6, seed=11, as_at=AS_AT))


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    folder = tmp_path_factory.mktemp("dirty")
    settings = {"children": 400, "years": 3, "seed": 5}
    return Extract(folder, write_authority(folder, **settings, as_at=AS_AT, dirty=True))


@pytest.fixture(scope="session")
def extract_of() -> type[Extract]:
    return Extract
