"""Take in what comes: uploaded files, what lies in the watched folder, what a command names."""

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit.words import Action
from doorstep.web.imports import folders
from doorstep.web.imports.models import CameBy, Import
from doorstep.web.imports.standing import tell

PIECE = 1 << 20
AT_REST = 60.0  # seconds without a change, after which a file in the watched folder is whole
DONE = "done"
LONGEST_NAME = 300


def take_uploads(
    files: "Iterable[UploadedFile[bytes]]", *, key: uuid.UUID, by: Access, at: datetime
) -> Import:
    """Take in uploaded files; the same form sent twice is one import."""
    before = Import.objects.filter(key=key).first()
    if before is not None:
        return before
    try:
        names = [_written(file, key) for file in files]
    except OSError:
        folders.forget(key)  # else what is sent under the same key again would lie beside it
        raise
    return _taken(key, names, came_by=CameBy.UPLOAD, by=by, at=at)


def _written(file: "UploadedFile[bytes]", key: uuid.UUID) -> str:
    """Write one uploaded file to the import's folder; return its name there."""
    name = _bare(file.name or "extract")
    with (folders.came(key) / name).open("wb") as out:
        for piece in file.chunks(PIECE):
            out.write(piece)
    return name


def take_path(path: Path, *, supplement: Path | None = None, at: datetime) -> Import:
    """Take in a file or folder that a command names.

    Raises: OSError if it cannot be copied.
    """
    key = uuid.uuid4()
    try:
        _copy(path, folders.came(key))
        if supplement is not None:
            _copy(supplement, folders.came(key))
    except OSError:
        folders.forget(key)
        raise
    return _taken(key, [path.name or str(path)], came_by=CameBy.COMMAND, by=None, at=at)


def _taken(
    key: uuid.UUID,
    names: list[str],
    *,
    came_by: CameBy,
    by: Access | None,
    at: datetime,
    inbox_name: str = "",
) -> Import:
    with transaction.atomic():
        row = Import.objects.create(
            key=key,
            came_by=came_by,
            file_name=_said(names),
            inbox_name=inbox_name,
            sha256=fingerprint(folders.came(key)),
            came_at=at,
            given_by_id=by.user_id if by else None,
        )
        tell(Action.PREVIEW_IMPORT, row, by=by, at=at, step="came", way=str(came_by))
    return row


def _said(names: list[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0][: LONGEST_NAME - 20]}{more}" if names else "nothing"


def _bare(name: str) -> str:
    """Return the name of a file without any folder, and never one that hides or leads elsewhere."""
    return Path(name.replace("\\", "/")).name.lstrip(".")[:200] or "extract"


def _copy(path: Path, into: Path) -> None:
    if not path.is_dir():
        shutil.copyfile(path, into / _bare(path.name))
        return
    for file in path.iterdir():
        if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
            shutil.copyfile(file, into / _bare(file.name))


def fingerprint(place: Path) -> str:
    """Return the SHA-256 of the files of a folder, by name."""
    whole = hashlib.sha256()
    for path in sorted(place.iterdir()):
        whole.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                whole.update(piece)
    return whole.hexdigest()


# --- the watched folder -------------------------------------------------------------------------------


def inbox() -> Path | None:
    """Return the watched folder, or None if there is none."""
    place = Path(settings.INBOX) if settings.INBOX else None
    return place if place is not None and place.is_dir() else None


def at_rest() -> Iterator[Path]:
    """Yield what lies in the watched folder and has not changed for a minute, by name."""
    place, now = inbox(), time.time()
    for path in sorted(place.iterdir()) if place is not None else ():
        if path.name.startswith(".") or path.name == DONE or path.is_symlink():
            continue
        if now - _last_change(path) >= AT_REST:
            yield path


def _last_change(path: Path) -> float:
    inside = path.rglob("*") if path.is_dir() else ()
    try:
        return max([path.stat().st_mtime, *(each.stat().st_mtime for each in inside)])
    except OSError:  # it is being moved away or written just now
        return time.time()


def take_from_inbox(*, at: datetime) -> int:
    """Take in what lies in the watched folder; return how much.

    Killed between any two steps, the next look goes on: what was taken in is put away, never taken twice.
    """
    taken = 0
    for path in list(at_rest()):
        waiting = Import.objects.filter(inbox_name=path.name).first()
        if waiting is None:
            waiting = _take(path, at=at)
            taken += 1
        _put_away(path)
        Import.objects.filter(pk=waiting.pk).update(inbox_name="")
    return taken


def _take(path: Path, *, at: datetime) -> Import:
    key = uuid.uuid4()
    _copy(path, folders.came(key))
    return _taken(
        key, [path.name], came_by=CameBy.FOLDER, by=None, at=at, inbox_name=path.name[:LONGEST_NAME]
    )


def _put_away(path: Path) -> None:
    """Move what was taken in to the folder of what is done, under a name that is free there."""
    done = path.parent / DONE
    done.mkdir(exist_ok=True)
    out, number = done / path.name, 1
    while out.exists():
        number += 1
        out = done / f"{path.stem} ({number}){path.suffix}"
    os.replace(path, out)  # noqa: PTH105 (a rename on one disk, whole or not at all)
