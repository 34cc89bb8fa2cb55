"""A backup made while people write can be restored elsewhere: whole, guarded, the same due list (D6)."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import web_made as made
from django.conf import LazySettings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection

from doorstep.facts import Visit
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.accounts.models import User
from doorstep.web.running.backups import postgresql
from doorstep.web.running.backups.archive import unpack
from doorstep.web.running.backups.drill import address_of
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.files import files_to_keep, put_back
from doorstep.web.running.backups.places import beside
from doorstep.web.running.backups.restoring import unknown_migrations
from doorstep.web.running.backups.sqlite import copy, examine
from doorstep.web.running.models import ReadOnlyTime
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
from doorstep.web import clock
from doorstep.web.accounts.models import User
from doorstep.web.audit import triggers
from doorstep.web.audit.verifying import verify
from doorstep.web.caseload.models import Obligation, Visit
from doorstep.web.caseload.services import sweep
from doorstep.web.running.backups.told import told_by
print(json.dumps({
    "visits": Visit.objects.count(), "owed": Obligation.objects.exists(), "whole": verify().whole,
    "unguarded": triggers.missing(connection),
    "signed_in": User.objects.get(worker_id="W1").check_password(sys.argv[1]),
    "due": told_by(connection).due_list,
    "again": (sweep(at=clock.now()), told_by(connection).due_list)[1],
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


WORDS = "seven-words-that-nobody-guesses"


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(WORDS)
    return file


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the kind that is tested, in which something stands."""
    if not IS_POSTGRESQL:
        copy(tmp_path / "restored.sqlite3")
        yield f"sqlite://{tmp_path}/restored.sqlite3"
        return
    name = f"restored_{uuid4().hex[:8]}"
    with postgresql.new_database(name):
        with beside("before", name) as other, other.cursor() as cursor:
            cursor.execute("CREATE TABLE something (x int)")
        yield address_of(name)
    for each in (name, f"{name}_before_restore_1"):
        postgresql.drop(each)


def _command(address: str, tmp_path: Path, *told: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as another machine would, with a state folder of its own."""
    env = {
        **os.environ,
        "DOORSTEP_DATABASE": address,
        "DOORSTEP_STATE": str(tmp_path / "state-there"),
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }
    (tmp_path / "state-there").mkdir(exist_ok=True)
    program = [sys.executable, "-m", "doorstep.web", *told]
    return subprocess.run(program, env=env, capture_output=True, text=True)


@IN_EARNEST
@pytest.mark.usefixtures("writing")
def test_a_backup_made_meanwhile_is_restored_whole_over_what_stood_there(
    tmp_path: Path, words: Path, place: str
) -> None:
    backup = tmp_path / "b.doorstep"
    call_command("backup", "--out", backup, "--passphrase-file", words)

    done = _command(place, tmp_path, "restore", "--passphrase-file", str(words), str(backup))

    assert done.returncode == 0, done.stderr
    assert backup.stat().st_mode & 0o077 == 0
    assert "the chain is whole" in done.stdout
    assert "What stood here is kept as" in done.stdout
    found = _asked(place)
    due = [*unpack(backup, None, WORDS).due_list]
    assert due[0] > 0
    assert found.pop("visits") >= 6  # type: ignore[operator]
    assert found == {
        "owed": True, "whole": True, "unguarded": [], "signed_in": True, "due": due, "again": due,
    }  # fmt: skip


@IN_EARNEST
@pytest.mark.usefixtures("writing")
def test_the_drill_under_load_finds_the_same_due_list_within_its_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("drill", "--folder", tmp_path)

    said = capsys.readouterr().out
    assert ended.value.code == 0, said
    assert "The same due list, the chain whole, the triggers there." in said
    assert " s of 60 s" in said
    assert list(tmp_path.iterdir()) == []


def test_files_of_the_state_go_in_and_come_back_and_none_is_written_over(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.STATE, settings.DOCUMENT_TEMPLATES = tmp_path / "state", ""
    (tmp_path / "state/imports").mkdir(parents=True)
    (tmp_path / "state/imports/one.csv").write_text("as it was")
    (tmp_path / "state/.secret").write_text("not this")
    (tmp_path / "state/old.doorstep").write_text("nor a backup")
    kept = dict(files_to_keep())
    for name, file in kept.items():
        (tmp_path / "unpacked" / name).parent.mkdir(parents=True)
        (tmp_path / "unpacked" / name).write_bytes(file.read_bytes())

    (tmp_path / "state/imports/one.csv").write_text("as it is now")
    done, beside = put_back(tmp_path / "unpacked")

    assert list(kept) == ["state/imports/one.csv"]
    assert (tmp_path / "state/imports/one.csv").read_text() == "as it is now"
    assert (done, [file.read_text() for file in beside]) == (1, ["as it was"])


def test_a_backup_is_not_written_over_another_file(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("something of somebody's")

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", "--out", tmp_path / "kept")

    assert (tmp_path / "kept").read_text() == "something of somebody's"


@IN_EARNEST
def test_a_backup_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is the folder there"):
        call_command("backup", "--out", tmp_path / "nowhere" / "backup")

    assert list(tmp_path.iterdir()) == []


@IN_EARNEST
def test_a_broken_or_foreign_backup_is_refused_and_nothing_changes(
    tmp_path: Path, words: Path
) -> None:
    call_command("backup", "--out", tmp_path / "whole", "--passphrase-file", words)
    whole = (tmp_path / "whole").read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "changed").write_bytes(bytes(changed))
    (tmp_path / "other").write_text("nothing of ours")
    (tmp_path / "wrong-words").write_text("other words than those that closed it")

    for name in ("cut", "changed", "other", "missing"):
        with pytest.raises(CommandError):
            call_command("restore", tmp_path / name, "--passphrase-file", words)
    with pytest.raises(CommandError, match="name the file of its passphrase"):
        call_command("restore", tmp_path / "whole")
    with pytest.raises(CommandError, match="does not open it"):
        call_command("restore", tmp_path / "whole", "--passphrase-file", tmp_path / "wrong-words")
    assert not ReadOnlyTime.objects.exists()


def test_a_backup_of_a_later_release_says_so(tmp_path: Path) -> None:
    assert unknown_migrations({"caseload": ["0001_initial"]}) == []
    assert unknown_migrations({"caseload": ["0999_to_come"], "gone": ["0001"]}) == [
        "caseload.0999_to_come"
    ]


@ON_SQLITE
@IN_EARNEST
def test_a_plain_copy_of_an_earlier_release_can_still_be_restored(
    tmp_path: Path, place: str
) -> None:
    copy(tmp_path / "old.sqlite3")

    done = _command(place, tmp_path, "restore", str(tmp_path / "old.sqlite3"))

    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE something (x)")
    with pytest.raises(BackupError):
        examine(tmp_path / "other")


@ON_POSTGRESQL
def test_the_password_stands_on_no_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in the place of pg_dump writes down how it was called."""
    program = tmp_path / "pg_dump"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/told\necho $PGPASSWORD > {tmp_path}/env\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "canary-password")

    postgresql.dump(tmp_path / "out", snapshot="1")

    assert "canary" not in (tmp_path / "told").read_text()
    assert (tmp_path / "env").read_text().strip() == "canary-password"


@ON_POSTGRESQL
def test_without_its_programs_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError, match="install PostgreSQL’s client programs"):
        postgresql.dump(tmp_path / "out", snapshot="1")
