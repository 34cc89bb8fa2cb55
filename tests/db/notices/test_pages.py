"""The pages of being told: what I am told, messages that did not arrive, webhooks."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import notice_made as told
import pytest
import web_made as made
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.notices.models import Notice, State, Webhook, Wish
from doorstep.web.notices.transports.base import NotNowError

SignIn = Callable[[User], Client]
HOOK = {"name": "Case system", "address": "https://case.example/told", "events": ["overdue"]}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in(made.person(OwnRole.ADMINISTRATOR))


@pytest.fixture
def mail(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MAIL = f"folder:{tmp_path}"
    return tmp_path


def text(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def wishes(**changed: Any) -> dict[str, Any]:
    given = {
        "email": "ada.fenn@anyshire.example", "digest": "on", "hour": "8", "days": ["1", "3"],
        "parts": ["overdue"], "within": "2", "at_once": "on", "version": "1",
    }  # fmt: skip
    return given | changed


def test_the_account_leads_there_and_it_says_that_mail_is_off(client: Client) -> None:
    assert "/told/" in client.get("/account/").content.decode()
    assert "E-mail is switched off here" in text(client.get("/told/"))


def test_what_is_wished_is_stored_and_shown_and_told_to_the_log(client: Client, mail: Path) -> None:
    answer = client.post("/told/", wishes(), follow=True)

    assert "Saved." in text(answer)
    wish = Wish.objects.get()
    assert (wish.days, wish.hour, wish.parts, wish.version) == ("13", 8, ["overdue"], 2)
    event = AuditEvent.objects.get(action="change_notices")
    assert "email" in event.detail["fields"]
    assert "anyshire" not in str(event.detail)
    assert "ada.fenn@anyshire.example" in client.get("/told/").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": ""}, "Enter your e-mail address, or untick"),
        ({"email": "nobody"}, "valid email"),
        ({"days": []}, "Tick at least one day"),
        ({"parts": []}, "Tick at least one thing"),
        ({"email": "ada@elsewhere.example"}, "ends in @anyshire.example"),
        ({"hour": "3"}, "hour"),
    ],
)
def test_what_cannot_be_is_said_first_and_not_stored(
    client: Client, settings: LazySettings, changed: dict[str, Any], said: str
) -> None:
    settings.MAIL_DOMAINS = ["anyshire.example"]

    page = text(client.post("/told/", wishes(**changed)))

    assert "There is a problem" in page
    assert said in page
    assert not Wish.objects.exists()


def test_changed_in_two_windows_both_are_shown(client: Client) -> None:
    client.post("/told/", wishes())
    answer = client.post("/told/", wishes(hour="9"))

    assert answer.status_code == 409
    assert Wish.objects.get().hour == 8


def test_a_test_message_is_sent_and_stands_among_the_last(client: Client, mail: Path) -> None:
    client.post("/told/", wishes())
    page = client.get("/told/").content.decode()
    form = page.partition('action="/told/test/"')[2]
    pressed = re.search(r'value="([0-9a-f-]{36})"', form)
    assert pressed
    sent = {"client_id": pressed[1]}
    for _ in range(2):
        client.post("/told/test/", sent)

    assert told.send() == 1
    (found,) = told.mails(mail)
    assert "reach you" in str(found.get_payload())
    assert "a test message" in text(client.get("/told/"))


def test_without_an_address_a_test_says_so(client: Client, mail: Path) -> None:
    sent = {"client_id": "6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"}
    assert "Save your e-mail address first" in text(client.post("/told/test/", sent, follow=True))


class Down:
    """A way out that is not there."""

    def has(self, key: str) -> bool | None:
        return None

    def send(self, message: object) -> None:
        raise NotNowError("The mail server did not answer.")


def test_what_did_not_arrive_is_listed_with_why_and_can_be_tried_again(
    client: Client, mail: Path
) -> None:
    assert "Every message arrived" in text(client.get("/administration/messages/"))
    user = made.person(name="Noor Calloway")
    told.wish(user)
    row = told.notice("k", user=user)
    told.send(mail=Down())

    page = text(client.get("/administration/messages/"))
    assert "Noor Calloway" in page
    assert "The mail server did not answer." in page
    assert "Sign in." not in page, "what a message says is its reader's"

    client.post(f"/administration/messages/{row.pk}/again/")
    assert told.send() == 1
    assert AuditEvent.objects.filter(action="send_again").count() == 1
    assert client.post(f"/administration/messages/{row.pk}/again/").status_code == 302
    assert Notice.objects.get().state == State.SENT
    assert client.post("/administration/messages/987654/again/").status_code == 404


def test_a_webhook_is_added_its_secret_shown_once_tested_changed_and_ended(client: Client) -> None:
    assert "No webhook yet" in text(client.get("/administration/webhooks/"))
    page = client.post("/administration/webhooks/new/", HOOK).content.decode()
    hook = Webhook.objects.get()
    secret = re.search(r"<code[^>]*>([^<]+)</code>", page)
    assert secret
    here = f"/administration/webhooks/{hook.pk}/"
    assert secret[1] not in client.get(here).content.decode()

    client.post(f"{here}test/", {"client_id": "6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"})
    assert "waiting" in text(client.get(here)).lower()
    client.post(f"{here}change/", HOOK | {"name": "Other", "version": 1})
    assert client.post(f"{here}change/", HOOK | {"version": 1}).status_code == 409
    other = re.search(r"<code[^>]*>([^<]+)</code>", client.post(f"{here}secret/").content.decode())
    assert other
    assert other[1] != secret[1]
    client.post(f"{here}end/")
    assert "Ended" in text(client.get(here))
    assert client.get(f"{here}change/").status_code == 404

    rows = AuditEvent.objects.filter(action="change_webhook").order_by("pk")
    steps = [row.detail["do"] for row in rows]
    assert steps == ["add", "test", "change", "renew_secret", "end"]
    assert secret[1] not in str(list(rows.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    "address",
    ["http://case.example/", "case.example", "https://", "https://me:pw@case.example/",
     "ftp://case.example/", "https://case.example:bad/", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_will_not_do_is_refused(client: Client, address: str) -> None:
    page = client.post("/administration/webhooks/new/", HOOK | {"address": address})

    assert "There is a problem" in text(page)
    assert not Webhook.objects.exists()


def test_a_name_that_is_taken_is_said(client: Client) -> None:
    client.post("/administration/webhooks/new/", HOOK)
    page = client.post("/administration/webhooks/new/", HOOK)

    assert "a webhook of this name already" in text(page)


def test_the_database_refuses_wishes_that_cannot_be() -> None:
    user = made.person()
    bad: list[dict[str, Any]] = [{"hour": 24}, {"digest": True, "email": ""}]
    for values in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.create(user=user, **values)
