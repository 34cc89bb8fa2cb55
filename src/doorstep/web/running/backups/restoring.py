"""Put a backup in the place of what stands there: compared with its manifest first, kept beside after."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from doorstep.web.audit import services as audit
from doorstep.web.audit.verifying import verify
from doorstep.web.audit.words import Action
from doorstep.web.running import mode
from doorstep.web.running.backups import archive, postgresql, sqlite
from doorstep.web.running.backups.archive import DATABASE, DUE_LIST, Manifest
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.files import put_back
from doorstep.web.running.backups.places import beside
from doorstep.web.running.backups.told import told_by

WHY = "A backup is being restored."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it: what the database that stood there is called now, and what is left to do."""

    kept: str
    events: int
    made_at: str
    files: int
    beside: tuple[Path, ...]


def restore(backup: Path, *, at: datetime, passphrase: str = "") -> Restored:
    """Put a backup in place, wholly or not at all; nobody changes anything meanwhile.

    Raises: BackupError.
    """
    if not backup.is_file():
        raise BackupError(f"{backup} is not there.")
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=_same_disk()) as unpacked_in:
        folder = Path(unpacked_in)
        manifest = _unpacked(backup, folder, passphrase)
        with _nobody_changes(at):
            kept = _in_place(folder / DATABASE, manifest)
        for name in (DATABASE, DUE_LIST):
            (folder / name).unlink(missing_ok=True)
        files, left = put_back(folder)
    return _finished(manifest, kept=kept, at=at, files=files, left=left)


def _same_disk() -> Path | None:
    """Return a folder on the disk of a file: what is renamed is there whole or not at all."""
    return Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else None


def _unpacked(backup: Path, folder: Path, passphrase: str) -> Manifest | None:
    """Unpack and look through a backup; a plain SQLite file is one too, without a manifest."""
    if sqlite.is_database(backup) or not archive.is_archive(backup):
        _only("sqlite")
        sqlite.examine(backup)
        (folder / DATABASE).write_bytes(backup.read_bytes())
        (folder / DATABASE).chmod(0o600)
        sqlite.to_disk(folder / DATABASE)
        return None
    manifest = archive.unpack(backup, folder, passphrase)
    _only(manifest.database)
    later = unknown_migrations(manifest.migrations)
    if later:
        said = (
            f"This backup is of a later release ({', '.join(later[:3])}): restore it with that one."
        )
        raise BackupError(said)
    return manifest


def _only(vendor: str) -> None:
    if connection.vendor != vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        ours = kinds.get(connection.vendor, connection.vendor)
        raise BackupError(f"This backup is of {kinds.get(vendor, vendor)}, and here is {ours}.")


def unknown_migrations(applied: dict[str, list[str]]) -> list[str]:
    """Return the migrations that this release does not know, of the apps that it has."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    known |= {old for each in loader.disk_migrations.values() for old in each.replaces}
    ours = loader.migrated_apps
    return [
        f"{app}.{name}"
        for app, names in applied.items()
        for name in names
        if app in ours and (app, name) not in known
    ]


@contextmanager
def _nobody_changes(at: datetime) -> Iterator[None]:
    """Have the database that stands there refuse changes, as far as it can still be asked.

    If the restore fails, it takes them again; else it is set aside as it is.
    """
    begun = False
    with suppress(Error, mode.AlreadyError):
        if mode.table_is_there():
            mode.begin(why=WHY, at=at)
            begun = True
    try:
        yield
    except BaseException:
        if begun:
            with suppress(Error, mode.AlreadyError):
                mode.end(at=at)
        raise
    finally:
        mode.forget()


def _in_place(database: Path, manifest: Manifest | None) -> str:
    if connection.vendor == "sqlite":
        return _sqlite_in_place(database, manifest)
    return _postgresql_in_place(database, manifest)


def _sqlite_in_place(database: Path, manifest: Manifest | None) -> str:
    sqlite.examine(database)
    if manifest:
        with beside("restored", str(database)) as place:
            compare(place, manifest)
    # Reading may have made files beside it, which belong to the temporary place.
    for end in sqlite.BESIDE:
        database.with_name(database.name + end).unlink(missing_ok=True)
    kept = sqlite.put_in_place(database)
    return str(kept) if kept else ""


def _postgresql_in_place(dumped: Path, manifest: Manifest | None) -> str:
    """Fill a new database and swap, or fill the application's own where it is empty."""
    empty = postgresql.is_empty()
    name = connection.settings_dict["NAME"] if empty else f"doorstep_restored_{uuid4().hex[:8]}"
    with nullcontext() if empty else postgresql.new_database(name):
        postgresql.fill(name, dumped)
        if manifest:
            with beside("restored", name) as place:
                compare(place, manifest)
        return "" if empty else f"the database {postgresql.put_in_place(name)}"


def compare(place: BaseDatabaseWrapper, manifest: Manifest) -> None:
    """Hold a database against what it said of itself when the backup was made.

    Raises: BackupError with what differs.
    """
    told = told_by(place)
    tables = {*told.counts, *manifest.counts}
    differ = sorted(t for t in tables if told.counts.get(t) != manifest.counts.get(t))
    if differ:
        raise BackupError(f"Not as in the manifest: {', '.join(differ[:5])}. Take another backup.")
    if told.head != manifest.head:
        raise BackupError("The end of the audit log is another than in the manifest.")
    if told.due_list != manifest.due_list:
        raise BackupError("The due list is another than in the manifest.")


def _finished(
    manifest: Manifest | None, *, kept: str, at: datetime, files: int, left: list[Path]
) -> Restored:
    """Migrate, verify the log, let people change things again, and tell the log."""
    call_command("migrate", verbosity=0, interactive=False)
    walk = verify()
    if not walk.whole:
        raise BackupError(" ".join(fault.sentence for fault in walk.faults))
    with suppress(mode.AlreadyError):  # the backup may have been made in read-only mode
        mode.end(at=at)
    made_at = manifest.made_at if manifest else ""
    with transaction.atomic():
        audit.record(
            action=Action.RESTORE_BACKUP, subject="installation", by=None, at=at,
            detail={"made_at": made_at, "up_to_event": walk.last_id},
        )  # fmt: skip
    return Restored(kept=kept, events=walk.events, made_at=made_at, files=files, beside=tuple(left))
