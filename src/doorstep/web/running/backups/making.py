"""Make a backup while people work: database and files in one archive, examined before it has its name."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.db import connection, transaction

from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.running.backups import archive, postgresql, sqlite
from doorstep.web.running.backups.archive import DATABASE, DUE_LIST, Manifest, Part, part_of
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.files import files_to_keep
from doorstep.web.running.backups.places import beside
from doorstep.web.running.backups.sealing import SHORTEST
from doorstep.web.running.backups.told import Told, migrations_of, told_by


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its size and what it says of itself."""

    size: int
    manifest: Manifest


def passphrase_in(file: Path | None) -> str:
    """Return the passphrase that stands in a file; blank without one.

    Raises: BackupError if it cannot be read or is too short.
    """
    if file is None:
        return ""
    try:
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"{file}: the passphrase cannot be read.") from None
    if len(found) < SHORTEST:
        raise BackupError(f"{file}: a passphrase has at least {SHORTEST} letters.")
    return found


def back_up(out: Path, *, at: datetime, passphrase: str = "", drill: bool = False) -> Made:
    """Write a backup to a new file, readable by its owner only; people go on working meanwhile.

    Raises: BackupError.
    """
    if out.exists():
        raise BackupError(f"{out} is there already: give another name, such as one with the day.")
    if not out.parent.is_dir():
        raise BackupError(f"{out} cannot be written: is the folder there, and is there room?")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=out.parent) as made_in:
        folder = Path(made_in)
        manifest, files = _gathered(folder, at)
        unfinished = folder / "archive"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as opened:
            archive.write(opened, manifest, files, passphrase)
            opened.flush()
            os.fsync(opened.fileno())
        archive.unpack(unfinished, None, passphrase)
        unfinished.rename(out)
    _tell(manifest, at, drill=drill)
    return Made(out.stat().st_size, manifest)


def _tell(manifest: Manifest, at: datetime, *, drill: bool) -> None:
    with transaction.atomic():
        audit.record(
            action=Action.MAKE_BACKUP, subject="installation", by=None, at=at,
            detail={"up_to_event": manifest.head[0], "drill": drill},
        )  # fmt: skip


def _gathered(folder: Path, at: datetime) -> tuple[Manifest, list[tuple[str, Path]]]:
    """Copy all that goes in, and return the manifest with the files in their order."""
    told, migrations = (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)(folder)
    files = [(DATABASE, folder / DATABASE), (DUE_LIST, folder / DUE_LIST)]
    parts = [part_of(name, file) for name, file in files]
    for name, file in files_to_keep():
        kept = folder / "files" / name
        part = _kept(name, file, kept)
        if part:
            files.append((name, kept))
            parts.append(part)
    manifest = Manifest(
        made_at=at.isoformat(), doorstep=version("doorstep"), database=connection.vendor,
        migrations=migrations, counts=told.counts, head=told.head, due_list=told.due_list,
        parts=tuple(parts),
    )  # fmt: skip
    return manifest, files


def _kept(name: str, file: Path, kept: Path) -> Part | None:
    """Copy a file that may be written or removed meanwhile; what is gone is left out."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(file, kept)
    except FileNotFoundError:
        return None
    return part_of(name, kept)


def _of_sqlite(folder: Path) -> tuple[Told, dict[str, list[str]]]:
    sqlite.copy(folder / DATABASE)
    with beside("copy", str(folder / DATABASE)) as copy:
        return told_by(copy, folder / DUE_LIST), migrations_of(copy)


def _of_postgresql(folder: Path) -> tuple[Told, dict[str, list[str]]]:
    """Dump and count in one snapshot: what comes in meanwhile is in neither."""
    level = psycopg.IsolationLevel.REPEATABLE_READ
    with (
        beside("snapshot", connection.settings_dict["NAME"], isolation_level=level) as place,
        transaction.atomic(using="snapshot"),
        place.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_export_snapshot()")
        postgresql.dump(folder / DATABASE, snapshot=cursor.fetchone()[0])
        return told_by(place, folder / DUE_LIST), migrations_of(place)
