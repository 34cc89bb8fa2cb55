"""Spoil a clean extract the way real ones are spoilt, and say where."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random

from doorstep.synth.days import birthday
from doorstep.synth.traps import TRAPS, Cells, Soil, Trap

CODEPAGE, SEPARATED = "ssd_professionals", "ssd_missing"
BOM = b"\xef\xbb\xbf"
COLUMNS = ("trap", "table", "child_id", "what")


def soil(out: Path, rng: Random, as_at: date) -> dict[str, int]:
    """Plant every trap of `TRAPS` in the tables, list them in `dirt.csv`; return changed counts.

    Source: standards.md section 2, traps a to k, and what council files are known to hold.
    """
    dirt = Soil(rng, as_at, _adults(out, as_at))
    tables = dict.fromkeys(trap.table for trap in TRAPS)
    rows = {table: _spoil(out, table, dirt) for table in tables}
    for table, spilt in dirt.spill.items():
        rows[table] = _append(out / f"{table}.csv", spilt)
    _spoil_files(out, dirt)
    _write_list(out / "dirt.csv", dirt)
    return rows | {"dirt": len(dirt.planted)}


def _adults(out: Path, as_at: date) -> set[str]:
    with (out / "ssd_person.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["pers_person_id"]
            for row in csv.DictReader(file)
            if row["pers_dob"] and _eighteen(row["pers_dob"]) <= as_at.toordinal()
        }


def _eighteen(born: str) -> int:
    return birthday(date.fromisoformat(born).toordinal(), 18)


def _spoil(out: Path, table: str, dirt: Soil) -> int:
    """Rewrite a table with the traps planted in it; return its rows."""
    path, clean = out / f"{table}.csv", out / f"{table}.clean"
    chosen = _chosen(path, table, dirt)
    path.rename(clean)
    rows = 0
    with (
        clean.open(encoding="utf-8", newline="") as old,
        path.open("w", encoding="utf-8", newline="") as new,
    ):
        reader = csv.DictReader(old)
        writer = csv.DictWriter(new, list(reader.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        for place, row in enumerate(reader):
            changed = dirt.plant(chosen[place], row) if place in chosen else [row]
            writer.writerows(changed)
            rows += len(changed)
    clean.unlink()
    return rows


def _chosen(path: Path, table: str, dirt: Soil) -> dict[int, Trap]:
    """Return which rows of a table each trap takes: no row is taken twice."""
    traps = [trap for trap in TRAPS if trap.table == table]
    fitting: dict[int, list[int]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            for number, trap in enumerate(traps):
                if trap.fits(row, dirt):
                    fitting[number].append(place)
    chosen: dict[int, Trap] = {}
    for number, trap in enumerate(traps):
        left = [place for place in fitting[number] if place not in chosen]
        taken = dirt.rng.sample(left, min(trap.times, len(left)))
        chosen |= dict.fromkeys(taken, trap)
    return chosen


def _append(path: Path, spilt: list[Cells]) -> int:
    """Append rows that came out of other tables; return the rows there are then."""
    with path.open("r+", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        rows = sum(1 for _ in reader)
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writerows(spilt)
    return rows + len(spilt)


def _spoil_files(out: Path, dirt: Soil) -> None:
    """Write one file in Windows' code page behind a UTF-8 mark, and one with semicolons."""
    path = out / f"{CODEPAGE}.csv"
    header, first, rest = path.read_text(encoding="utf-8").split("\n", 2)
    named = first.split(",")
    named[2] = "Zoë O’Connor-Peña"
    text = "\n".join((header, ",".join(named), rest))
    path.write_bytes(BOM + text.encode("cp1252"))
    dirt.note("encoding", CODEPAGE, "", "cp1252 text behind a UTF-8 byte order mark")
    _separate(out / f"{SEPARATED}.csv")
    dirt.note("separator", SEPARATED, "", "semicolons between the columns")


def _separate(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)


def _write_list(path: Path, dirt: Soil) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(dirt.planted))
