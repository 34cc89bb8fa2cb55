"""A backup made while people write can be restored: whole, guarded, and people sign in (D6)."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import throwaway_postgresql
import web_made as made
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection

from doorstep.facts import Visit
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.accounts.models import User
from doorstep.web.running.backup import BackupError, examine
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.services import record_visit

IN_EARNEST = pytest.mark.django_db(transaction=True)
IS_POSTGRESQL = os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql"
ON_SQLITE = pytest.mark.skipif(IS_POSTGRESQL, reason="a copy of an SQLite file")
ON_POSTGRESQL = pytest.mark.skipif(not IS_POSTGRESQL, reason="a dump of PostgreSQL")
ASK = """
import json, sys, django
django.setup()
from django.db import connection
from doorstep.web.accounts.models import User
from doorstep.web.audit import triggers
from doorstep.web.audit.verifying import verify
from doorstep.web.caseload.models import Obligation, Visit
print(json.dumps({
    "visits": Visit.objects.count(), "owed": Obligation.objects.exists(), "whole": verify().whole,
    "unguarded": triggers.missing(connection),
    "signed_in": User.objects.get(worker_id="W1").check_password(sys.argv[1]),
}))
"""


def _write(number: int, user: User) -> None:
    visit = Visit(
        made.TODAY, seen=True, method=Method.IN_PERSON, place=Place.HOME,
        role=Role.SOCIAL_WORKER, worker_id="W1",
    )  # fmt: skip
    record_visit(
        reports={f"C{number % 3}": VisitReport(told=visit)},
        client_id=uuid4(),
        by=made.access(user),
        at=made.AT,
    )


@pytest.fixture
def writing() -> Iterator[threading.Event]:
    """Have somebody record one visit after another meanwhile; set once a few are stored."""
    made.adopt()
    made.store(*(made.case(f"C{number}") for number in range(3)))
    user = made.person(Role.SOCIAL_WORKER, worker_id="W1")
    user.password = ScryptPasswordHasher().encode(
        made.PASSWORD, "some-salt-for-a-test"
    )  # as in life
    user.save()
    some, over, errors = threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            for number in range(10_000):
                _write(number, user)
                if number == 5:
                    some.set()
                if over.is_set():
                    break
        except Exception as error:
            errors.append(error)
            some.set()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert some.wait(60)
    yield some
    over.set()
    writer.join()
    assert errors == []


def _asked(address: str) -> dict[str, object]:
    env = {
        **os.environ,
        "DOORSTEP_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, made.PASSWORD], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@IN_EARNEST
@ON_SQLITE
@pytest.mark.usefixtures("writing")
def test_a_backup_made_meanwhile_is_restored_whole(tmp_path: Path) -> None:
    backup, place = tmp_path / "backup.sqlite3", tmp_path / "restored.sqlite3"
    call_command("backup", "--out", backup, verbosity=0)
    env = {
        **os.environ,
        "DOORSTEP_DATABASE": f"sqlite://{place}",
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }

    for _ in range(2):  # the second time over what stands there
        done = subprocess.run(
            [sys.executable, "-m", "doorstep.web", "restore", str(backup)],
            env=env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    assert backup.stat().st_mode & 0o077 == 0
    assert "the chain is whole" in done.stdout
    assert (tmp_path / "restored.sqlite3.before-restore-1").exists()
    found = _asked(f"sqlite://{place}")
    assert found.pop("visits") >= 6  # type: ignore[operator]
    assert found == {"owed": True, "whole": True, "unguarded": [], "signed_in": True}


@IN_EARNEST
@ON_POSTGRESQL
@pytest.mark.usefixtures("writing")
def test_a_dump_of_postgresql_made_meanwhile_is_restored_whole(tmp_path: Path) -> None:
    folder = throwaway_postgresql.programs()
    assert folder is not None
    chosen = connection.settings_dict
    there = ["-h", chosen["HOST"], "-U", chosen["USER"]]
    dump = tmp_path / "doorstep.dump"
    name = f"restored_{uuid4().hex[:8]}"

    for words in (
        ["pg_dump", "-Fc", *there, "-f", str(dump), chosen["NAME"]],
        ["createdb", *there, name],
        ["pg_restore", *there, "--exit-on-error", "-d", name, str(dump)],
    ):
        program = shutil.which(str(folder / words[0])) or words[0]
        subprocess.run([program, *words[1:]], check=True)
    found = _asked(f"postgresql://{chosen['USER']}@/{name}?host={chosen['HOST']}")
    subprocess.run([str(folder / "dropdb"), *there, name], check=True)

    assert found.pop("visits") >= 6  # type: ignore[operator]
    assert found == {"owed": True, "whole": True, "unguarded": [], "signed_in": True}


@ON_SQLITE
def test_a_backup_is_not_written_over_another_file(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("something of somebody's")

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", "--out", tmp_path / "kept")

    assert (tmp_path / "kept").read_text() == "something of somebody's"


@ON_SQLITE
@IN_EARNEST
def test_a_backup_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is the folder there"):
        call_command("backup", "--out", tmp_path / "nowhere" / "backup")

    assert list(tmp_path.iterdir()) == []


@ON_SQLITE
@IN_EARNEST
def test_a_broken_backup_is_not_put_in_place(tmp_path: Path) -> None:
    call_command("backup", "--out", tmp_path / "backup", verbosity=0)
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE something (x)")

    for name in ("cut", "other", "missing"):
        with pytest.raises(BackupError):
            examine(tmp_path / name)
    assert not list(tmp_path.glob("*before-restore*"))
