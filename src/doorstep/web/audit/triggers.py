"""Triggers that let nobody change or delete what was written once, on both databases (U3)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "audit_auditevent",
    "audit_publishedhead",
    "caseload_casedocument",
    "caseload_visit",
    "caseload_event",
    "caseload_circumstance",
    "caseload_casenote",
    "decisions_policypart",
    "decisions_filled",
    "decisions_done",
    "decisions_comment",
    "documents_copied",
    "decisions_incidence",
    "governance_disposallog",
    "governance_release",
    "moves_move",
    "moves_moved",
    "moves_handover",
    "moves_handoveritem",
    "outings_outingchild",
    "outings_outingchange",
    "wellbeing_word",
    "wellbeing_takenback",
)
KEPT = ("phone_sent", "phone_setaside")
"""Settled by a change, and so not append-only; but nothing is deleted from them except by a disposal."""
GUARDED = (*APPEND_ONLY, *KEPT)
FUNCTION = "doorstep_append_only"
BODY = """
BEGIN
    RAISE EXCEPTION '% is refused: what stands in % is only ever added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
"""


def wanted(vendor: str, tables: Iterable[str] = GUARDED) -> dict[str, tuple[str, str]]:
    """Return each trigger's name with its table and the statement that makes it."""
    make = _postgresql if vendor == "postgresql" else _sqlite
    found = {}
    for table in tables:
        first = 1 if table in KEPT else 0
        for what in ("update", "delete", "truncate")[first : 3 if vendor == "postgresql" else 2]:
            name = f"{table}_no_{what}"
            found[name] = (table, make(name, table, what))
    return found


def _sqlite(name: str, table: str, what: str) -> str:
    said = f"{what.upper()} is refused: what stands in {table} is only ever added to"
    return (
        f"CREATE TRIGGER {name} BEFORE {what.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )


def _postgresql(name: str, table: str, what: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {what.upper()} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
    )


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there, or not as they should be."""
    want = wanted(connection.vendor, _tables(connection))
    standing = _standing(connection, want)
    return [name for name in want if name not in standing]


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Make the triggers that are missing and return their names; repeatable."""
    lacking = missing(connection)
    want = wanted(connection.vendor)
    with connection.cursor() as cursor:
        if lacking and connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $body${BODY}$body$"
            )
        for name in lacking:
            table, make = want[name]
            cursor.execute(_drop(connection.vendor, name, table))
            cursor.execute(make)
    return lacking


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for what empties a whole database, such as a test's flush."""
    with connection.cursor() as cursor:
        for name, (table, _) in wanted(connection.vendor, _tables(connection)).items():
            cursor.execute(_drop(connection.vendor, name, table))


NEVER_LET_GO = frozenset({"audit_auditevent", "audit_publishedhead", "governance_disposallog"})
WAIT_FOR_OTHERS = (
    "800ms"  # less than PostgreSQL takes to look for a deadlock: we give way, not they
)


@contextmanager
def deletes_let_through(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of these tables be deleted, in the open transaction: a disposal and nothing else.

    Nobody else sees the triggers gone: they stand again before the transaction is over, or it fails
    and they never were. Updates stay refused, and no log is ever let go of.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Rows are let go of in a transaction only.")
    names = [
        (f"{table}_no_delete", table)
        for table in _tables(connection)
        if table in set(tables) - NEVER_LET_GO
    ]
    _switch(connection, names, on=False)
    yield
    _switch(connection, names, on=True)
    if lacking := missing(connection):
        raise transaction.TransactionManagementError(f"Triggers are missing: {lacking}")


def _switch(connection: BaseDatabaseWrapper, names: Iterable[tuple[str, str]], *, on: bool) -> None:
    """Switch triggers off or on: on PostgreSQL as such, so that reading goes on meanwhile."""
    connection.check_constraints() if connection.vendor == "postgresql" else None
    want = wanted(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = '{'0' if on else WAIT_FOR_OTHERS}'")
        for name, table in names:
            if connection.vendor == "postgresql":
                state = "ENABLE" if on else "DISABLE"
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {name}")
            else:
                cursor.execute(want[name][1] if on else _drop(connection.vendor, name, table))


def _drop(vendor: str, name: str, table: str) -> str:
    on = f" ON {table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on}"


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that are there: a migration may not have come to all of them yet."""
    there = set(connection.introspection.table_names())
    return [table for table in GUARDED if table in there]


def _standing(connection: BaseDatabaseWrapper, want: Mapping[str, tuple[str, str]]) -> set[str]:
    """Return the names of triggers that stand as they should, switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _standing_in_postgresql(cursor)
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, sql in cursor.fetchall() if name in want and sql == want[name][1]}


def _standing_in_postgresql(cursor: Any) -> set[str]:
    # `O` is a trigger that fires in ordinary sessions; one whose function was emptied counts for none.
    cursor.execute(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND p.proname = %s "
        "AND p.prosrc = %s AND pg_table_is_visible(c.oid)",
        [FUNCTION, BODY],
    )
    return {name for (name,) in cursor.fetchall()}


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Make the triggers once a migration is over; SQLite loses them when it remakes a table."""
    from django.db import connections

    install(connections[using])
