"""The schema and the models agree, and every migration goes back and forward again (D7)."""

import os
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from doorstep.web.audit import triggers

LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
OURS = [a.label for a in apps.get_app_configs() if a.name.startswith("doorstep.web.")]
ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
ON_POSTGRESQL = """
  SELECT table_name, column_name || ' ' || udt_name || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def test_no_change_of_a_model_waits_for_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_migrations_make_what_the_models_say_from_nothing() -> None:
    """Before, the tables are as the models say (see `web_settings`)."""
    before = _schema()
    assert len(before) > 1_000

    (_go_back_to_nothing if LONG else _drop_everything)()
    assert not [t for t in connection.introspection.table_names() if t.startswith(tuple(OURS))]
    call_command("migrate", verbosity=0)

    assert _schema() == before
    assert triggers.missing(connection) == []


def _go_back_to_nothing() -> None:
    """Undo every migration, which takes half a minute; `test_upgrading` always undoes the new ones."""
    MigrationExecutor(connection).migrate([(label, None) for label in OURS])


def _drop_everything() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("PRAGMA foreign_keys = ON")


def _schema() -> set[tuple[str, str]]:
    """Return every column, constraint and index, each with its table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ON_POSTGRESQL)
            return set(cursor.fetchall())
        cursor.execute(ON_SQLITE)
        return {(name, part) for name, sql in cursor.fetchall() for part in _parts(sql)}


def _parts(sql: str) -> Iterator[str]:
    """Yield what stands between the commas of a statement, wherever no further bracket is open."""
    depth, part = 0, ""
    for letter in sql.partition("(")[2].rpartition(")")[0]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()
