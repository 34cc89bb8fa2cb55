"""Attacks on being out: strangers, wild values, and an address read after the record was closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4, uuid5

import child_made
import outing_made as outing
import phone_made as phones
import pytest
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.outings.models import Outing, OutingChange

SignIn = Callable[[User], Client]
PLACE, FAR = "4 Elm Road", 10**25


@pytest.fixture
def here(settings: Any) -> outing.Cast:
    settings.CLOCK = made.AT.isoformat()
    return outing.cast()


@pytest.fixture
def far(here: outing.Cast) -> User:
    return made.person(name="Far Away", worker_id="W9", in_team=made.team("West"))


def form(**more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "minutes": 60, "buddy": "", "second": ""} | more


@pytest.mark.parametrize("route", ["outing", "end-outing", "extend-outing"])
def test_a_stranger_meets_the_same_page_whether_or_not_somebody_is_out(
    here: outing.Cast, far: User, sign_in: SignIn, route: str
) -> None:
    row, browser = outing.go(here), sign_in(far)
    said = {"client_id": str(uuid4()), "heard": "out", "why": "I rang them"}
    asks: dict[str, list[Any]] = {"outing": [browser.get], "extend-outing": [browser.post]}
    for ask in asks.get(route, [browser.get, browser.post]):
        there, not_there = (ask(reverse(route, args=[pk]), said) for pk in (row.pk, FAR))
        assert (there.status_code, not_there.status_code) == (404, 404)
        assert child_made.text(there) == child_made.text(not_there)
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize("does", ["end", "extend"])
def test_a_strangers_phone_neither_ends_nor_extends_it(
    here: outing.Cast, far: User, sign_in: SignIn, does: str
) -> None:
    row = outing.go(here)
    body = {"does": does, "of": str(row.client_id), "minutes": 60, "at": phones.CLOCK}

    answer = phones.send(sign_in(far), phones.thing(phones.phone(far), body, kind="outing"))

    assert answer.status_code == 404
    assert OutingChange.objects.count() == 1


def test_nobody_gets_an_address_by_going_in_to_a_child_they_may_not_record_for(
    here: outing.Cast, far: User, sign_in: SignIn
) -> None:
    browser, phone = sign_in(far), phones.phone(far)
    for child_id in ("C1", "no-such"):
        address = reverse("go-out", args=[child_id])
        assert browser.post(address, form(buddy=here.ben.pk)).status_code == 404
        body = {"does": "start", "child_ids": [child_id], "minutes": 60, "at": phones.CLOCK}
        told = phones.send(browser, phones.thing(phone, body, kind="outing"))
        assert (told.status_code, PLACE in told.text) == (404, False)
    assert not Outing.objects.exists()


def test_a_hidden_child_is_not_added_to_those_at_the_door(
    here: outing.Cast, far: User, sign_in: SignIn
) -> None:
    made.store(made.case("C9", worker_id="W9", in_team="West", address="9 Far Lane"))
    answer = sign_in(here.noor).post(reverse("go-out", args=["C1"]), form(together="C9"))

    assert "9 Far Lane" not in answer.text
    assert not Outing.objects.filter(children__child__child_id="C9").exists()


def test_who_stays_out_is_not_told_where_a_child_lives_whose_record_was_closed_to_them(
    here: outing.Cast, sign_in: SignIn
) -> None:
    row = outing.go(here)
    page = reverse("outing", args=[row.pk])
    assert PLACE in sign_in(here.noor).get(page).text
    child_made.restricted(here.child, here.manager, by=here.manager)

    assert PLACE not in sign_in(here.noor).get(page).text
    for user in (here.ben, here.manager):  # who may have to go there
        assert PLACE in sign_in(user).get(page).text


@pytest.mark.parametrize(
    "wild",
    [
        {"client_id": "x"}, {"minutes": "9" * 20}, {"minutes": "-1"}, {"buddy": "9" * 30},
        {"second": "x"}, {"telephone": "\0"}, {"telephone": "1" * 31}, {"started": "\0"},
    ],
)  # fmt: skip
def test_wild_values_are_refused_and_break_nothing(
    here: outing.Cast, sign_in: SignIn, wild: dict[str, str]
) -> None:
    answer = sign_in(here.noor).post(reverse("go-out", args=["C1"]), form(**wild))
    assert answer.status_code == 200
    assert not Outing.objects.exists()


def test_words_of_markup_are_words(here: outing.Cast, sign_in: SignIn) -> None:
    row = outing.go(here, telephone="<b>077</b>")
    said = {"client_id": str(uuid4()), "heard": "longer", "why": "<script>alert(1)</script>"}
    ben = sign_in(here.ben)
    ben.post(reverse("end-outing", args=[row.pk]), said)

    page = ben.get(reverse("outing", args=[row.pk])).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;077" in page
    assert "<script>alert" not in page


def test_the_id_of_what_somebody_else_said_opens_and_changes_nothing(
    here: outing.Cast, far: User, sign_in: SignIn
) -> None:
    made.store(made.case("C9", worker_id="W9", in_team="West"))
    row = outing.go(here)

    told = form(client_id=str(row.client_id))
    answer = sign_in(far).post(reverse("go-out", args=["C9"]), told)

    assert answer.status_code == 409
    assert (PLACE in answer.text, "Noor" in answer.text) == (False, False)
    assert AuditEvent.objects.filter(action="start_outing").count() == 1
    assert list(Outing.objects.values_list("client_id", flat=True)) == [UUID(told["client_id"])]


def test_an_id_that_we_would_have_made_ourselves_breaks_nothing_when_somebody_made_it_first(
    here: outing.Cast,
) -> None:
    first, second = uuid4(), uuid4()
    row = outing.go(here, client_id=first)
    outing.longer(row, here.noor, client_id=uuid5(first, str(second)), at=here.away(5))

    there = outing.go(here, client_id=second, started_at=here.away(30), at=here.away(30))

    row.refresh_from_db()
    assert row.ended_at == there.started_at == here.away(30)
