"""A webhook's posts are signed, go only where they may, follow nobody, and end after ten seconds."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import notice_made as told
import pytest
import web_made as made
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from run_once import ONCE

from doorstep.web.notices.models import Notice, State, Webhook
from doorstep.web.notices.services.webhooks import end_webhook, renew_secret, try_webhook
from doorstep.web.notices.transports.base import NotNowError
from doorstep.web.notices.transports.post import ForbiddenError, allowed_address, post

LOOP = ["127.0.0.0/8"]


@pytest.fixture(autouse=True)
def _here(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = LOOP
    settings.DEMO = True  # http, for the receiver here


def signed_right(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check a signature as `docs/being-told.md` tells a receiver to."""
    parts = dict(part.split("=", 1) for part in headers["Doorstep-Signature"].split(","))
    wanted = hmac.new(secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256)
    fresh = abs(time.time() - int(parts["t"])) < 300
    return fresh and hmac.compare_digest(wanted.hexdigest(), parts["v1"])


def test_it_posts_json_with_its_key_and_a_signature_the_receiver_can_check() -> None:
    with told.receiver() as heard:
        hook, secret = told.webhook(heard.address)
        told.notice("overdue:1:1", hook=hook)
        assert told.send() == 1

    ((path, headers, body),) = heard.requests
    assert path == "/told?by=doorstep"
    assert headers["Doorstep-Key"] == "overdue:1:1"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {}
    assert signed_right(headers, body, secret)
    assert not signed_right(headers, body + b" ", secret)
    assert secret not in Webhook.objects.get().secret


def test_another_secret_signs_from_then_on() -> None:
    with told.receiver() as heard:
        hook, old = told.webhook(heard.address)
        new = renew_secret(hook, by=made.access(made.person("administrator")), at=made.AT)
        told.notice("k", hook=hook)
        told.send()

    ((_, headers, body),) = heard.requests
    assert signed_right(headers, body, new)
    assert not signed_right(headers, body, old)


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        (204, State.SENT, ""),
        (302, State.FAILED, "elsewhere"),
        (410, State.GIVEN_UP, "nothing is wanted"),
        (500, State.FAILED, "answer 500"),
    ],
)
def test_what_the_receiver_answers_decides(status: int, state: str, said: str) -> None:
    with told.receiver() as other, told.receiver() as heard:
        heard.status, heard.location = status, other.address if status == 302 else ""
        told.notice("k", hook=told.webhook(heard.address)[0])
        told.send()

    row = Notice.objects.get()
    assert row.state == state
    assert said in row.last_error
    assert other.requests == [], "no redirect is followed"


def test_it_is_tried_again_under_the_same_key_until_it_is_taken() -> None:
    with told.receiver() as heard:
        heard.status = 503
        told.notice("k", hook=told.webhook(heard.address)[0])
        told.send()
        heard.status = 200
        assert told.send(at=told.after(0.5)) == 0
        assert told.send(at=told.after(2)) == 1

    assert [h["Doorstep-Key"] for _, h, _ in heard.requests] == ["k", "k"]


@ONCE
def test_a_receiver_that_drips_is_cut_off() -> None:
    with told.receiver() as heard:
        heard.drips = True
        began = time.monotonic()
        with pytest.raises(NotNowError, match="did not answer"):
            post(heard.address, b"{}", {}, networks=LOOP, plain=True, seconds=0.4)

    assert time.monotonic() - began < 10


@ONCE
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "0.0.0.0",  # noqa: S104 (named to be refused)
        "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "2130706433", "0x7f.1", "[fe80::1]",
        "100.64.0.1", "224.0.0.1", "[::7f00:1]", "[fec0::1]",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_however_they_are_written(host: str) -> None:
    with pytest.raises(ForbiddenError, match="private network"):
        post(f"https://{host}/told", b"", {}, networks=[])


def test_a_network_can_be_allowed_and_only_that() -> None:
    assert allowed_address("10.1.2.3", 443, networks=["10.1.0.0/16"]) == "10.1.2.3"
    with pytest.raises(ForbiddenError):
        allowed_address("10.2.2.3", 443, networks=["10.1.0.0/16"])


def test_without_a_demonstration_http_is_refused_also_when_it_stands_in_the_database(
    settings: LazySettings,
) -> None:
    settings.DEMO = False
    with told.receiver() as heard:
        told.notice("k", hook=told.webhook(heard.address)[0])
        told.send()

    assert heard.requests == []
    assert "https" in Notice.objects.get().last_error


@ONCE
def test_a_certificate_nobody_trusts_is_no_receiver() -> None:
    with told.receiver() as heard, pytest.raises(NotNowError):
        post(heard.address.replace("http:", "https:"), b"", {}, networks=LOOP, seconds=2)


def test_what_waits_for_an_ended_webhook_is_not_sent() -> None:
    by = made.access(made.person("administrator"))
    with told.receiver() as heard:
        hook, _ = told.webhook(heard.address)
        told.notice("k", hook=hook)
        end_webhook(hook, by=by, at=made.AT)
        told.send()

    assert heard.requests == []
    assert Notice.objects.get().state == State.GIVEN_UP


def test_a_test_pressed_twice_is_sent_once() -> None:
    by, pressed = made.access(made.person("administrator")), uuid4()
    hook, _ = told.webhook("https://case.example")
    for _ in range(2):
        try_webhook(hook, client_id=pressed, by=by, at=made.AT)

    assert Notice.objects.count() == 1


def _refused(constraint: str, **values: Any) -> None:
    given = {"name": "N", "address": "a", "secret": "s", "made_at": made.AT}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Webhook.objects.create(**(given | {"made_by": made.person()} | values))
    assert constraint in str(error.value) or "UNIQUE" in str(error.value)


def test_the_database_refuses_a_webhook_without_a_secret_and_two_of_a_name() -> None:
    _refused("webhook_has_a_secret", secret="")
    told.webhook("https://case.example", name="N")
    _refused("one_open_webhook_of_a_name")
    Webhook.objects.update(ended_at=made.AT + timedelta(1))
    told.webhook("https://case.example", name="N")
