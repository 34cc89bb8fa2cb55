"""Checks that Django runs when it starts: the journal, and settings a real installation needs."""

from collections.abc import Sequence
from typing import Any

from django import db
from django.conf import settings
from django.core import checks

from doorstep.web import journal as journals


def journal(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Return an error for an SQLite database whose journal is not safe with this library."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = db.connections[alias]
        if connection.vendor == "sqlite" and not _is_safe(connection):
            found.append(UNSAFE_JOURNAL)
    return found


def _is_safe(connection: Any) -> bool:
    try:
        return journals.is_sound(journals.version()) or journals.mode_of(connection) != "wal"
    except db.Error:  # a database that cannot be opened is another check's business
        return True


UNSAFE_JOURNAL = checks.Error(
    "The database is in WAL mode and this version of SQLite can corrupt it.",
    hint="Install pysqlite3, or run `migrate` once, which puts the journal into mode DELETE.",
    id="doorstep.E001",
)


def installation(**_: Any) -> list[checks.CheckMessage]:
    """Return what a real installation lacks; run by `check --deploy` and the doctor."""
    found: list[checks.CheckMessage] = []
    if settings.DEMO:
        found.append(
            checks.Warning(
                "This is a demonstration: its secret and passwords are known to everybody.",
                hint="Take DOORSTEP_DEMO away for a real installation.",
                id="doorstep.W001",
            )
        )
    if not settings.ALLOWED_HOSTS:
        found.append(
            checks.Warning(
                "No host name is set, so every request is refused.",
                hint="Set DOORSTEP_HOSTS to the names people type, with commas.",
                id="doorstep.W002",
            )
        )
    return found
