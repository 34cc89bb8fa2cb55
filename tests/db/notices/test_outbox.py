"""A message is put once, sent once, tried again with growing pauses, and given up after days."""

from datetime import timedelta
from pathlib import Path

import notice_made as told
import pytest
import web_made as made
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from doorstep.web.notices.models import Kind, Notice, State
from doorstep.web.notices.sending import GIVEN_UP_AFTER, is_anything_to_send
from doorstep.web.notices.services.outbox import Told, forget_old, put
from doorstep.web.notices.transports.base import Message, NotNowError


class Broken:
    """A way out that breaks in a way of the test's choosing."""

    def __init__(self, error: Exception):
        self.error = error

    def has(self, key: str) -> bool | None:
        return None

    def send(self, message: Message) -> None:
        raise self.error


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MAIL = f"folder:{tmp_path}"
    return tmp_path


def test_the_same_key_is_put_once_and_what_stands_there_stays() -> None:
    user = made.person()
    first = Told(key="k", kind=Kind.TEST, recipient=user.pk, body="first")
    with transaction.atomic():
        assert put([first, first], at=made.AT) == 1
        assert put([Told(key="k", kind=Kind.TEST, recipient=user.pk, body="2")], at=made.AT) == 0

    assert Notice.objects.get().body == "first"


def test_a_message_stands_and_falls_with_what_causes_it() -> None:
    user = made.person()
    with transaction.atomic():
        put([Told(key="k", kind=Kind.TEST, recipient=user.pk, body="b")], at=made.AT)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_put() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        put([], at=made.AT)


def test_what_is_sent_is_a_file_named_by_its_key_and_says_what_it_said(folder: Path) -> None:
    user = made.person()
    told.wish(user, email="noor@anyshire.example")
    told.notice("test:1", user=user)

    assert told.send() == 1

    (mail,) = told.mails(folder)
    assert (mail["To"], mail["Subject"]) == ("noor@anyshire.example", "Doorstep: a test")
    assert mail["Message-ID"].endswith("@localhost>")
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.held_by, row.sent_at) == (State.SENT, 1, "", made.AT)
    assert told.send() == 0


def test_without_a_way_out_mail_waits_and_webhooks_go(settings: LazySettings) -> None:
    user = made.person()
    told.wish(user)
    told.notice("mail", user=user)

    assert not is_anything_to_send(at=made.AT)
    assert told.send() == 0
    assert Notice.objects.get().state == State.WAITING


def test_pauses_grow_and_after_three_days_it_is_given_up(folder: Path) -> None:
    user = made.person()
    told.wish(user)
    told.notice("k", user=user)
    at, pauses = made.AT, []
    while (row := Notice.objects.get()).state != State.GIVEN_UP:
        told.send(at=at, mail=Broken(NotNowError("The mail server did not answer.")))
        row = Notice.objects.get()
        pauses.append((row.not_before - at).total_seconds())
        at = max(row.not_before, at)

    assert pauses[:4] == [60, 120, 240, 480]
    assert max(pauses) == 6 * 3600
    assert at - made.AT >= GIVEN_UP_AFTER
    assert row.last_error == "The mail server did not answer."
    assert told.send(at=at + timedelta(9)) == 0
    assert list(folder.iterdir()) == []


def test_an_error_nobody_thought_of_stops_no_other_message(folder: Path) -> None:
    user = made.person()
    told.wish(user)
    told.notice("a", user=user)
    told.notice("b", user=user)

    assert told.send(mail=Broken(ZeroDivisionError("noor@anyshire.example"))) == 0

    rows = Notice.objects.all()
    assert {row.state for row in rows} == {State.FAILED}
    assert not any("noor" in row.last_error for row in rows)


def test_a_closed_account_gets_nothing_and_its_message_is_given_up(folder: Path) -> None:
    user = made.person()
    told.wish(user)
    told.notice("k", user=user)
    user.is_active = False
    user.save()

    assert told.send() == 0

    row = Notice.objects.get()
    assert row.state == State.GIVEN_UP
    assert "closed" in row.last_error
    assert list(folder.iterdir()) == []


def test_one_that_is_being_sent_is_left_alone_until_its_worker_is_over_the_time(
    folder: Path,
) -> None:
    user = made.person()
    told.wish(user)
    row = told.notice("k", user=user)
    first = told.sender(name="first")
    taken = first._take()
    assert taken is not None
    assert taken[1] is False

    assert told.send(at=told.after(1), name="second") == 0
    assert told.send(at=told.after(3), name="second") == 1
    first._send(*taken)  # it was only slow: the file is there, and what the second noted stays

    row.refresh_from_db()
    assert row.sent_at == told.after(3)
    assert len(told.mails(folder)) == 1


def test_after_a_crash_behind_the_handing_over_nothing_is_sent_again(folder: Path) -> None:
    user = made.person()
    told.wish(user)
    told.notice("k", user=user)
    first = told.sender(name="first")
    taken = first._take()
    assert taken is not None
    assert first.mail is not None
    first.mail.send(Message(key="k", to="noor@anyshire.example", subject="s", body="b"))
    (file,) = folder.glob("*.eml")
    before = file.stat().st_mtime_ns

    assert told.send(at=told.after(3), name="second") == 1

    assert [f.stat().st_mtime_ns for f in folder.glob("*.eml")] == [before]


def test_what_was_sent_half_a_year_ago_is_forgotten_and_what_never_arrived_is_not(
    folder: Path,
) -> None:
    user = made.person()
    told.wish(user)
    told.notice("sent", user=user)
    told.send()
    told.notice("waits", user=user)

    assert forget_old(at=made.AT + timedelta(200)) == 1
    assert Notice.objects.get().key == "waits"


def _refused(constraint: str, **values: object) -> None:
    user = made.person()
    given = {
        "key": "k", "channel": "email", "kind": Kind.TEST, "recipient": user,
        "body": "b", "made_at": made.AT, "not_before": made.AT,
    } | values  # fmt: skip
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Notice.objects.create(**given)
    assert constraint in str(error.value)


def test_the_database_refuses_messages_that_cannot_be() -> None:
    _refused("notice_goes_to_one", recipient=None)
    _refused("notice_goes_to_one", channel="webhook")
    _refused("notice_state_is_known", state="lost")
    _refused("notice_sent_has_its_time", state=State.SENT)
    _refused("notice_sent_has_its_time", sent_at=made.AT)
    _refused("notice_held_while_sending", state=State.SENDING)
    _refused("notice_held_while_sending", held_by="w", held_until=made.AT)
    _refused("notice_has_a_key", key="")
