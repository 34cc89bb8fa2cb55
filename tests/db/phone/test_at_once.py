"""Many at once: one thing sent by many is one record with one receipt; a crash leaves no trace."""

import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

import phone_made as phones
import pytest
import visit_made as visits
import web_made as made
from db.visits.test_at_once import at_once

from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Visit
from doorstep.web.phone.models import Sent, SetAside
from doorstep.web.phone.received import Thing, thing_of
from doorstep.web.phone.services import records
from doorstep.web.phone.services.asides import SENT_AGAIN, settle
from doorstep.web.phone.services.records import Kept, Taken, receive
from doorstep.web.versions import ConflictError

HAND = "Recorded by hand."
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> tuple[Any, Any, Any]:
    made.adopt()
    (child,) = made.store(made.case("C1"))
    noor = visits.worker()
    return made.access(noor), phones.phone(noor), child


def _thing(told: dict[str, Any]) -> Thing:
    return thing_of(json.dumps(told).encode())


def test_one_thing_sent_sixteen_times_at_once_is_one_record(here: Any) -> None:
    by, phone, child = here
    thing = _thing(phones.visit(phone, child))

    found = at_once(lambda _: receive(thing, phone=phone, by=by, at=made.AT))

    assert sum(isinstance(each, Taken) and each.is_new for each in found) == 1
    assert {each.row.pk for each in found if isinstance(each, Taken)} == {Sent.objects.get().pk}
    assert Visit.objects.count() == 1
    assert AuditEvent.objects.filter(action="record_visit").count() == 1


def test_one_id_that_says_different_things_at_once_keeps_all_of_them(here: Any) -> None:
    by, phone, child = here
    client_id = uuid4()
    things = [
        _thing(phones.visit(phone, child, client_id=client_id, fields={"present": f"Aunt {n}"}))
        for n in range(16)
    ]

    found = at_once(lambda n: receive(things[n], phone=phone, by=by, at=made.AT))

    assert sum(isinstance(each, Kept) for each in found) == 15
    assert Visit.objects.count() == 1
    kept = {row.body["fields"]["present"] for row in SetAside.objects.all()}
    assert len(kept | {Visit.objects.get().present}) == 16


def test_a_refusal_sent_sixteen_times_at_once_is_kept_once(here: Any) -> None:
    by, phone, child = here
    thing = _thing(phones.visit(phone, child, fields={"place": ""}))

    found = at_once(lambda _: receive(thing, phone=phone, by=by, at=made.AT))

    assert {each.aside.pk for each in found if isinstance(each, Kept)} == {
        SetAside.objects.get().pk
    }
    assert AuditEvent.objects.filter(action="set_aside").count() == 1


def test_settled_by_hand_while_it_is_mended_it_is_either_recorded_or_settled(here: Any) -> None:
    by, phone, child = here
    for _ in range(4):
        told = phones.visit(phone, child, fields={"place": ""})
        receive(_thing(told), phone=phone, by=by, at=made.AT)
        (row,) = SetAside.objects.filter(client_id=told["client_id"])
        told["body"]["fields"]["place"] = "home"
        mended = _thing(told)

        def one(n: int, pk: int = row.pk, mended: Thing = mended) -> object:
            if n % 2:
                return receive(mended, phone=phone, by=by, at=made.AT)
            with suppress(ConflictError):
                settle(SetAside.objects.get(pk=pk), HAND, version=1, by=by, at=made.AT)
            return None

        at_once(one)

        why = SetAside.objects.get(pk=row.pk).settled_why
        recorded = Visit.objects.filter(client_id=told["client_id"]).count()
        assert (why, recorded) in {(HAND, 0), (SENT_AGAIN, 1)}


def test_what_broke_in_the_middle_is_no_trace_and_is_sent_again(
    here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, phone, child = here
    thing = _thing(phones.visit(phone, child))
    with monkeypatch.context() as broken:
        broken.setattr(records, "settle_sent_again", _break)
        with pytest.raises(OSError, match="pulled"):
            receive(thing, phone=phone, by=by, at=made.AT)

    assert (Visit.objects.count(), Sent.objects.count()) == (0, 0)
    again = receive(thing, phone=phone, by=by, at=made.AT)
    assert isinstance(again, Taken)
    assert again.is_new


def _break(*_: object, **__: object) -> None:
    raise OSError("somebody pulled the plug")
