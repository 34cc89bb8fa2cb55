"""Tell what a file or folder is, by what is in it and not by its name alone."""

from enum import StrEnum
from pathlib import Path
from zipfile import ZipFile

from doorstep.intake import store, tables
from doorstep.intake.extract import UnreadableError, guard_size, guard_zip
from doorstep.intake.ssd_columns import COLUMNS

SUPPLEMENT_PREFIX = "doorstep_"
READABLE = (
    "Doorstep reads a folder of SSD or SSDA903 CSV tables, an Annex A workbook (.xlsx), a CIN "
    "census (.xml), the DfE API's JSON and a prepared extract"
)
HEAD = 4_096
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")


class Kind(StrEnum):
    """What can be read."""

    SSD = "ssd"
    SSDA903 = "ssda903"
    ANNEX_A = "annex_a"
    CIN_CENSUS = "cin_census"
    DFE_API = "dfe_api"
    PREPARED = "prepared"


def kind_of(path: Path) -> Kind:
    """Return what a file or folder is.

    Raises: UnreadableError with one sentence if it is nothing that can be read.
    """
    return _kind_of_folder(path) if path.is_dir() else _kind_of_file(path)


def csv_files(folder: Path) -> list[Path]:
    """Return the CSV files of a folder.

    Order: by name.
    """
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")


def _kind_of_folder(folder: Path) -> Kind:
    files = csv_files(folder)
    supplement = [path for path in files if path.name.lower().startswith(SUPPLEMENT_PREFIX)]
    kinds = {kind for path in files if path not in supplement if (kind := _kind_of_table(path))}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds:
        raise UnreadableError(
            f"{folder} holds both SSD and SSDA903 tables: put each in a folder of its own."
        )
    if any(path.suffix.lower() in JSON_ENDINGS for path in folder.iterdir()):
        return Kind.DFE_API
    raise _no_extract(folder, files, supplement)


def _no_extract(folder: Path, files: list[Path], supplement: list[Path]) -> UnreadableError:
    others = [path for path in folder.iterdir() if path.suffix.lower() in (".xlsx", ".xml")]
    if others:
        name = sorted(others)[0].name
        return UnreadableError(f"{folder} is a folder with {name} in it: give that file itself.")
    if supplement:
        return UnreadableError(
            f"{folder} holds only Doorstep's supplement: an extract is needed beside it."
        )
    if files:
        return UnreadableError(
            f"{folder} has CSV files, but no table of an SSD or SSDA903 extract among them: "
            f"{READABLE}."
        )
    what = "is empty" if not any(folder.iterdir()) else "has no CSV tables in it"
    return UnreadableError(f"{folder} {what}: {READABLE}.")


def _kind_of_table(path: Path) -> Kind | None:
    """Return which extract a CSV table belongs to, by its columns; `ssd_` in its name is enough."""
    header = tables.read_header(path)
    if {"child", "decom"} <= header:
        return Kind.SSDA903
    name = path.stem.lower().strip()
    table = name if name.startswith("ssd_") else f"ssd_{name}"
    if table in COLUMNS and (table == name or header & set(COLUMNS[table].split())):
        return Kind.SSD
    return None


def _kind_of_file(path: Path) -> Kind:
    guard_size(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(b"SQLite format 3"):
        return _kind_of_database(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            f"{path} is an old or password-protected Excel file: save it as .xlsx without a "
            "password."
        )
    return _kind_of_text(path, head)


def _kind_of_zip(path: Path) -> Kind:
    guard_zip(path)
    with ZipFile(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Kind.ANNEX_A
    what = "a document" if "[Content_Types].xml" in names else "a zip file"
    raise UnreadableError(f"{path} is {what}, not a workbook: unpack it first, or give .xlsx.")


def _kind_of_database(path: Path) -> Kind:
    if store.is_prepared(path):
        return Kind.PREPARED
    raise UnreadableError(f"{path} is a database, but no prepared extract: {READABLE}.")


def _kind_of_text(path: Path, head: bytes) -> Kind:
    encoding = next((name for mark, name in tables.BOMS.items() if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, errors="ignore").lstrip().lower()
    if text.startswith(("<!doctype html", "<html")):
        raise UnreadableError(
            f"{path} is a web page, not an extract: open it in the case system and export again."
        )
    if text.startswith("<") and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise UnreadableError(f"{path} is an Excel file of 2003: save it as .xlsx.")
    if text.startswith("<"):
        return Kind.CIN_CENSUS
    if text.startswith(("[", "{")):
        return Kind.DFE_API
    if path.suffix.lower() == ".csv":
        raise UnreadableError(f"{path} is one table: give the folder that holds all the tables.")
    raise UnreadableError(f"{path} is not a file that can be read: {READABLE}.")
