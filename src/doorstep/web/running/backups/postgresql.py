"""Dump and restore a PostgreSQL database with its own programs; no password on a command line."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from doorstep.web.running.backups.errors import BackupError

# What the driver calls a setting, and what the programs call it in their environment.
IN_ENVIRONMENT = {
    "HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "connect_timeout": "PGCONNECT_TIMEOUT", "passfile": "PGPASSFILE",
    "service": "PGSERVICE", "channel_binding": "PGCHANNELBINDING", "gssencmode": "PGGSSENCMODE",
    "application_name": "PGAPPNAME",
}  # fmt: skip
ALSO = ("postgres", "template1")  # databases to be connected to while ours is renamed
LONGEST_SAID = 400
TRIES = 20


def dump(out: Path, *, snapshot: str) -> None:
    """Dump the database as it was at a snapshot, while people work.

    Raises: BackupError.
    """
    _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges",
         f"--file={out}", _name())  # fmt: skip


def fill(name: str, dumped: Path) -> None:
    """Fill an empty database from a dump, wholly or not at all.

    Raises: BackupError.
    """
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
         f"--dbname={name}", str(dumped))  # fmt: skip


def _run(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not on this machine: install PostgreSQL’s client programs."
        )
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program)
        [found, *words], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} ended with: {done.stderr.strip()[:LONGEST_SAID]}")


def _environment() -> dict[str, str]:
    """Return the environment of the programs: there the password is seen by this user only."""
    chosen: Mapping[str, Any] = {**connection.settings_dict, **connection.settings_dict["OPTIONS"]}
    told = {env: str(chosen[name]) for name, env in IN_ENVIRONMENT.items() if chosen.get(name)}
    return {**os.environ, **told}


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def is_empty() -> bool:
    """Test whether the application's database has no table."""
    return not connection.introspection.table_names()


@contextmanager
def new_database(name: str) -> Iterator[None]:
    """Make an empty database, and remove it again if what follows fails.

    Raises: BackupError if the user may make none.
    """
    make = sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}"
    )
    collate, ctype = _locale()
    with _elsewhere() as cursor:
        try:
            cursor.execute(make.format(sql.Identifier(name), collate, ctype))
        except psycopg.Error as error:
            raise BackupError(_may_not(error)) from None
    try:
        yield
    except BaseException:
        with suppress(psycopg.Error):
            drop(name)
        raise


def _may_not(error: psycopg.Error) -> str:
    return (
        f"PostgreSQL makes no new database ({error.sqlstate}). Have its administrator run "
        "ALTER ROLE … CREATEDB, or make an empty database, set DOORSTEP_DATABASE to it and restore "
        "again."
    )


def _locale() -> tuple[sql.Literal, sql.Literal]:
    """Return how the application's database sorts: the new one must do the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
        )
        collate, ctype = cursor.fetchone()
        return sql.Literal(collate), sql.Literal(ctype)


def drop(name: str) -> None:
    """Remove a database and whoever is connected to it."""
    with _elsewhere() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def put_in_place(new: str) -> str:
    """Give a database the name of the application's, which is kept under another; return that.

    Everybody is sent away meanwhile: web processes come back by themselves.
    """
    ours = _name()
    connection.close()
    with _elsewhere() as cursor:
        kept = _free(cursor, f"{ours}_before_restore_")
        _let_in(cursor, ours, yes=False)
        try:
            _send_away(cursor, ours)
            _rename(cursor, ours, kept)
        except psycopg.Error as error:
            _let_in(cursor, ours, yes=True)
            raise BackupError(f"The database could not be set aside ({error.sqlstate}).") from None
        _rename(cursor, new, ours)
        _let_in(cursor, kept, yes=True)
    return kept


def _free(cursor: Any, begins: str) -> str:
    number = 1
    while True:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{begins}{number}"])
        if cursor.fetchone() is None:
            return f"{begins}{number}"
        number += 1


def _let_in(cursor: Any, name: str, *, yes: bool) -> None:
    word = sql.SQL("true" if yes else "false")
    cursor.execute(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), word)
    )


def _send_away(cursor: Any, name: str) -> None:
    """End the connections to a database, and wait until they are gone."""
    for _ in range(TRIES):
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT pg_sleep(0.1)")


def _rename(cursor: Any, old: str, new: str) -> None:
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


@contextmanager
def _elsewhere() -> Iterator[Any]:
    """Give a cursor in another database of the same server, outside any transaction.

    Raises: BackupError.
    """
    given = {**connection.get_connection_params()}
    for name in ("dbname", "cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        given.pop(name, None)
    for other in ALSO:
        try:
            opened = psycopg.connect(**given, dbname=other, autocommit=True)
        except psycopg.Error:
            continue
        with closing(opened), opened.cursor() as cursor:
            yield cursor
        return
    raise BackupError("PostgreSQL lets this user into neither of its own databases.")
