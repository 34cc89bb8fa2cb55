"""In an emergency a record is opened for hours, with a reason; nobody learns more than that by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import web_made as made
from child_made import just_asked, reads, restricted, text
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import BreakGlass

SignIn = Callable[..., Client]
REASON = "The child is alone at the station and nobody answers"


@pytest.fixture
def stranger() -> User:
    """Return a worker whose roles do not lead to the restricted child C1."""
    made.adopt()
    (child,) = made.store(made.case("C1", in_team="West"), names={"C1": "Max Harrow"})
    restricted(child, made.person(), by=made.person(Role.SENIOR_MANAGER))
    return made.person(worker_id="W7")


def broken(client: Client, child_id: str = "C1", reason: str = REASON) -> object:
    return client.post("/break-glass/", {"child_id": child_id, "reason": reason})


def test_the_record_opens_for_four_hours_under_a_banner(sign_in: SignIn, stranger: User) -> None:
    browser = just_asked(sign_in(stranger))
    assert browser.get("/children/C1/").status_code == 404

    answered = broken(browser)

    assert answered["Location"] == "/children/C1/"  # type: ignore[index]
    row = BreakGlass.objects.get()
    assert row.end_at - row.start_at == timedelta(hours=4)
    for page in ("", "timeline/", "warnings/", "share-arrangements/"):
        shown = text(browser.get(f"/children/C1/{page}"))
        assert "You broke the glass to open this record" in shown
        assert "until 16 Nov 2026 at 1.30pm" in shown
        assert REASON in shown
    assert all(event.detail["break_glass"] for event in reads("C1"))


def test_when_the_hours_are_over_it_is_closed(sign_in: SignIn, stranger: User) -> None:
    browser = just_asked(sign_in(stranger))
    broken(browser)

    BreakGlass.objects.update(start_at=made.AT - timedelta(hours=4), end_at=made.AT)

    assert browser.get("/children/C1/").status_code == 404


def test_the_log_tells_of_it_without_its_words(sign_in: SignIn, stranger: User) -> None:
    broken(just_asked(sign_in(stranger)))

    event = AuditEvent.objects.get(action="break_glass")
    assert (event.subject_id, event.actor_id) == ("C1", stranger.pk)
    assert "station" not in str(event.detail)


def test_a_child_who_is_not_there_is_answered_alike(sign_in: SignIn, stranger: User) -> None:
    browser = just_asked(sign_in(stranger))

    missing = broken(browser, "Max Harrow")
    there = broken(browser)

    assert missing.status_code == there.status_code == 302  # type: ignore[attr-defined]
    assert missing.content == there.content == b""  # type: ignore[attr-defined]
    assert BreakGlass.objects.count() == 1
    events = AuditEvent.objects.filter(action="break_glass").order_by("pk")
    assert [event.subject_id for event in events] == ["", "C1"]


def test_sent_twice_it_is_opened_once(sign_in: SignIn, stranger: User) -> None:
    browser = just_asked(sign_in(stranger))

    broken(browser)
    broken(browser)

    assert BreakGlass.objects.count() == 1
    assert AuditEvent.objects.filter(action="break_glass").count() == 1


def test_for_a_record_that_is_open_anyway_nothing_is_broken(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1"))

    answered = broken(just_asked(sign_in(made.person(worker_id="W1"))))

    assert answered["Location"] == "/children/C1/"  # type: ignore[index]
    assert not BreakGlass.objects.exists()
    assert not AuditEvent.objects.filter(action="break_glass").exists()


@pytest.mark.parametrize(
    ("child_id", "reason", "error"),
    [
        ("", REASON, "Enter the child’s number"),
        ("C1", "", "Enter why you must open this record now"),
        ("C1", "urgent" + " " * 40, "Say in 20 characters or more"),
        ("C1", "x" * 501, "at most 500 characters"),
        ("C1" * 100, REASON, "at most 100 characters"),
        ("C1", "a\x00" + REASON, "Null characters"),
    ],
)
def test_without_a_child_or_a_reason_nothing_is_opened(
    sign_in: SignIn, stranger: User, child_id: str, reason: str, error: str
) -> None:
    answered = broken(just_asked(sign_in(stranger)), child_id, reason)

    assert error in text(answered)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("child_id", ["../..", "a/b", "a\\b", "?x", "%2e", "C 1", "é", "."])
def test_whatever_number_is_typed_is_answered(
    sign_in: SignIn, stranger: User, child_id: str
) -> None:
    browser = just_asked(sign_in(stranger))

    answered = browser.post("/break-glass/", {"child_id": child_id, "reason": REASON}, follow=True)

    assert answered.status_code in (200, 404)
    assert not BreakGlass.objects.exists()


def test_one_must_have_shown_lately_who_one_is(sign_in: SignIn, stranger: User) -> None:
    browser = sign_in(stranger)

    answered = broken(browser)

    assert answered.status_code == 302  # type: ignore[attr-defined]
    assert "/account/again/" in answered["Location"]  # type: ignore[index]
    assert not BreakGlass.objects.exists()


def test_a_role_that_may_not_is_refused(sign_in: SignIn, stranger: User) -> None:
    partner = made.person(Role.VIRTUAL_SCHOOL)

    assert broken(just_asked(sign_in(partner))).status_code == 403  # type: ignore[attr-defined]
