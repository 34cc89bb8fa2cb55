"""What the machine or the database refused, known by the error: what to say, and when to try again."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError


@dataclass(frozen=True, slots=True)
class BadDay:
    """A kind of trouble that is nobody's fault at the page: its title, its words, seconds to wait."""

    name: str
    title: str
    says: str
    wait: int


FULL = BadDay(
    "disk_full",
    "There is no room left to save",
    "The disk of this service is full. Whoever runs it must make room: please tell them.",
    300,
)
AWAY = BadDay(
    "database_away",
    "The records cannot be reached",
    "The database does not answer. Those who run this service are told by its monitoring.",
    60,
)
BUSY = BadDay(
    "database_busy",
    "Saving takes too long",
    "Something else is being saved and holds this up. It is mostly over within a minute.",
    30,
)
REFUSED = BadDay(
    "disk_refuses",
    "This cannot be saved where it belongs",
    "The disk of this service takes nothing. Whoever runs it must see to it: please tell them.",
    300,
)
BROKEN = BadDay(
    "database_broken",
    "The records cannot be read",
    "The database is damaged. Whoever runs this service must restore a backup: please tell them.",
    600,
)
ERRNOS = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: REFUSED, errno.EIO: REFUSED,
}  # fmt: skip
SAID = (  # SQLite has no codes that Django hands on
    ("is full", FULL),
    ("is locked", BUSY),
    ("unable to open", AWAY),
    ("readonly database", REFUSED),
    ("disk i/o error", REFUSED),
    ("malformed", BROKEN),
    ("not a database", BROKEN),
)
WRONG_SQL = 1  # SQLite's code for a statement it cannot run, such as of a table that is not there
STATES = (  # of PostgreSQL, by how they begin
    ("53100", FULL),
    ("53", BUSY),
    ("55P03", BUSY),
    ("40", BUSY),
    ("57014", BUSY),
    ("57P", AWAY),
    ("08", AWAY),
    ("3D000", AWAY),
    ("25006", REFUSED),
    ("58", REFUSED),
    ("XX", BROKEN),
)


def known(error: BaseException | None) -> BadDay | None:
    """Return which trouble an error is; none if it is a fault of ours."""
    for each in _chain(error):
        found = _of(each)
        if found:
            return found
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Return an error and what it came from, ten steps at most."""
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _of(error: BaseException) -> BadDay | None:
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_the_database(error)
    if isinstance(error, OSError) and error.errno:
        return ERRNOS.get(error.errno)
    return None


def _of_the_database(error: Exception) -> BadDay | None:
    state = getattr(error.__cause__, "sqlstate", None)
    if state:
        return next((day for begins, day in STATES if state.startswith(begins)), None)
    said = str(error).casefold()
    of_sqlite = next((day for words, day in SAID if words in said), None)
    if of_sqlite is None and getattr(error.__cause__, "sqlite_errorcode", None) == WRONG_SQL:
        return None
    # A connection that broke or was never made has no code of the server's.
    return of_sqlite or (AWAY if isinstance(error, OperationalError | InterfaceError) else None)
