"""The prepared extract: one SQLite file from which one child is read at once.

Nothing in it can run: the cases are JSON text.
"""

import glob
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from doorstep.facts import Refusal
from doorstep.intake import store_codec as codec
from doorstep.intake.extract import Extract, UnreadableError, guard_size

APPLICATION_ID = 0x446F6F72  # "Door": bytes 68 to 71 of the file
FORMAT = 1
LEFT_BEHIND = 3600  # seconds
SOURCE = "prepared extract"
SCHEMA = """
CREATE TABLE child (child_id TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE refusal (file TEXT, row INTEGER, field TEXT, reason TEXT, child_id TEXT);
CREATE INDEX refusal_of_child ON refusal (child_id);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def is_prepared(path: Path) -> bool:
    """Test whether a file is a prepared extract, from its first bytes."""
    with path.open("rb") as file:
        head = file.read(72)
    return head[:15] == b"SQLite format 3" and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def prepare(extract: Extract, out: Path) -> None:
    """Write an extract as a prepared extract: whole or not at all, readable by its owner only.

    Raises: UnreadableError if another kind of file stands at `out` or its folder is not there.
    """
    if out.is_dir() or (out.exists() and not is_prepared(out)):
        raise UnreadableError(f"{out} is there already and no prepared extract: give another name.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise UnreadableError(
            f"{out} cannot be written ({error.strerror}): give a folder you may write to."
        ) from None
    os.close(handle)
    _remove_leftovers(out, Path(name).stat().st_mtime)
    try:
        _write(extract, Path(name))
        Path(name).replace(out)
    finally:
        Path(name).unlink(missing_ok=True)


def _remove_leftovers(out: Path, now: float) -> None:
    """Remove what a preparation that was killed left behind long ago: it holds personal data."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.*"):
        if left.is_file() and now - left.stat().st_mtime > LEFT_BEHIND:
            left.unlink(missing_ok=True)


def read_all(path: Path) -> Extract:
    """Return everything a prepared extract holds."""
    with _opened(path) as database:
        children = list(database.execute("SELECT * FROM child ORDER BY child_id"))
        refusals = database.execute("SELECT * FROM refusal ORDER BY rowid")
        return _extract(database, children, refusals)


def read_one(path: Path, child_id: str) -> Extract:
    """Return one child of a prepared extract, without cases if the child is not in it."""
    with _opened(path) as database:
        found = database.execute("SELECT * FROM child WHERE child_id = ?", [child_id])
        refusals = database.execute(
            "SELECT * FROM refusal WHERE child_id IN ('', ?) ORDER BY rowid", [child_id]
        )
        return _extract(database, list(found), refusals)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    guard_size(path)
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version != FORMAT:
                raise UnreadableError(
                    f"{path} was prepared by another version of Doorstep: prepare it again."
                )
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            size = database.execute("PRAGMA page_size").fetchone()[0]
            if path.stat().st_size < pages * size:
                raise sqlite3.DatabaseError("cut off")
            yield database
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UnreadableError(
            f"{path} is a broken or cut-off prepared extract: prepare it again."
        ) from None


def _extract(
    database: sqlite3.Connection,
    children: list[tuple[str, str, str]],
    refusals: Iterable[tuple[str, int, str, str, str]],
) -> Extract:
    meta = dict(database.execute("SELECT key, value FROM meta"))
    return Extract(
        source=SOURCE,
        cases=tuple(codec.decoded(body) for _, _, body in children),
        refusals=tuple(Refusal(*row) for row in refusals),
        notes=tuple(json.loads(meta["notes"])),
        names={child_id: name for child_id, name, _ in children if name},
    )


def _write(extract: Extract, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {FORMAT}")
        database.executemany(
            "INSERT INTO child VALUES (?, ?, ?)",
            (
                (case.child_id, extract.names.get(case.child_id, ""), codec.encoded(case))
                for case in extract.cases
            ),
        )
        database.executemany("INSERT INTO refusal VALUES (?, ?, ?, ?, ?)", extract.refusals)
        meta = {"source": extract.source, "notes": json.dumps(_notes(extract))}
        database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())


def _notes(extract: Extract) -> list[str]:
    if extract.source == SOURCE:
        return list(extract.notes)
    return [f"Prepared from {extract.source}", *extract.notes]
