"""Each way out, against a server that answers: a folder, SMTP, GOV.UK Notify."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import notice_made as told
import pytest
import web_made as made
from aiosmtpd.controller import Controller
from django.conf import LazySettings
from run_once import ONCE

from doorstep.web.notices.models import Notice, State
from doorstep.web.notices.transports.base import Message, NotNowError, RefusedError
from doorstep.web.notices.transports.chosen import mail_state, mail_transport
from doorstep.web.notices.transports.folder import Folder
from doorstep.web.notices.transports.notify import Notify
from doorstep.web.notices.transports.smtp import Smtp

pytestmark = ONCE
MESSAGE = Message(key="digest:7:2026-11-16", to="noor@anyshire.example", subject="New", body="1\n")


class Mailbox:
    """A mail server's handler: keeps what it takes, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox(settings: LazySettings) -> Iterator[Mailbox]:
    handler = Mailbox()
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    server.stop()


def smtp() -> Smtp:
    return Smtp(sender="doorstep@anyshire.example", host="anyshire.example")


def test_smtp_sends_under_the_message_id_of_the_key_each_time_the_same(mailbox: Mailbox) -> None:
    smtp().send(MESSAGE)
    smtp().send(MESSAGE)

    ids = [line for mail in mailbox.taken for line in mail.splitlines() if b"Message-ID" in line]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert b"@anyshire.example>" in ids[0]
    assert smtp().has(MESSAGE.key) is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 nobody here", RefusedError), ("451 later", NotNowError), ("535 who?", NotNowError)],
)
def test_a_mail_servers_refusal_is_final_or_not_and_says_no_address(
    mailbox: Mailbox, answer: str, error: type[Exception]
) -> None:
    mailbox.answer = answer

    with pytest.raises(error, match=f"answer {answer[:3]}") as found:
        smtp().send(MESSAGE)

    assert "noor" not in str(found.value)


def test_a_mail_server_that_is_not_there_is_tried_again(settings: LazySettings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(NotNowError, match="did not answer"):
        smtp().send(MESSAGE)
    settings.MAIL, settings.SITE = "smtp", "https://visits.example"
    assert mail_state()[0] is False


def notify_at(address: str) -> Notify:
    base = address.partition("/told")[0]
    return Notify(key=told.NOTIFY_KEY, template="t-1", address=base)


def test_notify_is_handed_the_key_as_reference_and_can_be_asked_by_it() -> None:
    with told.notify() as heard:
        way = notify_at(heard.address)
        assert way.has(MESSAGE.key) is False
        way.send(MESSAGE)
        assert way.has(MESSAGE.key) is True
    assert heard.references == [MESSAGE.key]


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, RefusedError), (403, NotNowError), (429, NotNowError), (500, NotNowError)],
)
def test_notifys_refusal_is_final_only_for_what_is_wrong_with_the_message(
    status: int, error: type[Exception]
) -> None:
    with told.notify() as heard:
        heard.status = status
        with pytest.raises(error, match=f"answer {status}"):
            notify_at(heard.address).send(MESSAGE)


def test_after_a_crash_notify_is_asked_before_it_is_sent_again(db: None) -> None:
    user = made.person()
    told.wish(user)
    told.notice("k", user=user)
    with told.notify() as heard:
        way = notify_at(heard.address)
        assert told.sender(name="dies", mail=way)._take() is not None
        way.send(Message(key="k", to="a@b.example", subject="s", body="b"))

        assert told.send(at=told.after(3), name="next", mail=way) == 1

    assert heard.references == ["k"]
    assert Notice.objects.get().state == State.SENT


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(NotNowError, match="cannot be written"):
        Folder(tmp_path / "file", sender="a@b.example", host="b.example").send(MESSAGE)


def test_the_settings_choose_the_way(settings: LazySettings, tmp_path: Path) -> None:
    settings.SITE = "https://visits.example"
    settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = told.NOTIFY_KEY, "t"
    found = {}
    for said in ("", f"folder:{tmp_path}", "smtp", "notify"):
        settings.MAIL = said
        found[said.partition(":")[0]] = type(mail_transport())

    assert found == {"": type(None), "folder": Folder, "smtp": Smtp, "notify": Notify}
    settings.MAIL = f"folder:{tmp_path}"
    assert mail_state()[0]
    settings.MAIL, settings.SITE = "notify", ""
    assert "DOORSTEP_SITE" in mail_state()[1]
