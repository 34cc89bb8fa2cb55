"""Visits of many children as one zip of CSV files, so many children in memory at a time."""

import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO

from django.db.models import Q

from doorstep.facts import CaseFacts
from doorstep.policy.stack import Stack
from doorstep.reports.counted import judgements
from doorstep.reports.visit_tables import COLUMNS, Row, Wanted, rows
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.queries import case_facts
from doorstep.web.caseload.rows import SOURCE
from doorstep.web.export import csv_lines

CHUNK = 200  # children held in memory at once
ABOUT = """Visits, calls and contacts from {since} to {until}, {which}.
Of: {name}. Judged as at {on} under {policy}.

A row per child and visit. Withdrawn ones are left out; corrected ones say what was corrected last, under
the id of the first version.

ssd_cin_visits.csv, ssd_cp_visits.csv, ssd_cla_visits.csv
    The columns of the Standard Safeguarding Dataset (SSD), and more beside them. A visit stands in the
    table of the case the child was in on its day; of a looked after child with a child protection plan,
    in ssd_cla_visits.csv.
doorstep_visits.csv
    All of it in the columns of Doorstep's supplement, with the calls, the contacts and the visits to care
    leavers for which the SSD has no table. It can be read in again beside the others.
visits_counted.csv
    All of it with whether it counted and why, and the SSD's table it stands in.

counted is yes if it counted for a duty owed on its day; counted_why says it of each duty and cites it.
A cell that a spreadsheet might run begins with an apostrophe.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From which day to which, both included; the case system's visits too, or only those made here."""

    since: date
    until: date
    every_source: bool = False


@dataclass(slots=True)
class Made:
    """The zip, how many rows each of its tables has, and of how many children."""

    file: IO[bytes]
    rows: Counter[str] = field(default_factory=Counter)
    children: int = 0


def made_of(pks: Sequence[int], period: Period, stack: Stack, *, name: str, on: date) -> Made:
    """Return the zip of these children's visits, judged as at the day `on`; the caller closes it."""
    made = Made(tempfile.TemporaryFile())  # noqa: SIM115 (the answer closes it)
    with tempfile.TemporaryDirectory() as folder:
        paths = {table: Path(folder) / f"{table}.csv" for table in COLUMNS}
        _write(paths, _tables(pks, period, stack, made, on=on))
        with zipfile.ZipFile(made.file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths.values():
                archive.write(path, path.name)
            archive.writestr("about.txt", _about(period, stack, name, on))
    made.file.seek(0)
    return made


def _write(paths: dict[str, Path], tables: Iterable[tuple[str, list[Row]]]) -> None:
    with ExitStack() as opened:
        files = {
            table: opened.enter_context(path.open("w", encoding="utf-8", newline=""))
            for table, path in paths.items()
        }
        for table, file in files.items():
            file.writelines(csv_lines((), COLUMNS[table]))
        for table, found in tables:
            files[table].writelines(islice(csv_lines(found, COLUMNS[table]), 1, None))


def _tables(
    pks: Sequence[int], period: Period, stack: Stack, made: Made, *, on: date
) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each table, of so many children at a time, and count them."""
    for start in range(0, len(pks), CHUNK):
        some = pks[start : start + CHUNK]
        wanted = _wanted(some, period)
        found: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        for case in _cases(some):
            if not any(map(wanted.has, case.visits)):
                continue
            made.children += 1
            for table, row in rows(case, judgements(case, stack, as_at=on), wanted):
                found[table].append(row)
        made.rows.update({table: len(each) for table, each in found.items()})
        yield from found.items()


def _cases(pks: Sequence[int]) -> Iterator[CaseFacts]:
    rows = Child.objects.filter(pk__in=pks).select_related("document").order_by("child_id")
    held = list(rows)
    cases = case_facts(held)
    yield from (cases[child.pk] for child in held)


def _wanted(pks: Sequence[int], period: Period) -> Wanted:
    return Wanted(
        since=period.since,
        until=period.until,
        source="" if period.every_source else SOURCE,
        ids=_first_ids(pks),
    )


def _first_ids(pks: Sequence[int]) -> dict[str, str]:
    """Return for the id of each corrected visit that of its first version."""
    of_them = Q(child__in=pks) | Q(child__merges__into__in=pks, child__merges__undone_at=None)
    told = Visit.objects.filter(of_them, corrects__isnull=False).values_list("pk", "corrects")
    first: dict[int, int] = {}
    for pk, earlier in told.order_by("pk"):  # what corrects is younger than what it corrects
        if earlier is not None:
            first[pk] = first.get(earlier, earlier)
    return {f"D{pk}": f"D{root}" for pk, root in first.items()}


def _about(period: Period, stack: Stack, name: str, on: date) -> str:
    which = "of every source" if period.every_source else "recorded in Doorstep"
    return ABOUT.format(
        since=period.since,
        until=period.until,
        which=which,
        name=name,
        on=on,
        policy=stack.head.version,
    )
