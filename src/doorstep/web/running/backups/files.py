"""The files beside the database: what the state folder holds, and the authority's own folders."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from doorstep.web.running.backups.archive import digest_of
from doorstep.web.running.backups.sqlite import BESIDE, KEPT

STATE = "state"
ENDS = ".doorstep"


def folders() -> dict[str, Path]:
    """Return the folders that go into a backup, by their name in it."""
    told = {"packs": settings.PACKS, "templates": settings.DOCUMENT_TEMPLATES}
    found = {STATE: Path(settings.STATE)} | {n: Path(p) for n, p in told.items() if p}
    return {name: folder for name, folder in found.items() if folder.is_dir()}


def files_to_keep() -> Iterator[tuple[str, Path]]:
    """Return each file with its name in a backup."""
    for name, folder in folders().items():
        for where, inside, files in os.walk(folder):
            inside[:] = sorted(d for d in inside if _goes_in(Path(where, d)))
            for file in sorted(Path(where, f) for f in files):
                if _goes_in(file) and file.is_file():
                    yield f"{name}/{file.relative_to(folder)}", file


def _goes_in(path: Path) -> bool:
    """Test whether a file or folder belongs in: no database, no backup, nothing hidden or linked."""
    outage = settings.OUTAGE and path == Path(settings.OUTAGE)
    if outage or path.name.startswith(".") or path.is_symlink():
        return False
    return path.suffix != ENDS and KEPT not in path.name and path not in _of_the_database()


def _of_the_database() -> set[Path]:
    if connection.vendor != "sqlite":
        return set()
    place = Path(connection.settings_dict["NAME"])
    return {place, *(place.with_name(place.name + end) for end in BESIDE)}


def put_back(unpacked: Path) -> tuple[int, list[Path]]:
    """Put files of a backup where they belong; return how many, and those that stand beside.

    A file that is there and says something else is never written over: the backup's is laid down
    under `restored` in the state folder, for a person to look at.
    """
    there, beside = folders() | {STATE: Path(settings.STATE)}, []
    done = 0
    for file in sorted(path for path in unpacked.rglob("*") if path.is_file()):
        name, *rest = file.relative_to(unpacked).parts
        place = there[name].joinpath(*rest) if name in there else None
        if place is not None and place.exists() and digest_of(place) == digest_of(file):
            continue
        if place is None or place.exists() or not os.access(there[name], os.W_OK):
            place = Path(settings.STATE, "restored", name, *rest)
            beside.append(place)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as out:
            out.write(file.read_bytes())
        place.chmod(0o600)
        done += 1
    return done, beside
