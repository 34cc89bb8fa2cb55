"""Back up an SQLite database while people work, and put a backup in its place.

PostgreSQL has tools of its own for both: docs/deployment.md says how.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


class BackupError(Exception):
    """Why there is no backup, or why it was not put in place; says what to do."""


def back_up(out: Path) -> int:
    """Write a whole copy to a new file, readable by its owner only, and return its size.

    People go on working meanwhile. The copy is examined before it gets its name.
    Raises: BackupError.
    """
    _only_sqlite()
    if out.exists():
        raise BackupError(f"{out} is there already: give another name, such as one with the day.")
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    before = os.umask(0o077)
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(unfinished)])
        examine(unfinished)
        _to_disk(unfinished)
        unfinished.rename(out)
    finally:
        os.umask(before)
        unfinished.unlink(missing_ok=True)
    return out.stat().st_size


def put_back(backup: Path) -> Path | None:
    """Put a copy of a backup in the database's place; return where the old database was moved to.

    Nothing else may run meanwhile: stop the web processes and the worker first.
    Raises: BackupError.
    """
    _only_sqlite()
    examine(backup)
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    copy = place.with_name(f".{place.name}.restored")
    copy.write_bytes(backup.read_bytes())
    copy.chmod(0o600)
    _to_disk(copy)
    kept = _move_away(place)
    copy.rename(place)
    return kept


def examine(file: Path) -> None:
    """Have SQLite look through a file.

    Raises: BackupError if it is broken or no database of Doorstep's.
    """
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            whole = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = database.execute("PRAGMA foreign_key_check").fetchone()
            database.execute("SELECT 1 FROM audit_auditevent LIMIT 1")
    except sqlite3.Error:
        raise BackupError(f"{file} cannot be read as a database of Doorstep's.") from None
    if not whole or loose:
        raise BackupError(f"{file} is a broken database: take an earlier backup.")


def _move_away(place: Path) -> Path | None:
    """Move the database and its journal aside, under a name that is free."""
    if not place.exists():
        return None
    number = 1
    while (kept := place.with_name(f"{place.name}.before-restore-{number}")).exists():
        number += 1
    for end in ("-wal", "-shm", "-journal"):
        if (beside := place.with_name(place.name + end)).exists():
            beside.rename(kept.with_name(kept.name + end))
    place.rename(kept)
    return kept


def _to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _only_sqlite() -> None:
    if connection.vendor != "sqlite":
        raise BackupError(
            "This is PostgreSQL: use pg_dump and pg_restore, as docs/deployment.md says."
        )
