"""The journal of an SQLite database is in WAL mode only with a version that is sound."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import connection

from doorstep.web import journal
from doorstep.web.running.apps import set_journal

ON_SQLITE = pytest.mark.skipif(
    os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql", reason="the journal of SQLite"
)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 9), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_only_versions_without_the_fault_may_use_wal(version: tuple[int, ...], mode: str) -> None:
    assert journal.right_mode(version) == mode


@ON_SQLITE
def test_the_tests_own_database_was_put_into_the_right_mode() -> None:
    assert journal.mode_of(connection) == journal.right_mode(journal.version())


@ON_SQLITE
def test_a_version_with_the_fault_and_wal_is_an_error_at_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run_checks(databases=["default"]) == []

    monkeypatch.setattr(journal, "version", lambda: (3, 40, 1))

    assert [found.id for found in run_checks(databases=["default"])] == ["doorstep.E001"]


@ON_SQLITE
def test_migrate_takes_a_database_out_of_wal_where_the_version_has_the_fault(
    tmp_path: Path,
) -> None:
    file = tmp_path / "doorstep.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=wal")
    wanted = "import doorstep.web.journal as j; j.version = lambda: (3, 40, 1)"
    migrate = (
        "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    )
    env = {
        **os.environ,
        "DOORSTEP_DATABASE": f"sqlite://{file}",
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }

    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {wanted}; {migrate}"],
        env=env,
        check=True,
    )

    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_setting_the_journal_again_changes_nothing() -> None:
    set_journal(using="default")
    set_journal(using="default")
