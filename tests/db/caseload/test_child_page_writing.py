"""What is written on a child's pages: warnings for staff, and who was told of the arrangements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import web_made as made
from child_made import restricted, text
from django.test import Client

from doorstep.facts import Event as Happened
from doorstep.vocabulary import EventKind, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Event, Obligation, StaffWarning

SignIn = Callable[..., Client]
DOG = "Large dog in the yard"
SHARE = "/children/C1/share-arrangements/"


@pytest.fixture
def worker(sign_in: SignIn) -> Client:
    """Return the browser of the worker of two children at one address."""
    made.adopt()
    made.store(made.case("C1"), made.case("C2"))
    return sign_in(made.person(worker_id="W1", name="Noor Calloway"))


def test_a_warning_is_seen_on_every_record_at_the_address(worker: Client) -> None:
    worker.post("/children/C1/warnings/", {"do": "add", "words": DOG})
    worker.post("/children/C1/warnings/", {"do": "add", "words": DOG})

    assert StaffWarning.objects.count() == 1
    for page in ("C1/", "C2/", "C2/timeline/"):
        assert DOG in text(worker.get(f"/children/{page}"))
    assert AuditEvent.objects.filter(action="add_warning").count() == 1


def test_a_warning_on_a_record_one_may_not_open_is_counted_without_its_words(
    worker: Client, sign_in: SignIn
) -> None:
    manager = made.person(Role.SENIOR_MANAGER)
    sign_in(manager).post("/children/C2/warnings/", {"do": "add", "words": DOG})
    other = StaffWarning.objects.get().child
    restricted(other, manager, by=manager)

    shown = text(worker.get("/children/C1/"))

    assert "There is 1 further warning on another record at this address" in shown
    assert DOG not in shown


def test_a_warning_ends_and_is_kept(worker: Client) -> None:
    worker.post("/children/C1/warnings/", {"do": "add", "words": DOG})
    row = StaffWarning.objects.get()
    told = {"do": "end", "warning": row.pk, "version": row.version}

    worker.post("/children/C1/warnings/", told)
    again = worker.post("/children/C1/warnings/", told)

    assert DOG not in text(worker.get("/children/C1/"))
    assert "Warnings that are over (1)" in text(worker.get("/children/C1/warnings/"))
    assert again.status_code == 302
    assert AuditEvent.objects.filter(action="end_warning").count() == 1


def test_a_warning_somebody_changed_meanwhile_is_not_ended_silently(worker: Client) -> None:
    worker.post("/children/C1/warnings/", {"do": "add", "words": DOG})
    row = StaffWarning.objects.get()

    late = worker.post(
        "/children/C1/warnings/", {"do": "end", "warning": row.pk, "version": row.version + 1}
    )

    assert late.status_code == 409
    assert StaffWarning.objects.get().end_date is None


def test_a_warning_of_another_child_is_not_there(worker: Client) -> None:
    worker.post("/children/C1/warnings/", {"do": "add", "words": DOG})
    row = StaffWarning.objects.get()

    answered = worker.post(
        "/children/C2/warnings/", {"do": "end", "warning": row.pk, "version": row.version}
    )

    assert answered.status_code == 404
    assert StaffWarning.objects.get().end_date is None


@pytest.mark.parametrize("words", ["", " ", "x" * 501, "a\x00b"])
def test_a_warning_must_say_something(worker: Client, words: str) -> None:
    page = worker.post("/children/C1/warnings/", {"do": "add", "words": words})

    assert page.status_code == 200
    assert "There is a problem" in text(page)
    assert not StaffWarning.objects.exists()


def sharing(**more: str) -> dict[str, str]:
    told = {
        "client_id": str(uuid4()),
        "who": "Mill Lane School",
        "means": "secure_email",
        "on": "2026-11-15",
        "at": "9.30am",
        "what": "Garden visits each week",
    }
    return told | more


def test_who_was_told_by_what_means_and_when_stands_on_the_childs_page(worker: Client) -> None:
    answered = worker.post(SHARE, sharing())

    assert answered["Location"] == "/children/C1/#network"
    shown = text(worker.get("/children/C1/"))
    assert (
        "Shared by Noor Calloway 15 Nov 2026 at 9.30am Told: Mill Lane School By: secure email"
        " What: Garden visits each week" in shown
    )
    event = AuditEvent.objects.get(action="share_arrangements")
    assert "Mill Lane" not in str(event.detail)


def test_sharing_meets_the_decision_that_was_owed(sign_in: SignIn) -> None:
    made.adopt(("england-statutory", date(2011, 4, 1)), ("lancashire-2020", date(2020, 3, 20)))
    assessed = Happened(EventKind.RISK_ASSESSMENT, made.TODAY - timedelta(1))
    made.store(replace(made.case("C1", since=date(2026, 11, 1)), events=(assessed,)))
    worker = sign_in(made.person(worker_id="W1"))
    owed = Obligation.objects.filter(duty__contains="professionals_told")
    before = owed.get()
    answered_at = Answer.objects.get().answered_at

    worker.post(SHARE, sharing(on="2026-11-16", at=""))

    after = owed.first()
    assert after is None or after.due_on != before.due_on
    assert Answer.objects.get().answered_at >= answered_at


def test_the_same_form_twice_is_one_event_and_other_words_are_a_conflict(worker: Client) -> None:
    told = sharing()
    worker.post(SHARE, told)
    worker.post(SHARE, told)

    other = worker.post(SHARE, {**told, "who": "The health visitor"})

    assert Event.objects.count() == 1
    assert other.status_code == 409
    assert "The health visitor" in text(other)
    assert "Mill Lane School" in text(other)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"who": ""}, "Enter who was told"),
        ({"means": ""}, "Select by what means they were told"),
        ({"means": "pigeon"}, "Choose by what means they were told from the list"),
        ({"on": "2026-11-17"}, "must be on or before 16 Nov 2026"),
        ({"on": "", "on-day": "31", "on-month": "2", "on-year": "2026"}, "must be a real date"),
        ({"at": "teatime"}, "must be a time"),
        ({"client_id": "x"}, "There is a problem"),
        ({"what": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    worker: Client, more: dict[str, str], error: str
) -> None:
    page = worker.post(SHARE, sharing(**more))

    assert page.status_code == 200
    assert error in text(page)
    assert "Garden visits" in text(page) or "what" in more
    assert not Event.objects.exists()


def test_who_may_not_record_may_not_share(sign_in: SignIn, worker: Client) -> None:
    stranger = sign_in(made.person(worker_id="W8"))

    assert stranger.get(SHARE).status_code == 404
    assert stranger.post(SHARE, sharing()).status_code == 404
