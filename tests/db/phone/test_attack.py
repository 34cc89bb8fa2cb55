"""Attacks on what phones send: hidden children, other people's phones, wild values, wrong times."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import child_made
import phone_made as phones
import photograph_made
import picture_made as pictures
import pytest
import web_made as made
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.phone.models import Phone, Photograph, Sent, SetAside
from doorstep.web.phone.services.phones import revoke

SignIn = Callable[[User], Client]
PICTURE = base64.b64encode(pictures.photograph()).decode()


@pytest.fixture
def phone(settings: Any) -> Phone:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"), made.case("C2"), made.case("C9", worker_id="W9", in_team="West"))
    return phones.phone(made.person(name="Noor Calloway", worker_id="W1", in_team=made.team()))


@pytest.fixture
def client(phone: Phone, sign_in: SignIn) -> Client:
    found = sign_in(phone.user)
    found.raise_request_exception = False
    return found


def child(child_id: str) -> Child:
    return Child.objects.get(child_id=child_id)


def photograph(phone: Phone, **body: Any) -> dict[str, Any]:
    told = {"child_id": "C1", "words": "Letter", "image": PICTURE} | body
    return phones.thing(phone, told, kind="photograph")


# --- children who are not theirs ----------------------------------------------------------------------


def bodies(child_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield something of each kind about a child."""
    filled = {"fields": phones.fields(child("C1"))}
    yield "visit", filled | {"child_id": child_id}
    yield "visit", {"child_id": "C1", "fields": filled["fields"] | {"together": [child_id]}}
    yield "call", filled | {"child_id": child_id, "call": "kit_call"}
    yield "contact", filled | {"child_id": child_id}
    form = "practice-standards-2022/doorstep_assessment"
    yield "assessment", {"child_ids": ["C1", child_id], "form": form, "answers": {}}
    told = {"does": "start", "minutes": 60, "at": phones.CLOCK}
    yield "outing", told | {"child_ids": ["C1", child_id]}
    yield "photograph", {"child_id": child_id, "words": "Letter", "image": PICTURE}


def test_of_each_kind_a_hidden_child_and_none_are_answered_and_shown_alike(
    client: Client, phone: Phone
) -> None:
    child_made.restricted(child("C2"), made.person(), by=phone.user)
    told = [[_answered(client, phone, each) for each in bodies(of)] for of in ("C2", "C0")]

    assert {status for answers in told for status, *_ in answers} == {404}
    assert told[0] == told[1]
    assert not Visit.objects.exists()


def _answered(client: Client, phone: Phone, sent: tuple[str, dict[str, Any]]) -> tuple[Any, ...]:
    """Return an answer and the page of what was set aside, without what differs anyway."""
    kind, body = sent
    answer = phones.send(client, phones.thing(phone, body, kind=kind))
    said = answer.json()
    page = child_made.text(client.get(reverse("set-aside-one", args=[said["aside"]])))
    for of in ("C2", "C0"):
        page = page.replace(of, "C?")
    row = SetAside.objects.get(pk=said["aside"])
    number = page.partition("Number ")[2].partition(" Sent by")[0]
    page = page.replace(number, "").replace(f"/{row.pk}/", "")
    return answer.status_code, said["error"], said["says"], said["holds"], page


def test_guessed_keys_of_children_tell_nothing_of_them(client: Client, phone: Phone) -> None:
    guessed = {f"c{pk}-observations": "x" for pk in (child("C9").pk, 10**7, 10**30)}
    told = phones.visit(phone, child("C1"), fields=guessed)

    answer = phones.send(client, told)

    assert {each["says"] for each in answer.json()["wrong"]} == {
        "The form does not ask this. Nothing is dropped: it is kept with what you sent."
    }
    page = child_made.text(client.get(reverse("set-aside-one", args=[answer.json()["aside"]])))
    assert "C9" not in page
    assert page.count("Another child") == 2


def test_what_was_written_of_a_closed_record_is_not_shown_to_who_records_for_the_sibling(
    client: Client, phone: Phone, sign_in: SignIn
) -> None:
    child_made.restricted(child("C2"), phone.user, by=phone.user)
    told = phones.visit(phone, child("C1"), child("C2"), fields={"place": ""})
    pk = phones.send(client, told).json()["aside"]
    page = reverse("set-aside-one", args=[pk])
    assert "About Child C2" in client.get(page).text

    boss = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    assert boss.get(page).status_code == 404
    assert page not in boss.get(reverse("set-aside")).text
    alone = phones.visit(phone, child("C1"), fields={"place": ""})
    own = phones.send(client, alone).json()["aside"]
    assert boss.get(reverse("set-aside-one", args=[own])).status_code == 200


def test_a_photograph_with_another_childs_visit_stands_on_no_page_of_theirs(
    client: Client, phone: Phone, sign_in: SignIn
) -> None:
    visit = child_made.visit(child("C9"), made.person(worker_id="W9", in_team=made.team("West")))
    assert phones.send(client, photograph(phone, of=str(visit.occasion))).status_code == 201

    mine, theirs = Photograph.objects.get(), photograph_made.kept(child("C9"), visit, phone.user)
    assert "not come in" in client.get(reverse("photograph", args=["C1", mine.pk])).text
    for route in ("photograph", "photograph-picture"):
        for child_id in ("C1", "C9"):
            assert client.get(reverse(route, args=[child_id, theirs.pk])).status_code == 404
    ada = sign_in(User.objects.get(worker_id="W9"))
    assert "Letter of" in ada.get(reverse("visit", args=["C9", visit.pk])).text
    assert ada.get(reverse("photograph", args=["C9", mine.pk])).status_code == 404


# --- a stolen phone -----------------------------------------------------------------------------------


def test_with_a_phone_the_sessions_end_in_which_it_was_used(
    client: Client, phone: Phone, sign_in: SignIn
) -> None:
    desk = sign_in(phone.user)
    for browser in (client, desk):
        UserSession.objects.get_or_create(
            session_key=browser.session.session_key, user=phone.user, defaults={"ip": "127.0.0.1"}
        )
    assert phones.ask(client, "phone-key", None, phone.pk).status_code == 200
    boss = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team()))

    revoke(phone, by=boss, at=made.AT)

    assert phones.ask(client, "phone-key", None, phone.pk).status_code == 401
    again = {"id": str(uuid4()), "name": "x", "formerly": [str(phone.pk)]}
    assert phones.ask(client, "enrol-phone", again).status_code == 401
    assert client.get(reverse("my-day")).status_code == 302
    assert desk.get(reverse("my-day")).status_code == 200


def test_who_takes_a_phone_away_on_it_stays_signed_in(client: Client, phone: Phone) -> None:
    UserSession.objects.get_or_create(
        session_key=client.session.session_key, user=phone.user, defaults={"ip": "127.0.0.1"}
    )
    phones.ask(client, "phone-key", None, phone.pk)
    client.post(reverse("take-phone-away", args=[phone.pk]))

    assert client.get(reverse("phones")).status_code == 200
    assert phones.ask(client, "phone-key", None, phone.pk).status_code == 410


def test_another_persons_phone_gives_no_key_list_or_word_of_it(
    client: Client, phone: Phone
) -> None:
    theirs = phones.phone(made.person(worker_id="W9", in_team=made.team("West")))
    told = {"unsent": 9, "oldest": None, "aside": 0}
    for pk in (theirs.pk, uuid4()):
        answers = [
            phones.ask(client, "phone-key", None, pk),
            phones.ask(client, "take-round", None, pk),
            phones.ask(client, "report-waiting", told, pk),
        ]
        assert [answer.status_code for answer in answers] == [404] * 3
    again = {"id": str(uuid4()), "name": "x", "formerly": [str(theirs.pk), str(uuid4())]}
    assert phones.ask(client, "enrol-phone", again).json()["keys"] == {}
    theirs.refresh_from_db()
    assert theirs.unsent == 0


# --- wild values --------------------------------------------------------------------------------------

WILD = (
    "1e400", "-1e400", "NaN", "1" * 5000, '"\\ud800"', '"\\u0000"', "{}", "null", '"１６"',
    '["\\ud800"]', '"1e400"',
)  # fmt: skip


@pytest.mark.parametrize("kind", ["outing", "photograph", "assessment"])
def test_a_wild_value_anywhere_never_breaks_the_server(
    client: Client, phone: Phone, kind: str
) -> None:
    body = next(body for each, body in bodies("C1") if each == kind)
    for name in ("told_at", "sent_at", "offset", "stamped", *(f"body.{n}" for n in body)):
        for wild in WILD:
            told = phones.thing(phone, dict(body), kind=kind)
            within, key = (told["body"], name[5:]) if "." in name else (told, name)
            within[key] = "@"
            raw = json.dumps(told).replace('"@"', wild)
            assert phones.send(client, raw.encode()).status_code < 500, (name, wild)


@pytest.mark.parametrize("words", ["", "  ", "a\0b", "two\nlines", "\ufffe"])
def test_words_that_the_page_refuses_are_refused_of_a_phone_too(
    client: Client, phone: Phone, words: str
) -> None:
    answer = phones.send(client, photograph(phone, words=words))

    assert answer.status_code == 422
    assert [each["where"] for each in answer.json()["wrong"]] == ["words"]
    assert not Photograph.objects.exists()


@pytest.mark.parametrize("image", ["Aé==", "１６", "data:image/svg+xml,<svg/>", "PHN2Zz4="])
def test_a_picture_that_is_none_is_set_aside(client: Client, phone: Phone, image: str) -> None:
    assert phones.send(client, photograph(phone, image=image)).status_code == 422


def test_words_of_markup_are_words(client: Client, phone: Phone) -> None:
    script = "<script>alert(1)</script>"
    phones.send(client, photograph(phone, words=script))
    aside = phones.visit(
        phone, child("C1"), fields={"place": "", "present": script, script: script}
    )
    pk = phones.send(client, aside).json()["aside"]

    row = Photograph.objects.get()
    pages = [
        reverse("photographs", args=["C1"]), reverse("photograph", args=["C1", row.pk]),
        reverse("set-aside"), reverse("set-aside-one", args=[pk]),
    ]  # fmt: skip
    for page in pages:
        assert script not in client.get(page).text
    assert "&lt;script&gt;" in client.get(pages[0]).text


# --- times --------------------------------------------------------------------------------------------


def stamped(phone: Phone, year: str, hour: str = "09:00", **told: Any) -> dict[str, Any]:
    on = {f"visit_date-{part}": said for part, said in (("day", "1"), ("month", "1"))}
    fields = on | {"visit_date-year": year, "visit_time": hour}
    return phones.visit(phone, child("C1"), fields=fields, stamped=True, **told)


@pytest.mark.parametrize("hour", ["09:00", ""])
@pytest.mark.parametrize("offset", [0, 315_000_000, -315_000_000])
@pytest.mark.parametrize("year", ["1", "1000", "9999", "2027"])
def test_a_day_that_no_phone_put_there_is_not_moved_but_refused(
    client: Client, phone: Phone, year: str, hour: str, offset: int
) -> None:
    answer = phones.send(client, stamped(phone, year, hour, offset=offset))

    assert answer.status_code == 422
    assert not Sent.objects.exists()


def test_what_is_moved_into_the_past_says_so_with_when_it_came(
    client: Client, phone: Phone
) -> None:
    told = phones.visit(phone, child("C1"), stamped=True, offset=-7 * 86_400)

    page = client.get(phones.send(client, told).json()["children"][0]["href"]).text

    assert Visit.objects.get().visit_date == made.TODAY - timedelta(7)
    assert "The phone’s clock was 7 days ahead; the time was set right. When it was sent," in page
    assert "Received" in page


def test_nothing_is_written_in_time_by_a_clock_from_before_it_happened(
    client: Client, phone: Phone
) -> None:
    on = made.TODAY - timedelta(20)
    day = {f"visit_date-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}
    told = phones.visit(phone, child("C1"), fields=day, told_at=made.AT - timedelta(15_000))

    assert phones.send(client, told).status_code == 201
    assert Visit.objects.get().details["told_at"] == made.AT.isoformat()
