"""What a database says of itself: how many rows of what, the end of the log, the due list."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from doorstep.web.audit.chain import BEFORE_THE_FIRST
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Obligation

DUE = (
    "child__child_id", "is_decision", "place", "duty", "title", "who", "method", "counted_from",
    "due_at", "status", "days_overdue", "clause", "why",
)  # fmt: skip
CHANGES_BY_READING = {"django_session", "running_job", "usersessions_usersession"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a database says of itself, by which two can be compared."""

    counts: dict[str, int]
    head: tuple[int, str]
    due_list: tuple[int, str]


def told_by(place: BaseDatabaseWrapper, due_list: Path | None = None) -> Told:
    """Return what a database says of itself; the due list is written to a file if there is one."""
    return Told(counts=_counts(place), head=_head(place), due_list=_due_list(place, due_list))


def migrations_of(place: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """Return the migrations applied, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(place).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _counts(place: BaseDatabaseWrapper) -> dict[str, int]:
    """Return how many rows each table has, whatever release made it."""
    with place.cursor() as cursor:
        found = {}
        for table in sorted(place.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {place.ops.quote_name(table)}")  # noqa: S608
            found[table] = int(cursor.fetchone()[0])
        return found


def _head(place: BaseDatabaseWrapper) -> tuple[int, str]:
    last = AuditEvent.objects.using(place.alias).order_by("-pk").values_list("pk", "hash").first()
    return last or (0, BEFORE_THE_FIRST)


def _due_list(place: BaseDatabaseWrapper, out: Path | None) -> tuple[int, str]:
    """Return how many rows the due list has, and the SHA-256 of it as CSV."""
    digest, rows = hashlib.sha256(), 0
    opened = out.open("wb") if out else None
    try:
        for line in _lines(place):
            digest.update(line)
            rows += 1
            if opened:
                opened.write(line)
    finally:
        if opened:
            opened.close()
    return rows - 1, digest.hexdigest()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(place: BaseDatabaseWrapper) -> Iterator[bytes]:
    line = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield str(line.writerow(DUE)).encode()
    rows = Obligation.objects.using(place.alias).values_list(*DUE)
    for row in rows.order_by("child__child_id", "is_decision", "place").iterator(chunk_size=2000):
        yield str(line.writerow(row)).encode()
