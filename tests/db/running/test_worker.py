"""The worker does what is due, once, and neither errors, kills nor a second worker do harm."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import web_made as made
from django.db import OperationalError
from run_once import ONCE

from doorstep.web.audit.models import PublishedHead
from doorstep.web.caseload.models import Answer
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.running import services
from doorstep.web.running.jobs import (
    CHECK,
    CHECK_WHOLE,
    PUBLISH,
    SESSIONS,
    SWEEP,
    RegularJob,
)
from doorstep.web.running.models import Job
from doorstep.web.running.worker import StoppedError, Worker, machine_time

# The jobs of other apps have tests of their own.
CORE = (SWEEP, CHECK, CHECK_WHOLE, PUBLISH, SESSIONS)


def _worker(*, days: int = 0, **more: object) -> Worker:
    more.setdefault("jobs", CORE)
    return Worker(clock=lambda: made.AT + timedelta(days), **more)  # type: ignore[arg-type]


def _one(work: Callable[..., int], *, wanted: str = "today") -> tuple[RegularJob, ...]:
    return (RegularJob("one", lambda _: wanted, work),)


def test_what_is_due_is_done_once_a_day() -> None:
    made.adopt()
    made.store(made.case("C1"))

    done = ["sweep", "check_log", "check_whole_log", "publish_head", "clear_sessions"]
    assert _worker().once() == done
    assert _worker().once() == []
    assert PublishedHead.objects.count() == 1


def test_the_next_day_every_answer_is_of_that_day() -> None:
    made.adopt()
    made.store(made.case("C1"), made.case("C2"))
    _worker().once()

    assert "sweep" in _worker(days=1).once()

    assert set(Answer.objects.values_list("as_at", flat=True)) == {made.TODAY + timedelta(1)}


def test_another_adoption_makes_every_answer_anew_the_same_day() -> None:
    made.adopt()
    made.store(made.case("C1"))
    _worker().once()
    before = Answer.objects.get().answered_at
    AdoptedPack.objects.filter(pack="worcestershire-2020").update(end_date=made.TODAY)

    done = Worker(clock=lambda: made.AT + timedelta(hours=1), jobs=CORE).once()

    assert done == ["sweep"]
    assert Answer.objects.get().answered_at > before


def test_a_pack_that_cannot_be_loaded_leaves_the_other_work_to_be_done() -> None:
    made.adopt()
    AdoptedPack.objects.update(pack="gone")

    assert _worker().once() == ["check_log", "check_whole_log", "publish_head", "clear_sessions"]


def test_the_whole_log_is_checked_once_a_week() -> None:
    made.adopt()  # AT is a Monday
    _worker().once()

    assert [d for d in range(1, 8) if "check_whole_log" in _worker(days=d).once()] == [7]


def test_without_a_policy_there_is_nothing_to_sweep() -> None:
    assert "sweep" not in _worker().once()


def test_a_job_somebody_holds_is_left_to_them_until_they_fall_silent() -> None:
    done: list[str] = []
    jobs = _one(lambda *_: done.append("x") or 1)  # type: ignore[func-returns-value]
    services.take(name="one", holder="another", now=machine_time())

    assert _worker(jobs=jobs).once() == []
    Job.objects.filter(name="one").update(held_until=machine_time() - timedelta(seconds=1))

    assert _worker(jobs=jobs).once() == ["one"]
    assert done == ["x"]


def test_a_worker_that_lost_its_job_stops_at_the_next_step() -> None:
    def stolen(at: datetime, step: Callable[[str], None]) -> int:
        Job.objects.filter(name="one").update(held_by="another")
        step("")
        raise AssertionError("it went on")

    assert _worker(jobs=_one(stolen)).once() == []
    assert Job.objects.get(name="one").held_by == "another"


def test_a_job_that_fails_is_put_off_longer_each_time_and_the_others_are_done() -> None:
    def failing(*_: object) -> int:
        raise ValueError

    worker = _worker(
        jobs=(*_one(failing), RegularJob("two", lambda _: "today", lambda *_: 1)),
    )
    waits = []

    assert worker.once() == ["two"]
    for _ in range(3):
        job = Job.objects.get(name="one")
        assert job.not_before is not None
        waits.append(job.not_before - machine_time())
        assert worker.once() == []  # not before its time
        Job.objects.filter(name="one").update(not_before=None)
        worker.once()

    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]
    assert Job.objects.get(name="one").failures == 4


def test_a_lost_database_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = _worker(jobs=(), pause=0)
    tries = []

    def lost() -> list[str]:
        tries.append(1)
        if len(tries) == 3:
            worker.stopped.set()
        raise OperationalError

    monkeypatch.setattr(worker, "once", lost)
    worker.run()

    assert len(tries) == 3


def test_told_to_end_it_ends_between_two_steps_and_lets_go() -> None:
    def long(at: datetime, step: Callable[[str], None]) -> int:
        worker.stopped.set()
        step("")
        raise AssertionError("it went on")

    worker = _worker(jobs=_one(long))

    worker.stopped.set()
    with pytest.raises(StoppedError):
        worker._renewing("one")("")
    worker.stopped.clear()
    assert worker.once() == []
    assert Job.objects.get(name="one").held_by == ""
    assert Job.objects.get(name="one").done_for == ""


def _process(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    folder = tmp_path_factory.mktemp("worker")
    chosen = {
        "DOORSTEP_DEMO": "1",
        "DOORSTEP_DATABASE": f"sqlite://{folder}/doorstep.sqlite3",
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }
    return {**os.environ, **chosen}, [sys.executable, "-m", "doorstep.web"]


@ONCE
def test_the_process_ends_cleanly_at_sigterm_and_survives_being_killed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    env, web = _process(tmp_path_factory)
    subprocess.run([*web, "migrate", "-v0"], env=env, check=True)

    for sent, status in ((signal.SIGKILL, -9), (signal.SIGTERM, 0)):
        running = subprocess.Popen([*web, "worker"], env=env, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        lines = iter(running.stderr.readline, "")
        assert any("clear_sessions" in line or "worker_started" in line for line in lines)
        time.sleep(0.3)
        running.send_signal(sent)
        assert running.wait(60) == status
        running.stderr.close()
