"""Files a command writes: over an earlier one of its own, never over somebody else's."""

from pathlib import Path
from typing import NoReturn

from doorstep.cli.options import stop


def folder_or_stop(out: str) -> Path:
    """Return the folder to write to, or say why it cannot be one and end with status 2."""
    if not out.strip():
        stop("--out is empty: name the folder to write to.")
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        stop(f"{folder} is a file: name a folder to write to.")
    return folder


def keep_others(file: Path, mark: str, what: str) -> None:
    """End with status 2 if the file is there and does not carry the mark of an earlier one."""
    if not file.exists():
        return
    if not file.is_file() or mark.encode() not in file.read_bytes():
        stop(f"{file} is there already and is no earlier {what}: give another name.")


def write(file: Path, data: bytes) -> None:
    """Write a file, and its folder if it is not there; end with status 2 if that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")


def stop_without_extra(error: ImportError) -> NoReturn:
    """Say which library is missing and how to add it, and end with status 2."""
    stop(f"{error.name or error} is not installed; `pip install 'doorstep[book]'` adds it.")
