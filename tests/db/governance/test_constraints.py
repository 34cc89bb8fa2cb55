"""What must never stand in the tables of governing records is refused by them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import records_made as records
import web_made as made
from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.governance.models import (
    AccessRequest,
    Disposal,
    DisposalLog,
    Hold,
    Mark,
    PackEntry,
    Pause,
    Release,
)

LATER, EARLIER = made.AT + timedelta(1), made.AT - timedelta(1)


class Rows:
    """Rows that are as they should be, to be made wrong in one thing."""

    def __init__(self, rae: Access) -> None:
        self.child, self.by = records.stored_old(), rae.user_id
        self.asked = AccessRequest.objects.create(
            child=self.child, client_id=uuid4(), asked_by="Themselves", received_on=made.TODAY,
            hold=self.hold(), recorded_at=made.AT, recorded_by_id=self.by,
        )  # fmt: skip
        self.pause()
        self.entry = self.pack_entry()
        self.mark(line=0, end=3)
        self.mark()
        self.disposal()

    def hold(self, **wrong: Any) -> Hold:
        told = {"reason": "An inquiry.", "placed_at": made.AT, "placed_by_id": self.by}
        return Hold.objects.create(
            child=self.child, kind="inquiry", client_id=uuid4(), **told | wrong
        )

    def disposal(self, **wrong: Any) -> Disposal:
        told = {
            "rule": "r", "title": "t", "clause": "c", "schedule": "s", "due_on": made.TODAY,
            "reason": "Read through.", "proposed_at": made.AT, "proposed_by_id": self.by,
        }  # fmt: skip
        return Disposal.objects.create(child=self.child, client_id=uuid4(), **told | wrong)

    def log(self, **wrong: Any) -> DisposalLog:
        told = {
            "number": "C1", "rule": "r", "clause": "c", "schedule": "s", "due_on": made.TODAY,
            "proposed_at": made.AT, "proposed_by": 1, "approved_at": made.AT, "approved_by": 2,
            "done_at": LATER, "counts": {}, "rows": 1, "fingerprint": "0",
        }  # fmt: skip
        return DisposalLog.objects.create(**told | wrong)

    def pause(self, **wrong: Any) -> Pause:
        told = {"reason": "What do they mean?", "start_date": made.TODAY}
        return Pause.objects.create(request=self.asked, **told | wrong)

    def pack_entry(self, **wrong: Any) -> PackEntry:
        told = {"key": "k", "part": "p", "number": 1, "lines": [["", "text"]], "digest": "0"}
        return PackEntry.objects.create(request=self.asked, **told | wrong)

    def mark(self, **wrong: Any) -> Mark:
        told = {"basis": "third_party", "made_at": made.AT, "made_by_id": self.by}
        return Mark.objects.create(entry=self.entry, **told | wrong)

    def release(self, **wrong: Any) -> Release:
        told = {"given_to": "Themselves", "how": "by hand", "released_at": made.AT}
        return Release.objects.create(
            request=self.asked, client_id=uuid4(), released_by_id=self.by, entries=1,
            redactions=0, digest="0", **told | wrong,
        )  # fmt: skip


ENDED = {"ended_at": made.AT, "ended_reason": "Asked for again."}
WRONG: list[tuple[str, Callable[[Rows], object]]] = [
    ("hold_has_a_reason", lambda r: r.hold(reason="")),
    ("hold_lifted_whole", lambda r: r.hold(lifted_at=LATER)),
    ("one_disposal_of_a_child", lambda r: r.disposal()),
    ("disposal_has_a_reason", lambda r: r.disposal(reason="", ended_by_id=r.by, **ENDED)),
    ("disposal_approved_whole", lambda r: r.disposal(approved_at=LATER, ended_by_id=r.by, **ENDED)),
    ("disposal_ended_whole", lambda r: r.disposal(ended_at=LATER)),
    ("disposed_by_two", lambda r: r.log(approved_by=1)),
    ("disposed_when_due", lambda r: r.log(done_at=EARLIER)),
    ("one_pause_at_a_time", lambda r: r.pause()),
    ("pause_ends_after_it_starts", lambda r: r.pause(end_date=EARLIER.date())),
    ("entry_once", lambda r: r.pack_entry()),
    ("mark_once", lambda r: r.mark(line=0, end=3)),
    ("withheld_once", lambda r: r.mark()),
    ("release_says_to_whom", lambda r: r.release(given_to="")),
]


@pytest.mark.parametrize(("name", "work"), WRONG, ids=[name for name, _ in WRONG])
def test_it_is_refused(name: str, work: Callable[[Rows], object], rae: Access) -> None:
    rows = Rows(rae)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        work(rows)

    said = str(refusal.value)
    assert name in said or "UNIQUE" in said


def test_what_is_as_it_should_be_is_not_refused(rae: Access) -> None:
    rows = Rows(rae)

    rows.hold(lifted_at=LATER, lifted_by_id=rows.by, lifted_reason="It is over.")
    rows.disposal(ended_by_id=rows.by, **ENDED)
    rows.log()
    rows.pause(end_date=made.TODAY)
    rows.release()
