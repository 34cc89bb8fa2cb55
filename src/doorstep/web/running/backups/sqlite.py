"""Copy an SQLite database while people work, look through a copy, and put one in its place."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from doorstep.web.running.backups.errors import BackupError

BEGINS = b"SQLite format 3\x00"
BESIDE = ("-wal", "-shm", "-journal")
KEPT = ".before-restore-"


def is_database(file: Path) -> bool:
    """Test whether a file begins as an SQLite database does."""
    with file.open("rb") as opened:
        return opened.read(len(BEGINS)) == BEGINS


def copy(out: Path) -> None:
    """Write a whole copy to a new file, readable by its owner only, and look through it.

    Raises: BackupError.
    """
    before = os.umask(0o077)
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(out)])
    finally:
        os.umask(before)
    examine(out)


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
        raise BackupError(f"{file} cannot be read as a database of Doorstep’s.") from None
    if not whole or loose:
        raise BackupError(f"{file} is a broken database: take an earlier backup.")


def put_in_place(new: Path) -> Path | None:
    """Put a database in the place of the application's; return where the old one was moved to.

    Order: `new` lies on the same disk, so that it is there whole or not at all.
    """
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    kept = _move_away(place)
    new.rename(place)
    folder = os.open(place.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return kept


def _move_away(place: Path) -> Path | None:
    """Move the database and its journal aside, under a name that is free."""
    if not place.exists():
        return None
    number = 1
    while (kept := place.with_name(f"{place.name}{KEPT}{number}")).exists():
        number += 1
    for end in BESIDE:
        if (beside := place.with_name(place.name + end)).exists():
            beside.rename(kept.with_name(kept.name + end))
    place.rename(kept)
    return kept


def to_disk(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
