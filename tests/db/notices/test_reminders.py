"""A person's own reminders: set once, changed, settled and undone, handed on; nobody else's business."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import web_made as made
from db.access.county import restrict
from django.db import IntegrityError, transaction
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.notices.models import Reminder
from doorstep.web.notices.services import hand_on
from doorstep.web.notices.services.reminders import set_reminder

SignIn = Callable[[User], Client]


@pytest.fixture
def worker() -> User:
    made.adopt()
    made.store(made.case("C1"), names={"C1": "Max Harrow"})
    return made.person(worker_id="W1", name="Noor Calloway")


def form(**changed: Any) -> dict[str, Any]:
    due = {"due_on-day": "18", "due_on-month": "11", "due_on-year": "2026"}
    return {"client_id": str(uuid4()), "words": "Ring the school"} | due | changed


def reminder(owner: User, **changed: Any) -> Reminder:
    given = {"words": "Ring the school", "due_on": made.TODAY, "child": None, "client_id": uuid4()}
    return set_reminder(**(given | changed), by=made.access(owner), at=made.AT)


def done() -> list[str]:
    rows = AuditEvent.objects.filter(action="set_reminder").order_by("pk")
    return [row.detail["do"] for row in rows]


def test_it_is_set_from_a_childs_page_and_stands_on_my_day(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert "/children/C1/remind/" in client.get("/children/C1/").content.decode()

    sent = form()
    for _ in range(2):
        assert client.post("/children/C1/remind/", sent)["Location"] == "/children/C1/"

    page = client.get("/").content.decode()
    assert page.count("Ring the school</p>") + page.count("Ring the school\n") >= 1
    assert "Max Harrow" in page
    assert Reminder.objects.count() == 1
    assert done() == ["set"]
    event = AuditEvent.objects.get(action="set_reminder")
    assert "Ring" not in str(event.detail)


def test_errors_are_said_and_nothing_is_set(worker: User, sign_in: SignIn) -> None:
    client = sign_in(worker)
    page = client.post("/reminders/new/", form(words="", **{"due_on-day": "15"}))

    text = page.content.decode()
    assert "There is a problem" in text
    assert "Enter what to think of" in text
    assert not Reminder.objects.exists()


def test_settled_it_leaves_my_day_and_can_be_opened_again(worker: User, sign_in: SignIn) -> None:
    row, client = reminder(worker), sign_in(worker)
    assert "Ring the school" in client.get("/").content.decode()

    for _ in range(2):
        answer = client.post(f"/reminders/{row.pk}/settle/", {"next": "/"})
    assert answer["Location"] == "/"
    assert "Ring the school" not in client.get("/").content.decode()
    assert "Ring the school" in client.get("/reminders/?show=settled").content.decode()
    client.post(f"/reminders/{row.pk}/reopen/")
    assert "Ring the school" in client.get("/reminders/").content.decode()
    assert done() == ["set", "settle", "reopen"]


def test_a_button_leads_to_no_other_site(worker: User, sign_in: SignIn) -> None:
    row, client = reminder(worker), sign_in(worker)
    for there in ("//evil.example/", "https://evil.example/", "\\\\evil.example"):
        answer = client.post(f"/reminders/{row.pk}/settle/", {"next": there})
        assert answer["Location"] == "/reminders/"


def test_changed_elsewhere_meanwhile_both_are_shown(worker: User, sign_in: SignIn) -> None:
    row, client = reminder(worker), sign_in(worker)
    first = client.post(f"/reminders/{row.pk}/", form(words="One", version=1))
    second = client.post(f"/reminders/{row.pk}/", form(words="Two", version=1))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "One" in second.content.decode()
    assert Reminder.objects.get().words == "One"


def test_somebody_elses_is_not_there(worker: User, sign_in: SignIn) -> None:
    row, other = reminder(worker), made.person(Role.TEAM_MANAGER, in_team=made.team())
    client = sign_in(other)

    assert client.get(f"/reminders/{row.pk}/").status_code == 404
    for do in ("settle", "reopen"):
        assert client.post(f"/reminders/{row.pk}/{do}/").status_code == 404
    assert "Ring the school" not in client.get("/reminders/").content.decode()


def test_of_a_child_one_may_no_longer_see_the_name_is_gone(worker: User, sign_in: SignIn) -> None:
    from doorstep.web.caseload.models import Child

    child = Child.objects.get()
    reminder(worker, child=child)
    restrict(child, by=made.person(Role.HEAD_OF_SERVICE))

    page = sign_in(worker).get("/reminders/").content.decode()

    assert "Max" not in page
    assert "C1" not in page
    assert "not open to you" in page


def test_handed_on_it_is_the_others_and_their_version_counts(worker: User) -> None:
    row, other = reminder(worker), made.person()

    for _ in range(2):
        hand_on(row.pk, to=other)

    row.refresh_from_db()
    assert (row.owner_id, row.version) == (other.pk, 2)
    assert done() == ["set"], "the event is the handover’s"


def test_many_are_shown_page_by_page(worker: User, sign_in: SignIn) -> None:
    for number in range(30):
        reminder(worker, words=f"Number {number}.", due_on=made.TODAY + timedelta(number))
    client = sign_in(worker)

    assert client.get("/reminders/").content.decode().count("Settle<") == 25
    assert client.get("/reminders/?page=2").content.decode().count("Settle<") == 5
    assert "more reminders" in client.get("/").content.decode()


def test_the_database_refuses_what_cannot_be(worker: User) -> None:
    row = reminder(worker)
    bad: list[dict[str, Any]] = [{"words": ""}, {"settled_at": made.AT}, {"settled_by": worker}]
    for values in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            owner=worker, words="x", due_on=made.TODAY, recorded_at=made.AT,
            recorded_by=worker, client_id=row.client_id,
        )  # fmt: skip
