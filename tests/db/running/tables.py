"""The tables of the database as they stand, and a way to be rid of them all."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

OURS = [a.label for a in apps.get_app_configs() if a.name.startswith("doorstep.web.")]
ON_SQLITE = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
ON_POSTGRESQL = """
  SELECT table_name, column_name || ' ' || udt_name || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def schema() -> set[tuple[str, str]]:
    """Return every column, constraint and index of our tables, each with its table."""
    ours = tuple(f"{label}_" for label in OURS)
    with connection.cursor() as cursor:
        cursor.execute(ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)
        rows = [(table, told) for table, told in cursor.fetchall() if table.startswith(ours)]
    if connection.vendor == "postgresql":
        return set(rows)
    return {(table, part) for table, told in rows for part in _parts(told)}


def _parts(told: str) -> Iterator[str]:
    """Yield what stands between the commas of a statement, wherever no further bracket is open."""
    if not told.startswith("CREATE TABLE"):
        yield told
        return
    depth, part = 0, ""
    for letter in told.partition("(")[2].rpartition(")")[0]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def drop_everything() -> None:
    """Leave an empty database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("PRAGMA foreign_keys = ON")
