"""What `/health` says to a load balancer, `/health/all` to monitoring, and neither of anybody."""

from datetime import timedelta

import pytest
import web_made as made
from django.db import OperationalError, connection
from django.test import Client

from doorstep.web.caseload.models import Answer
from doorstep.web.running import condition
from doorstep.web.running.models import Job
from doorstep.web.running.worker import Worker, machine_time


@pytest.fixture(autouse=True)
def _forget() -> None:
    condition._APPLIED.clear()


def _worked() -> None:
    made.adopt()
    made.store(made.case("C1"), names={"C1": "Canary Nightingale"})
    Worker(clock=lambda: made.AT).once()


def test_everything_is_well_after_the_worker_has_been() -> None:
    _worked()

    answer = Client().get("/health/all")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["checks"]["answers"] == {"ok": True, "as_at": "2026-11-16", "days_old": 0}


def test_without_a_worker_people_are_still_served_but_monitoring_is_told() -> None:
    assert Client().get("/health").status_code == 200
    assert Client().get("/health").json()["status"] == "attention"
    assert Client().get("/health/all").status_code == 503


def test_a_worker_that_fell_silent_is_told() -> None:
    _worked()
    Job.objects.update(beat_at=machine_time() - timedelta(minutes=6))

    checks = Client().get("/health/all").json()["checks"]

    assert [name for name, state in checks.items() if not state["ok"]] == ["worker"]


def test_answers_of_two_days_ago_are_told() -> None:
    _worked()
    Answer.objects.update(as_at=made.TODAY - timedelta(2))

    checks = Client().get("/health/all").json()["checks"]

    assert [name for name, state in checks.items() if not state["ok"]] == ["answers"]
    assert checks["answers"]["days_old"] == 2


def test_a_closed_case_may_have_an_old_answer() -> None:
    _worked()
    old = {"as_at": made.TODAY - timedelta(90), "closed_until": made.TODAY + timedelta(9000)}
    Answer.objects.update(**old)

    assert Client().get("/health/all").status_code == 200


def test_a_database_that_cannot_be_reached_is_503_and_says_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise OperationalError("no route to host db.internal, password wrong for doorstep")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", broken)
        answer = Client().get("/health")

    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "checks": {"database": {"ok": False}}}


def test_waiting_migrations_are_503(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'running'")

    answer = Client().get("/health")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"]["pending"] > 0


def test_nobody_is_named() -> None:
    _worked()
    made.person(name="Canary Kingfisher")

    told = Client().get("/health/all").content.decode()

    assert "Canary" not in told
    assert "C1" not in told


def test_health_is_asked_without_https_and_answered() -> None:
    assert Client().get("/health", secure=False).status_code == 200


def test_a_head_that_was_not_published_for_days_is_told() -> None:
    _worked()
    later = condition.states(on=made.TODAY + timedelta(2), now=machine_time())

    assert not later["audit_log"].ok
