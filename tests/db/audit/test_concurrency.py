"""Many at once append to one chain: nothing is lost and nothing branches, on either database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import web_made as made
from django.db import connection, transaction

from doorstep.web.audit.heads import publish_head
from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.audit.services import Somebody, record, record_all
from doorstep.web.audit.verifying import verify

WRITERS, EACH = 8, 25
pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(work: Callable[[int], None]) -> None:
    def closing(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(closing, range(WRITERS)))


def _append(number: int) -> None:
    by = Somebody(user_id=number, name=f"Writer {number}")
    for count in range(EACH):
        told = ("read_child", "child", f"{number}-{count}", {})
        with transaction.atomic():
            if count % 5:
                record(action=told[0], subject=told[1], subject_id=told[2], by=by, at=made.AT)
            else:
                record_all([told, told], by=by, at=made.AT)


def test_eight_writers_keep_one_whole_chain() -> None:
    _at_once(_append)

    walk = verify()
    assert walk.whole
    assert walk.events == WRITERS * (EACH + EACH // 5)
    assert AuditEvent.objects.values("previous_hash").distinct().count() == walk.events


def test_writers_that_change_their_mind_leave_no_gap_in_the_chain() -> None:
    def sometimes(number: int) -> None:
        for count in range(EACH):
            try:
                with transaction.atomic():
                    record(
                        action="export", subject="log", by=None, at=made.AT, subject_id=str(number)
                    )
                    if count % 3 == 0:
                        raise RuntimeError
            except RuntimeError:
                pass

    _at_once(sometimes)

    walk = verify()
    assert walk.whole
    assert walk.events == WRITERS * (EACH - len(range(0, EACH, 3)))


def test_the_head_published_by_many_at_once_is_one() -> None:
    _at_once(lambda _: publish_head(at=made.AT) and None)

    assert PublishedHead.objects.count() == 1
    assert AuditEvent.objects.filter(action="publish_head").count() == 1
