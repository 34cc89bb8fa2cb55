"""Unpack what came: archives that would harm are refused before and while they are unpacked (I4)."""

import shutil
import stat
import zipfile
import zlib
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from doorstep.intake.extract import (
    LARGEST_FILE,
    LARGEST_RATIO,
    MEGABYTE,
    MOST_ENTRIES,
    UnreadableError,
    guard_size,
)

LARGEST_ARCHIVE = 2_000 * MEGABYTE  # unpacked; the tables of a large authority are a fourth of it
RATIO_FROM = 20 * MEGABYTE
PIECE = 1 << 20
READ = (
    ".csv",
    ".xlsx",
    ".xml",
    ".json",
    ".jsonl",
    ".ndjson",
    ".extract",
    ".sqlite",
    ".db",
    ".file",
)
WORKBOOK = "[Content_Types].xml"


def what_to_read(came: Path, into: Path) -> Path:
    """Return the file or folder to read of what came; archives are unpacked into the folder `into`.

    Raises: UnreadableError with one sentence for the person who gave the files.
    """
    for path in sorted(came.iterdir()):
        guard_size(path)
        if _is_archive(path):
            _unpack(path, into)
        else:
            shutil.copyfile(path, _free(into, path.name))
    return _extract_in(into)


def _extract_in(folder: Path) -> Path:
    """Return the one file that is an extract by itself, else the folder of tables."""
    alone = [path for path in folder.iterdir() if _is_alone(path)]
    if len(alone) > 1 and any(path.suffix.lower() != ".json" for path in alone):
        names = ", ".join(sorted(path.name for path in alone)[:5])
        raise UnreadableError(f"These are several extracts: {names}. Bring them in one by one.")
    return alone[0] if len(alone) == 1 else folder


def _is_alone(path: Path) -> bool:
    return path.suffix.lower() != ".csv"


def _is_archive(path: Path) -> bool:
    """Test whether a file is an archive to unpack, by what is in it: a workbook is a zip as well."""
    with path.open("rb") as file:
        if not file.read(4).startswith(b"PK"):
            return False
    with _opened(path) as archive:
        return WORKBOOK not in archive.namelist()


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableError(
            f"{path.name} is a broken or cut-off workbook or zip file: save or copy it again."
        ) from None


def _unpack(path: Path, into: Path) -> None:
    with _opened(path) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir() and not _is_noise(e.filename)]
        _guard(path, entries)
        left = LARGEST_ARCHIVE
        for entry in entries:
            left -= _unpack_one(archive, entry, _free(into, _name_of(path, entry)), left)


def _guard(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that says itself that it would harm.

    Raises: UnreadableError.
    """
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(path.stat().st_size, 1)
    bomb = unpacked > RATIO_FROM and ratio > LARGEST_RATIO
    if bomb or unpacked > LARGEST_ARCHIVE or len(entries) > MOST_ENTRIES:
        raise UnreadableError(
            f"{path.name} would unpack to {unpacked // MEGABYTE:,} MB in {len(entries):,} files, "
            "which is no extract: make a new export."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError(f"{path.name} has a password: pack it again without one.")


def _is_noise(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or not parts or parts[-1].startswith(".")


def _name_of(path: Path, entry: zipfile.ZipInfo) -> str:
    """Return the bare name of a file in an archive.

    Raises: UnreadableError for one that leads out of its folder, or is a link.
    """
    place = PurePosixPath(entry.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if place.is_absolute() or ".." in place.parts or ":" in entry.filename or is_link:
        raise UnreadableError(f"{path.name} holds names that lead elsewhere: make a new export.")
    if place.suffix.lower() not in READ:
        raise UnreadableError(
            f"{path.name} holds {place.name[:60]}, which is no table of an extract: take it out."
        )
    return place.name


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, out: Path, left: int) -> int:
    """Write one file, and return its size; what an archive says of it is not believed."""
    most, size = min(left, LARGEST_FILE), 0
    try:
        with archive.open(entry) as file, out.open("xb") as to:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > most:
                    raise UnreadableError(
                        f"{entry.filename} is more than {most // MEGABYTE:,} MB: export fewer years."
                    )
                to.write(piece)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error, LZMAError):
        raise UnreadableError(
            f"{entry.filename} in the archive is broken: pack it again."
        ) from None
    return size


def _free(into: Path, name: str) -> Path:
    """Return where a file goes.

    Raises: UnreadableError if there is one of this name already.
    """
    out = into / name
    if out.exists():
        raise UnreadableError(f"There are two files named {name}: give one of them only.")
    return out
