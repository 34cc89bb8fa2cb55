"""What somebody settled at the council is told to the phone, and is never recorded a second time."""

from collections.abc import Callable
from typing import Any

import phone_made as phones
import pytest
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.phone.models import Phone, Sent, SetAside

SignIn = Callable[[User], Client]
WHY = "Recorded by hand on 16 November."


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"))
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


@pytest.fixture
def phone(noor: User) -> Phone:
    return phones.phone(noor)


@pytest.fixture
def boss(noor: User, sign_in: SignIn) -> Client:
    return sign_in(made.person("team_manager", name="Ruth Adeyemi", in_team=made.team("East")))


def _refused(phone: Phone) -> dict[str, Any]:
    return phones.visit(phone, Child.objects.get(child_id="C1"), fields={"place": ""})


def _settle(by: Client, answer: Any, why: str = WHY) -> None:
    page = reverse("set-aside-one", args=[answer.json()["aside"]])
    assert by.post(page, {"version": "1", "why": why}).status_code == 302


def _mended(told: dict[str, Any], **fields: Any) -> dict[str, Any]:
    known = told["body"]["fields"]
    return told | {"body": told["body"] | {"fields": known | {"place": "home"} | fields}}


SETTLED = {"at": made.AT.isoformat(), "by": "Ruth Adeyemi", "why": WHY}


def test_what_waits_is_not_told_as_settled(client: Client, phone: Phone) -> None:
    assert phones.send(client, _refused(phone)).json()["settled"] is None


def test_what_was_settled_says_so_when_it_is_sent_again_with_the_same_refusal(
    client: Client, phone: Phone, boss: Client
) -> None:
    told = _refused(phone)
    first = phones.send(client, told)
    _settle(boss, first)

    again = phones.send(client, told)

    assert (again.status_code, again.json()["settled"]) == (422, SETTLED)
    kept = {"error", "wrong", "aside", "says"}
    assert [again.json()[k] for k in kept - {"says"}] == [first.json()[k] for k in kept - {"says"}]
    assert SetAside.objects.count() == 1


def test_a_phone_with_something_set_aside_is_told_what_of_it_was_settled(
    client: Client, phone: Phone, boss: Client
) -> None:
    told = _refused(phone)
    answer = phones.send(client, told)
    report = {"unsent": 0, "aside": 1}
    assert phones.ask(client, "report-waiting", report, phone.pk).json() == {"settled": []}
    _settle(boss, answer)

    again = phones.ask(client, "report-waiting", report, phone.pk)

    assert again.json() == {"settled": [told["client_id"]]}
    assert phones.ask(client, "report-waiting", {"unsent": 0}, phone.pk).status_code == 204


def test_what_could_be_taken_in_by_now_is_not_once_it_was_settled(
    client: Client, noor: User, phone: Phone, boss: Client
) -> None:
    told = _mended(_refused(phone))
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)
    _settle(boss, phones.send(client, told))
    RoleHeld.objects.filter(user=noor).update(end_date=None)

    again = phones.send(client, told)

    assert (again.status_code, again.json()["settled"]) == (403, SETTLED)
    assert again.json()["error"] == "may_not"
    assert not Visit.objects.exists()


def test_mended_after_it_was_settled_by_hand_it_is_kept_and_not_recorded_twice(
    client: Client, phone: Phone, boss: Client
) -> None:
    told = _refused(phone)
    _settle(boss, phones.send(client, told))

    answers = [phones.send(client, _mended(told, present="Gran in a hat")) for _ in range(2)]

    said = answers[0].json()
    assert [each.status_code for each in answers] == [409, 409]
    assert (said["error"], said["settled"]) == ("said_otherwise", SETTLED)
    assert answers[1].json()["aside"] == said["aside"]
    assert not Visit.objects.exists()
    assert not Sent.objects.exists()
    row = SetAside.objects.get(pk=said["aside"])
    assert (row.settled_at, row.body["fields"]["present"]) == (None, "Gran in a hat")
    assert row.reasons[0]["says"] == said["says"] == (
        "This was settled at the council on 16 Nov 2026 at 9.30am: Recorded by hand on 16 November."
        " If it is something else, record it as new."
    )  # fmt: skip


def test_what_its_writer_settled_on_the_ordinary_page_is_settled_too(
    client: Client, phone: Phone
) -> None:
    told = _refused(phone)
    _settle(client, phones.send(client, told))

    answer = phones.send(client, _mended(told))

    assert (answer.status_code, answer.json()["settled"]["by"]) == (409, "Noor Calloway")
    assert not Visit.objects.exists()


def test_what_was_mended_on_the_phone_is_recorded_and_tells_the_older_version_so(
    client: Client, phone: Phone
) -> None:
    told = _refused(phone)
    phones.send(client, told)
    assert phones.send(client, _mended(told)).status_code == 201

    older = phones.send(client, told)

    assert older.status_code == 409
    assert "sent again" in older.json()["settled"]["why"]
    assert older.json()["holds"]
    assert Visit.objects.count() == 1


def test_a_conflict_that_was_settled_shows_what_stands_and_that_it_is_settled(
    client: Client, phone: Phone, boss: Client
) -> None:
    told = _mended(_refused(phone))
    phones.send(client, told)
    otherwise = _mended(told, present="Nobody")
    _settle(boss, phones.send(client, otherwise), "The first stands.")

    again = phones.send(client, otherwise).json()

    assert again["settled"]["why"] == "The first stands."
    assert again["holds"]


def test_what_somebody_else_sent_and_had_settled_settles_nothing_of_ones_own(
    client: Client, phone: Phone, boss: Client, sign_in: SignIn
) -> None:
    ada = made.person(worker_id="W9", in_team=made.team("East"))
    told = _refused(phone)
    theirs = phones.send(sign_in(ada), told | {"phone": str(phones.phone(ada).pk)})
    _settle(boss, theirs)

    assert phones.send(client, _mended(told)).status_code == 201


def test_mended_without_a_sibling_it_is_recorded_and_the_siblings_words_stay_to_be_settled(
    client: Client, phone: Phone
) -> None:
    (sister,) = made.store(made.case("C2"))
    child = Child.objects.get(child_id="C1")
    both = phones.visit(phone, child, sister)
    both["body"]["fields"]["place"] = ""
    assert phones.send(client, both).status_code == 422

    alone = phones.visit(phone, child) | {"client_id": both["client_id"]}

    assert phones.send(client, alone).status_code == 201
    row = SetAside.objects.get()
    assert row.settled_at is None
    assert f"c{sister.pk}-observations" in row.body["fields"]
