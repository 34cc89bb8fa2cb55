"""A reminder to test, twice a week by choice: its owner's alone, on no page and in no file of others."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import web_made as made
from child_made import text
from django.test import Client
from django.urls import reverse
from moves_made import Office, office
from wellbeing_made import DAY, boxes

from doorstep.policy.load import shipped_pack
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.notices.services.reminders import set_reminder
from doorstep.web.wellbeing import testing
from doorstep.web.wellbeing.models import TestReminder

SignIn = Callable[[User], Client]
OWN = "/how-i-am/?reminder=own"


@pytest.fixture
def here(settings: Any) -> Office:
    settings.CLOCK = made.AT.isoformat()
    return office(1)


@pytest.fixture
def noor(here: Office, sign_in: SignIn) -> Client:
    return sign_in(here.noor)


def note(client: Client, on: Any, version: int = 1) -> Any:
    sent = {"do": "note", "version": version, **boxes("tested_on", on)}
    return client.post(OWN, sent, follow=True)


def test_it_is_turned_on_by_oneself_and_says_when_the_next_test_would_be(noor: Client) -> None:
    assert "Turn it on" in text(noor.get(OWN))
    assert not TestReminder.objects.exists()
    assert "Only you see it." in text(noor.post(OWN, {"do": "on"}, follow=True))
    page = text(note(noor, made.TODAY - DAY))
    assert "The next test would be on 18 Nov 2026 or 19 Nov 2026." in page
    assert "A result" not in page


def test_on_its_days_one_line_stands_on_ones_own_day_and_does_not_say_what_for(
    here: Office, noor: Client, sign_in: SignIn
) -> None:
    noor.post(OWN, {"do": "on"})
    line = "A reminder of your own for today"
    for ago, is_there in ((2, False), (3, True), (4, True), (9, True)):
        TestReminder.objects.update(tested_on=made.TODAY - ago * DAY)
        page = text(noor.get("/"))
        assert (line in page) == is_there, ago
        assert "test" not in page.lower()
    assert line not in text(sign_in(here.ben).get("/"))


def test_turned_off_nothing_of_it_is_kept(noor: Client) -> None:
    noor.post(OWN, {"do": "on"})
    note(noor, made.TODAY)
    assert "Nothing of it is kept." in text(noor.post(OWN, {"do": "off"}, follow=True))
    assert not TestReminder.objects.exists()
    assert noor.post(OWN, {"do": "off"}).status_code == 302
    assert "Turn it on" in text(note(noor, made.TODAY))


def test_a_day_to_come_is_refused_and_two_windows_do_not_overwrite_one_another(
    noor: Client,
) -> None:
    noor.post(OWN, {"do": "on"})
    assert "must be on or before 16 Nov 2026" in text(note(noor, made.TODAY + DAY))
    note(noor, made.TODAY)
    assert note(noor, made.TODAY - DAY, version=1).status_code == 409
    assert TestReminder.objects.get().tested_on == made.TODAY


def test_the_days_between_are_those_of_the_practice_standards() -> None:
    pack = shipped_pack("practice-standards-2022")
    [form] = [f for name, f in pack.forms.items() if name.endswith("staff_testing_reminder")]
    assert "twice a week, 3 to 4 days apart" in " ".join(form.prompts)
    assert (testing.SOONEST.days, testing.LATEST.days) == (3, 4)


# --- nobody else finds a trace -------------------------------------------------------------------------


def pages(here: Office) -> Iterator[str]:
    """Yield where others can look at somebody, at the team, at the log and at all that is taken out."""
    pk, east = here.noor.pk, here.east.pk
    yield from (
        "/",
        "/staff/",
        "/availability/",
        "/situation/",
        "/situation/?take=csv",
        "/workload/",
    )
    yield from (f"/staff/{pk}/hand-over/", f"/staff/{pk}/absences/", f"/staff/{pk}/availability/")
    yield from (f"/availability/?list=team-{east}&show=days", f"/teams/{east}/", "/reminders/", OWN)
    yield from ("/administration/people/", f"/administration/people/{pk}/", "/account/")
    yield from ("/administration/messages/", "/records/", "/children/C1/")
    yield from ("/staff/?take=csv", "/outage-packs/", "/told/")


OTHERS = (
    Role.TEAM_MANAGER, Role.SOCIAL_WORKER, OwnRole.ADMINISTRATOR, OwnRole.PERFORMANCE_ANALYST,
    OwnRole.RECORDS_OFFICER,
)  # fmt: skip


def seen_by(client: Client, here: Office) -> dict[str, str]:
    return {address: _plain(client.get(address)) for address in pages(here)}


def _plain(answer: Any) -> str:
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.streaming or answer.status_code != 200:
        return (
            f"{answer.status_code} {body.decode()}" if answer.streaming else str(answer.status_code)
        )
    return text(answer)


@pytest.mark.parametrize("role", OTHERS)
def test_every_page_of_everybody_else_is_the_same_with_it_and_without(
    here: Office, noor: Client, sign_in: SignIn, role: str
) -> None:
    client = sign_in(made.person(role, in_team=here.east if role == Role.TEAM_MANAGER else None))
    before = seen_by(client, here)
    noor.post(OWN, {"do": "on"})
    note(noor, made.TODAY - 3 * DAY)
    after = seen_by(client, here)
    assert {a for a in before if before[a] != after[a]} == set()


def test_to_the_log_it_is_a_reminder_like_any_other(
    here: Office, noor: Client, sign_in: SignIn
) -> None:
    noor.post(OWN, {"do": "on"})
    note(noor, made.TODAY - 3 * DAY)
    noor.post(OWN, {"do": "off"})
    events = AuditEvent.objects.filter(action="set_reminder").order_by("pk")
    mine = list(events.filter(actor_id=here.noor.pk))
    other = set_reminder(
        words="Ring the school", due_on=made.TODAY, child=None,
        client_id=uuid4(), by=made.access(here.ben), at=made.AT,
    )  # fmt: skip
    usual = events.get(actor_id=here.ben.pk)
    assert other.pk == int(usual.subject_id)
    assert [event.detail for event in mine] == [{"do": "set"}, {"do": "change"}, {"do": "settle"}]
    assert mine[0].detail == usual.detail
    assert {event.subject for event in mine} == {usual.subject}
    auditor = sign_in(made.person(OwnRole.AUDITOR))
    for event in mine:
        page = text(auditor.get(reverse("audit-event", args=[event.pk])))
        assert "test" not in page.lower().replace("latest", "")
    others = AuditEvent.objects.exclude(action__in=("set_reminder", "signed_in"))
    assert not others.filter(actor_id=here.noor.pk).exists()


def test_reading_it_leaves_no_event_and_its_route_is_that_of_any_day(noor: Client) -> None:
    before = AuditEvent.objects.count()
    answer = noor.get(OWN)
    assert AuditEvent.objects.count() == before
    assert answer.resolver_match.view_name == "how-i-am"
