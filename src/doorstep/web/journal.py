"""The journal of an SQLite database: WAL where the library is sound, DELETE where it is not (ADR 20).

Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write and check-point
at once; the cure was carried back to 3.50.7 and 3.44.6.
"""

import sqlite3  # the one the package put in its place, if it did
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

SOUND_FROM = (3, 51, 3)
CARRIED_BACK = {(3, 50): 7, (3, 44): 6}
IN_MEMORY = {"memory", "off"}


def version() -> tuple[int, ...]:
    """Return the version of the SQLite library in use."""
    return sqlite3.sqlite_version_info


def is_sound(found: tuple[int, ...]) -> bool:
    """Test whether a version of SQLite may keep its journal in WAL mode."""
    line, fix = (found[0], found[1]), found[2] if len(found) > 2 else 0
    return found >= SOUND_FROM or fix >= CARRIED_BACK.get(line, fix + 1)


def right_mode(found: tuple[int, ...]) -> str:
    """Return the journal's mode for a version of SQLite."""
    return "wal" if is_sound(found) else "delete"


def mode_of(connection: BaseDatabaseWrapper) -> str:
    """Return the mode the journal of this database is in."""
    return str(_pragma(connection, "PRAGMA journal_mode"))


def set_mode(connection: BaseDatabaseWrapper) -> None:
    """Put the journal into the right mode; nothing to do in another kind of database.

    The mode stays with the file, so it is set when the database is migrated and never per connection.
    """
    if connection.vendor != "sqlite":
        return
    right, now = right_mode(version()), mode_of(connection)
    if now not in {right, *IN_MEMORY}:
        _pragma(connection, f"PRAGMA journal_mode={right}")


def _pragma(connection: BaseDatabaseWrapper, words: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchone()[0]
