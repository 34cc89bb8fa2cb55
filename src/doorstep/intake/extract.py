"""What reading a file gives, and the guards every reader calls before it opens one."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.facts import CaseFacts, Refusal

MEGABYTE = 1_000_000
LARGEST_FILE = 500 * MEGABYTE
LARGEST_UNPACKED = 120 * MEGABYTE
LARGEST_RATIO = 100
RATIO_FROM = 20 * MEGABYTE
MOST_ENTRIES = 5_000


class UnreadableError(Exception):
    """A file that is not what it claims; the message names it and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The cases of one extract, and what could not be used.

    `passed_over` are children left out because their case is closed on the day asked about.
    Order: `cases` by child_id. `names` is child_id → "Forename Surname", where the extract has it.
    """

    source: str
    cases: tuple[CaseFacts, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    names: Mapping[str, str]
    passed_over: frozenset[str] = frozenset()


def guard_size(path: Path) -> None:
    """Refuse a file that is missing, empty or too large, before a byte of it is read.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableError(
            f"{path} cannot be opened ({error.strerror}): check its name and your permission."
        ) from None
    if not path.is_file():
        raise UnreadableError(f"{path} is not a file: give the file itself, or leave it out.")
    if size == 0:
        raise UnreadableError(f"{path} is empty: export it again.")
    if size > LARGEST_FILE:
        raise UnreadableError(
            f"{path} is {size // MEGABYTE:,} MB, more than the {LARGEST_FILE // MEGABYTE} MB that "
            "are read: export fewer years or tables."
        )


def guard_zip(path: Path) -> None:
    """Refuse a zip or workbook that is broken, or that would unpack to far more than it is.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    guard_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableError(
            f"{path} is a broken or cut-off workbook or zip file: save or copy it again."
        ) from None
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(path.stat().st_size, 1)
    bomb = unpacked > RATIO_FROM and ratio > LARGEST_RATIO
    if unpacked > LARGEST_UNPACKED or len(entries) > MOST_ENTRIES or bomb:
        raise UnreadableError(
            f"{path} would unpack to {unpacked // MEGABYTE:,} MB, which is not a workbook of "
            "cases: make a new export."
        )
