"""Who has read a record is known from the log."""

import web_made as made
from django.db import transaction
from log_made import NOOR

from doorstep.web.audit.queries import reads_of
from doorstep.web.audit.services import Somebody, record


def _tell(action: str, child_id: str, by: Somebody = NOOR, subject: str = "child") -> None:
    with transaction.atomic():
        record(action=action, subject=subject, subject_id=child_id, by=by, at=made.AT)


def test_reads_come_latest_first_and_are_of_this_record_only() -> None:
    ivo = Somebody(user_id=8, name="Ivo Marsh", acting_for="Noor Calloway")
    _tell("read_child", "C1")
    _tell("read_child", "C2")
    _tell("read_child", "C1", subject="account")
    _tell("record_visit", "C1")
    _tell("read_timeline", "C1", by=ivo)

    found = reads_of(child_id="C1")

    assert [(r.who, r.acting_for, r.what) for r in found] == [
        ("Ivo Marsh", "Noor Calloway", "Read a child’s timeline"),
        ("Noor Calloway", "", "Read a child’s record"),
    ]


def test_no_more_are_read_than_asked_for() -> None:
    for _ in range(5):
        _tell("read_child", "C1")

    assert len(reads_of(child_id="C1", limit=2)) == 2
    assert len(reads_of(child_id="C1", limit=4, offset=3)) == 2
