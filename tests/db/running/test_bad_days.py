"""Disk full, database away, locked too long: each really happens, is said, and nothing is lost (D3)."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
import web_made as made
from django.conf import LazySettings
from django.db import (
    DatabaseError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.verifying import verify
from doorstep.web.bad_days import AWAY, FULL, known
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.running import condition, surroundings
from doorstep.web.running.models import Job
from doorstep.web.running.worker import Worker, machine_time

IN_EARNEST = pytest.mark.django_db(transaction=True)
IS_POSTGRESQL = os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql"
ON_SQLITE = pytest.mark.skipif(IS_POSTGRESQL, reason="how SQLite says it")
ON_POSTGRESQL = pytest.mark.skipif(not IS_POSTGRESQL, reason="how PostgreSQL says it")
WORDS = "A loose dog at the gate. " * 15
PAGE = "/children/C1/warnings/"


@pytest.fixture
def noor(sign_in: Callable[[User], Client]) -> Client:
    made.adopt()
    made.store(made.case("C1"))
    client = sign_in(made.person(Role.SOCIAL_WORKER, worker_id="W1"))
    client.get("/children/C1/")
    client.raise_request_exception = False
    return client


def _sent(client: Client, words: str = WORDS) -> tuple[int, str]:
    answer = client.post(PAGE, {"do": "add", "words": words})
    return answer.status_code, answer.text


@contextmanager
def _full() -> Iterator[None]:
    """Let the database take no page more: SQLite by its own limit, PostgreSQL as its disk would say."""
    if IS_POSTGRESQL:
        with _refusing("53100"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests freed would be used first
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=4294967294")


@contextmanager
def _refusing(state: str) -> Iterator[None]:
    """Have PostgreSQL refuse each new row of the log with a state of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'; END$$"
        )
        cursor.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON audit_auditevent "
            "FOR EACH ROW EXECUTE FUNCTION refusing()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refusing ON audit_auditevent")
            cursor.execute("DROP FUNCTION refusing()")


@IN_EARNEST
def test_a_full_disk_says_so_stores_nothing_in_part_and_recovers(noor: Client) -> None:
    with _full():  # what is free inside the pages that are there is used up first
        sent = [_sent(noor, f"{number} {WORDS}") for number in range(40)]
    stored = [status for status, _ in sent].count(302)
    status, text = sent[-1]

    assert status == 503
    assert "There is no room left to save" in text
    assert WORDS.strip() in text
    assert StaffWarning.objects.count() == stored
    assert AuditEvent.objects.filter(action="add_warning").count() == stored
    assert _sent(noor)[0] == 302
    assert verify().whole


def _fill(number: int) -> None:
    with suppress(OperationalError):
        Job.objects.create(name=f"filler{number}", held_by="x" * 100)


@IN_EARNEST
def test_the_worker_outlives_a_full_disk() -> None:
    made.adopt()
    made.store(made.case("C1"))

    with _full():
        for number in range(200):
            _fill(number)
        worker = Worker(clock=lambda: made.AT, pause=0.01)
        threading.Timer(0.3, worker.stopped.set).start()
        worker.run()

    # Where there was room to note the failure, the job waits before it is tried again.
    Job.objects.update(not_before=machine_time())
    Worker(clock=lambda: made.AT).once()
    assert Job.objects.get(name="publish_head").done_for == made.TODAY.isoformat()


@contextmanager
def _away() -> Iterator[None]:
    """Let the database be where none is: the next connection is refused by the system itself."""
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict |= {"NAME": "/nowhere/at/all", "HOST": "/nowhere", "PORT": ""}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@IN_EARNEST
def test_a_database_that_is_away_says_so_and_keeps_what_was_typed(noor: Client) -> None:
    with _away():
        status, text = _sent(noor)
        health = noor.get("/health")
        read = noor.get("/children/C1/")

    assert (status, read.status_code, health.status_code) == (503, 503, 503)
    assert "The records cannot be reached" in text
    assert WORDS.strip() in text
    assert "load this page again" in read.text
    assert _sent(noor)[0] == 302


@IN_EARNEST
@ON_POSTGRESQL
def test_a_server_that_sends_everybody_away_is_reached_again_by_the_next_request(
    noor: Client,
) -> None:
    import psycopg

    given = {**connection.get_connection_params()}
    with psycopg.connect(host=given["host"], user=given["user"], dbname="postgres") as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )

    first = _sent(noor)[0]
    close_old_connections()  # as between two requests in life
    second = _sent(noor)[0]

    assert first in {302, 503}
    assert second == 302
    assert StaffWarning.objects.count() == 1


@contextmanager
def _locked() -> Iterator[None]:
    """Have somebody else hold what is to be written, longer than we wait."""
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with connections["default"].cursor() as cursor:
            if IS_POSTGRESQL:
                cursor.execute("BEGIN; LOCK TABLE audit_auditevent IN EXCLUSIVE MODE")
            else:
                cursor.execute("BEGIN IMMEDIATE")
            held.set()
            over.wait(30)
            cursor.execute("ROLLBACK")
        connections["default"].close()

    with connection.cursor() as cursor:
        cursor.execute(
            "SET lock_timeout = '200ms'" if IS_POSTGRESQL else "PRAGMA busy_timeout = 200"
        )
    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    try:
        yield
    finally:
        over.set()
        holder.join()


@IN_EARNEST
def test_a_database_that_is_held_too_long_says_so_and_keeps_what_was_typed(noor: Client) -> None:
    with _locked():
        status, text = _sent(noor)

    assert status == 503
    assert "Saving takes too long" in text
    assert WORDS.strip() in text
    assert _sent(noor)[0] == 302


@ON_POSTGRESQL
def test_nobody_waits_for_a_lock_until_the_server_gives_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "20s"


def test_what_is_a_fault_of_ours_stays_one() -> None:
    assert known(ValueError("full")) is None
    assert known(PermissionError(errno.EACCES, "x")) is None
    assert known(OSError(errno.ENOSPC, "No space left on device")) == FULL
    assert known(OperationalError("server closed the connection unexpectedly")) == AWAY


def test_a_folder_without_room_is_told_by_health_and_the_doctor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(surroundings, "LEAST_FREE", 10**18)

    assert not surroundings.disk().ok


def test_the_table_of_bank_holidays_is_told_a_year_before_its_end(
    sign_in: Callable[[User], Client], settings: LazySettings
) -> None:
    end = surroundings.bank_holidays(made.TODAY).told["published_to"]
    assert surroundings.bank_holidays(made.TODAY).ok
    near = date(end.year, 1, 2)
    settings.CLOCK = f"{near}T09:30:00+00:00"

    assert not surroundings.bank_holidays(near).ok
    page = sign_in(made.person("practice_lead")).get("/administration/").text
    assert "The table of bank holidays ends within a year" in page


def test_a_newer_schema_under_this_release_is_said_clearly() -> None:
    condition._APPLIED.clear()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES "
            "('caseload', '0999_to_come', CURRENT_TIMESTAMP)"
        )

    state = condition.states(on=made.TODAY, now=machine_time())["migrations"]

    assert not state.ok
    assert state.told == {"pending": 0, "unknown": 1}


@pytest.mark.django_db
def test_a_table_that_is_not_there_is_no_trouble_that_passes() -> None:
    with pytest.raises(DatabaseError) as found, transaction.atomic():
        AuditEvent.objects.raw("SELECT id FROM nowhere")[0]

    assert known(found.value) is None


@IN_EARNEST
def test_the_outage_of_the_log_takes_no_page_of_a_record_out_unseen(noor: Client) -> None:
    """A page of a child's record whose event cannot be written is not shown."""
    before = _reads()
    with _full():
        answers = [noor.get("/children/C1/") for _ in range(40)]
    shown = [answer.status_code for answer in answers].count(200)

    assert answers[-1].status_code == 503
    assert "4 Elm Road" not in answers[-1].text
    assert _reads() - before == shown


def _reads() -> int:
    return AuditEvent.objects.filter(action="read_child").count()
