"""Assessments at the door, going in and out, photographs: each kind of thing that a phone sends."""

import base64
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import phone_made as phones
import pytest
import visit_made as visits
import web_made as made
from django.test import Client
from PIL import Image

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Event
from doorstep.web.decisions.models import Filled
from doorstep.web.outings.models import Outing
from doorstep.web.phone.models import Phone, Photograph, Sent, SetAside

DOORSTEP = "practice-standards-2022/doorstep_assessment"
ANSWERS = {
    "called_before": "yes", "spoken_to": "Mum", "symptoms": "no", "changed": "no",
    "precautions": "Windows open, masks on.", "result": "go in",
}  # fmt: skip


@pytest.fixture
def phone(settings: Any) -> Phone:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"), made.case("C2"))
    return phones.phone(visits.worker())


@pytest.fixture
def client(phone: Phone, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(phone.user)


def _assessment(phone: Phone, *child_ids: str, **answers: Any) -> dict[str, Any]:
    body = {
        "child_ids": list(child_ids), "form": DOORSTEP, "answers": ANSWERS | answers,
        "before": str(uuid4()),
    }  # fmt: skip
    return phones.thing(phone, body, kind="assessment")


def test_an_assessment_at_the_door_is_filed_for_each_child_once(
    client: Client, phone: Phone
) -> None:
    told = _assessment(phone, "C1", "C2")

    one, two = phones.send(client, told), phones.send(client, told)

    assert (one.status_code, two.status_code) == (201, 200), one.content
    assert Filled.objects.count() == 2
    assert phones.names(one.json()["children"]) == ["C1", "C2"]
    assert "Windows open" in one.json()["children"][0]["note"]
    assert AuditEvent.objects.filter(action="fill_form").count() == 2


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"hat": "blue"}, "does not ask this"),
        ({"result": "climb in"}, "select one of the answers"),
        ({"precautions": "a\x00b"}, "cannot be stored"),
        ({"precautions": ""}, "Still to be filled in"),
    ],
)
def test_what_its_page_would_refuse_is_set_aside(
    client: Client, phone: Phone, answers: dict[str, str], says: str
) -> None:
    answer = phones.send(client, _assessment(phone, "C1", **answers))

    assert answer.status_code == 422
    assert says in answer.json()["wrong"][0]["says"]
    assert SetAside.objects.get().body["form"] == DOORSTEP
    page = client.get(f"/doorstep/aside/{answer.json()['aside']}/").text
    assert says in page


@pytest.mark.parametrize("form", ["nobody/has_this", "", "practice-standards-2022/visiting_plan"])
def test_a_form_that_is_not_filed_at_the_door_is_set_aside(
    client: Client, phone: Phone, form: str
) -> None:
    told = _assessment(phone, "C1")
    told["body"]["form"] = form

    assert phones.send(client, told).status_code == 422


def _outing(phone: Phone, does: str, **told: Any) -> dict[str, Any]:
    body = {"does": does, "at": phones.later(-20).isoformat()} | told
    if does == "start":
        body = {"child_ids": ["C1"], "minutes": 60, "buddy": None, "second": None} | body
    return phones.thing(phone, body, kind="outing")


def test_going_in_longer_and_out_again_is_told_once_each(client: Client, phone: Phone) -> None:
    buddy = made.person()
    start = _outing(phone, "start", buddy=str(buddy.pk))
    longer = _outing(phone, "extend", of=start["client_id"], minutes=30)
    end = _outing(phone, "end", of=start["client_id"], at=phones.later(-1).isoformat())

    told = [phones.send(client, each) for each in (start, longer, end, end)]

    assert [each.status_code for each in told] == [201, 201, 201, 200], told[0].content
    row = Outing.objects.get()
    assert (row.buddy, row.started_at, row.ended_at) == (buddy, phones.later(-20), phones.later(-1))
    assert told[0].json()["children"] == []


def test_an_end_that_comes_before_its_start_is_kept(client: Client, phone: Phone) -> None:
    start = _outing(phone, "start")
    end = _outing(phone, "end", of=start["client_id"], at=phones.later(-1).isoformat())

    assert [phones.send(client, each).status_code for each in (end, start)] == [201, 201]
    assert Outing.objects.get().ended_at == phones.later(-1)


@pytest.mark.parametrize(
    "told",
    [{"minutes": None}, {"minutes": 1000}, {"buddy": "somebody"}, {"child_ids": ["C77"]},
     {"child_ids": []}],
)  # fmt: skip
def test_a_start_that_cannot_stand_is_set_aside(
    client: Client, phone: Phone, told: dict[str, Any]
) -> None:
    assert phones.send(client, _outing(phone, "start", **told)).status_code in (404, 422)
    assert SetAside.objects.count() == 1


def test_an_end_of_nothing_is_set_aside(client: Client, phone: Phone) -> None:
    assert phones.send(client, _outing(phone, "end")).status_code == 422


def _picture() -> str:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def test_a_photograph_of_a_document_is_stored_once(client: Client, phone: Phone) -> None:
    body = {"child_id": "C1", "of": str(uuid4()), "words": "The letter", "image": _picture()}
    told = phones.thing(phone, body, kind="photograph")

    one, two = phones.send(client, told), phones.send(client, told)

    assert (one.status_code, two.status_code) == (201, 200), one.content
    assert Photograph.objects.get().words == "The letter"
    assert phones.names(one.json()["children"]) == ["C1"]
    assert one.json() == two.json()


@pytest.mark.parametrize("image", ["", "no base64 !", base64.b64encode(b"<svg/>").decode()])
def test_what_is_no_picture_is_set_aside(client: Client, phone: Phone, image: str) -> None:
    body = {"child_id": "C1", "words": "The letter", "image": image}

    answer = phones.send(client, phones.thing(phone, body, kind="photograph"))

    assert answer.status_code == 422
    assert client.get(f"/doorstep/aside/{answer.json()['aside']}/").status_code == 200
    assert not Sent.objects.exists()


def test_a_photograph_may_be_longer_than_a_record(client: Client, phone: Phone) -> None:
    body = {"child_id": "C1", "words": "The letter", "image": "A" * 900_000}
    assert phones.send(client, phones.thing(phone, body, kind="photograph")).status_code == 422
    body["image"] = "A" * 4_100_000
    assert phones.send(client, phones.thing(phone, body, kind="photograph")).status_code == 413


def test_a_time_of_coming_out_that_was_typed_is_not_moved(client: Client, phone: Phone) -> None:
    start = _outing(phone, "start")
    end = _outing(phone, "end", of=start["client_id"], at=phones.later(-9).isoformat())
    fast = {"sent_at": phones.later(1440).isoformat(), "told_at": phones.later(1440).isoformat()}

    for told in (start, end | fast | {"offset": -86_400}):
        assert phones.send(client, told).status_code == 201

    assert Outing.objects.get().ended_at == phones.later(-9)


def test_what_an_assessment_puts_on_record_happened_when_it_was_filled_in_not_when_it_came(
    client: Client, phone: Phone
) -> None:
    saved = made.AT - timedelta(days=1)

    answer = phones.send(client, _assessment(phone, "C1") | {"told_at": saved.isoformat()})

    row = Filled.objects.get()
    event = Event.objects.get(child__child_id="C1", kind="doorstep_assessment")
    assert answer.status_code == 201, answer.content
    assert (event.event_date, row.written_at) == (saved.date(), saved)
    page = client.get(f"/children/C1/forms/{row.pk}/").content.decode()
    assert "15 Nov 2026" in page
    assert "received 16 Nov 2026" in page
