"""A worker process killed with -9 while it applies an import; and many who say at once to apply one."""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import import_made as imports
import pytest
import web_made as made
from django.db import connection

from doorstep.web.caseload.models import Answer, CaseDocument, Child
from doorstep.web.imports import job
from doorstep.web.imports.models import Import, State
from doorstep.web.imports.services import say_apply
from doorstep.web.imports.standing import BusyError, MovedOnError

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 6


@pytest.fixture(autouse=True)
def _policies() -> None:
    made.adopt()


def in_a_process(step: Callable[[str], None]) -> int:
    """Have another process do what a worker does; return its number."""
    pid = os.fork()
    if pid:
        return pid
    kept = connection.connection  # the parent's: neither used nor closed here
    connection.connection = None
    try:
        job.work(made.AT, step)
    finally:
        sys.stdout.flush()
        os._exit(0 if kept else 1)


def kill_self(words: str) -> None:
    """End the process without another word when all is written and nothing committed."""
    if words == "Storing":
        os.kill(os.getpid(), signal.SIGKILL)


def told() -> tuple[object, ...]:
    return (
        CaseDocument.objects.count(),
        list(Child.objects.order_by("child_id").values_list("child_id", "document", "version")),
        list(Answer.objects.order_by("child").values_list("child__child_id", "standing", "tier")),
    )


def test_killed_while_it_applies_nothing_stands_and_the_next_worker_applies_all() -> None:
    imports.applied(made.case("A"), made.case("B"))
    before = told()
    row = imports.read(imports.more(made.case("A")), imports.ended(made.case("B")), made.case("C"))
    say_apply(row, version=row.version, by=None, at=made.AT)

    _, status = os.waitpid(in_a_process(kill_self), 0)
    assert os.WIFSIGNALED(status)
    row.refresh_from_db()
    assert row.state == State.APPLYING
    assert told() == before

    dice = Random(5)
    for _ in range(KILLS):
        pid = in_a_process(lambda _: None)
        time.sleep(dice.random() * 0.08)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        row.refresh_from_db()
        assert (row.state == State.APPLIED) == (told() != before)
    imports.work()

    row.refresh_from_db()
    assert row.state == State.APPLIED
    assert CaseDocument.objects.count() == 5
    assert imports.child("B").answer.standing == "closed"


def test_of_eight_who_say_apply_at_once_one_is_heard() -> None:
    rows = [imports.read(made.case("A")), imports.read(made.case("B"))]

    def say(number: int) -> bool:
        row = Import.objects.get(pk=rows[number % 2].pk)
        try:
            say_apply(row, version=rows[number % 2].version, by=None, at=made.AT)
        except (MovedOnError, BusyError):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as many:
        heard = list(many.map(say, range(8)))

    assert sum(heard) == 1
    assert Import.objects.filter(state=State.APPLYING).count() == 1
