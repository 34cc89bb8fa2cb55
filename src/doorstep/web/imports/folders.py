"""Where the files of an import stand, how far the work is, and whether somebody wants it to stop.

Progress is a file: the transaction that applies an import cannot tell others anything before it ends.
"""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

PRIVATE = 0o700


class Progress(NamedTuple):
    """What is being done, and how many of how many children it is done for; `of` is 0 if unknown."""

    words: str
    done: int = 0
    of: int = 0


def folder(key: UUID) -> Path:
    """Return the folder of an import, made if it is not there; it opens to the application only."""
    all_of_them = Path(settings.STATE) / "imports"
    all_of_them.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    found = all_of_them / str(key)
    found.mkdir(mode=PRIVATE, exist_ok=True)
    return found


def came(key: UUID) -> Path:
    """Return the folder of what came, as it came."""
    found = folder(key) / "came"
    found.mkdir(mode=PRIVATE, exist_ok=True)
    return found


def unpacked(key: UUID) -> Path:
    """Return an empty folder for what is read: archives are unpacked there."""
    found = folder(key) / "read"
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir(mode=PRIVATE)
    return found


def say(key: UUID, words: str, done: int = 0, of: int = 0) -> None:
    """Write how far the work is; whole or not at all. That it cannot be written stops no work."""
    with suppress(OSError):
        place = folder(key)
        draft = place / ".progress"
        draft.write_text(json.dumps([words, done, of]), encoding="utf-8")
        draft.replace(place / "progress")


def progress(key: UUID) -> Progress | None:
    """Return how far the work is, or None if nothing says so."""
    try:
        told = json.loads((folder(key) / "progress").read_text(encoding="utf-8"))
        return Progress(*told)
    except (OSError, ValueError, TypeError):
        return None


def want_stop(key: UUID) -> None:
    """Say that the work is to stop, which it does at its next step."""
    (folder(key) / "stop").touch()


def is_stop_wanted(key: UUID) -> bool:
    """Test whether somebody said that the work is to stop."""
    return (folder(key) / "stop").exists()


def begin(key: UUID, words: str) -> None:
    """Begin a piece of work: an earlier wish to stop is of an earlier piece."""
    (folder(key) / "stop").unlink(missing_ok=True)
    say(key, words)


def end(key: UUID) -> None:
    """Clear away what only the work needed."""
    place = folder(key)
    for name in ("stop", "progress", ".progress"):
        (place / name).unlink(missing_ok=True)
    shutil.rmtree(place / "read", ignore_errors=True)


def forget(key: UUID) -> None:
    """Delete the files of an import: what it told of each child stands in the database."""
    shutil.rmtree(folder(key), ignore_errors=True)


def is_kept(key: UUID) -> bool:
    """Test whether the files of an import are still there."""
    return (Path(settings.STATE) / "imports" / str(key)).is_dir()
