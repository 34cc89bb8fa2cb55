"""Auditors find in the log who did what; nobody else opens it, and no child is named in it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import log_made
import pytest
import web_made as made
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import ALL_ROLES, OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import Somebody, record
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import BreakGlass
from doorstep.web.oversight import queries
from doorstep.web.policies.models import AdoptedPack

SignIn = Callable[[User], Client]
PAGES = [
    ("audit", ()),
    ("audit-event", (1,)),
    ("audit-export", ()),
    ("audit-state", ()),
    ("audit-check", ()),
    ("break-glass-openings", ()),
    ("break-glass-opening", (1,)),
]
CANARY = "Canary Wharfedale"


def tell(action: str, child_id: str, by: Any = log_made.NOOR, at: datetime = made.AT) -> AuditEvent:
    with transaction.atomic():
        return record(action=action, subject="child", subject_id=child_id, by=by, at=at)


def read(client: Client, **query: str) -> str:
    return client.get(reverse("audit"), query).content.decode()


def lines(client: Client, **query: str) -> list[int]:
    """Return the events a search shows, in the order of the page."""
    return [int(pk) for pk in re.findall(r'href="/audit/(\d+)/"', read(client, **query))]


def break_glass(user: User, child_id: str = "C1", start: datetime = made.AT) -> BreakGlass:
    if not AdoptedPack.objects.exists():
        made.adopt()
    (child,) = made.store(made.case(child_id), names={child_id: CANARY})
    return BreakGlass.objects.create(
        child=child,
        user=user,
        reason="Police at the door, worker away",
        start_at=start,
        end_at=start + timedelta(hours=4),
    )


@pytest.mark.parametrize("role", [r for r in ALL_ROLES if r != OwnRole.AUDITOR])
def test_no_other_role_opens_an_auditors_page(sign_in: SignIn, role: str) -> None:
    client = sign_in(made.person(role))

    for name, args in PAGES:
        assert client.get(reverse(name, args=args)).status_code == 403, name
        assert client.post(reverse(name, args=args)).status_code == 403, name


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    for name, args in PAGES:
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


def test_the_newest_event_stands_first_with_who_what_and_for_whom(auditor: Client) -> None:
    deputy = Somebody(user_id=9, name="Ivo Marsh", acting_for="Noor Calloway")
    first, last = tell("read_child", "C1"), tell("record_visit", "C2", by=deputy)

    assert lines(auditor)[:2] == [last.pk, first.pk]
    page = read(auditor)
    for words in ("Ivo Marsh", "acting for Noor Calloway", "Recorded a visit", "child C2"):
        assert words in page
    assert "16 Nov 2026 at 9.30am" in page


def test_an_event_about_an_account_names_whose_it_is(auditor: Client, client: Client) -> None:
    noor = made.person(name="Noor Calloway")
    client.post("/account/login/", {"login": noor.username, "password": "something else"})

    assert f"Noor Calloway (account {noor.pk})" in read(auditor, action="sign_in_failed")


def test_a_search_finds_by_person_child_action_and_days(auditor: Client) -> None:
    noor = made.person(name="Noor Calloway")
    by_noor = Somebody(user_id=noor.pk, name=noor.name)
    one = tell("read_child", "C1", by=by_noor)
    two = tell("record_visit", "C1")
    three = tell("read_child", "C2", at=made.AT + timedelta(1))

    assert lines(auditor, person=str(noor.pk)) == [one.pk]
    assert lines(auditor, child_id="C1") == [two.pk, one.pk]
    assert lines(auditor, child_id=" C1 ", action="read_child") == [one.pk]
    assert lines(auditor, first_day="2026-11-17") == [three.pk]
    assert three.pk not in lines(auditor, last_day="2026-11-16")
    assert lines(
        auditor, **{"first_day-day": "17", "first_day-month": "11", "first_day-year": "2026"}
    ) == [three.pk]


def test_a_day_is_a_day_in_london(auditor: Client) -> None:
    just_after = datetime(2026, 7, 1, 0, 30, tzinfo=made.AT.tzinfo)  # still June in UTC
    event = tell("read_child", "C7", at=just_after)

    assert lines(auditor, first_day="2026-07-01", last_day="2026-07-01") == [event.pk]
    assert lines(auditor, first_day="2026-06-30", last_day="2026-06-30") == []


def test_what_was_done_under_broken_glass_is_found_apart(auditor: Client) -> None:
    noor, ivo = made.person(name="Noor Calloway"), made.person(name="Ivo Marsh")
    break_glass(noor)
    by = Somebody(user_id=noor.pk, name=noor.name)
    before = tell("read_child", "C1", by=by, at=made.AT - timedelta(minutes=1))
    opened = tell("break_glass", "C1", by=by)
    during = tell("read_child", "C1", by=by, at=made.AT + timedelta(hours=3))
    other = tell("read_child", "C2", by=by, at=made.AT + timedelta(hours=1))
    colleague = tell("read_child", "C1", by=Somebody(user_id=ivo.pk, name="Ivo Marsh"))
    after = tell("read_child", "C1", by=by, at=made.AT + timedelta(hours=4))

    found = lines(auditor, broken_glass="on")

    assert found == [during.pk, opened.pk]
    assert not {before.pk, other.pk, colleague.pk, after.pk} & {*found}


def test_a_long_log_is_read_page_by_page_without_loss_or_repeat(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ON_A_PAGE", 4)
    wanted = [event.pk for event in log_made.write(11)][::-1]

    first = lines(auditor, action="read_child")
    second = lines(auditor, action="read_child", before=str(first[-1]))
    third = lines(auditor, action="read_child", before=str(second[-1]))

    assert [*first, *second, *third] == wanted
    assert lines(auditor, action="read_child", after=str(third[0])) == second
    assert lines(auditor, action="read_child", after=str(second[0])) == first
    assert 'rel="prev"' not in read(auditor, action="read_child")
    assert f"action=read_child&amp;before={first[-1]}" in read(auditor, action="read_child")
    assert 'rel="next"' not in read(auditor, action="read_child", before=str(second[-1]))


def test_a_page_takes_the_same_few_queries_however_long_the_log(auditor: Client) -> None:
    log_made.write(3)
    read(auditor)

    with CaptureQueriesContext(connection) as short:
        read(auditor)
    log_made.write(300)
    with CaptureQueriesContext(connection) as long:
        assert len(lines(auditor)) == 50

    assert len(long) <= len(short) <= 9


def test_very_many_events_are_not_counted_to_the_last(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED_UP_TO", 10)
    monkeypatch.setattr("doorstep.web.oversight.shown.COUNTED_UP_TO", 10)
    log_made.write(12)

    assert "More than 10 events" in read(auditor)


def test_a_search_that_finds_nothing_says_so(auditor: Client) -> None:
    assert "No event was found" in read(auditor, child_id="nobody")


def test_a_search_with_errors_names_them_and_shows_no_events(auditor: Client) -> None:
    answer = auditor.get(reverse("audit"), {"first_day": "2026-11-16", "last_day": "2026-11-01"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "There is a problem" in page
    assert "The last day must be the same as or after the first day" in page
    assert "Signed in" not in page.split("</form>")[-1]


@pytest.mark.parametrize(
    "value", ["x" * 200, "' OR 1=1 --", "=1+1", "<script>x</script>", "\x00", "٣", "9" * 30]
)
def test_nothing_typed_into_the_search_breaks_it(auditor: Client, value: str) -> None:
    for name in ("person", "child_id", "action", "first_day", "last_day", "before", "after"):
        answer = auditor.get(reverse("audit"), {name: value})
        assert answer.status_code in {200, 400}
        assert "<script>x" not in answer.content.decode()


def test_an_event_shows_all_it_says_and_that_its_hash_fits(auditor: Client) -> None:
    event = log_made.write(1)[0]

    page = auditor.get(reverse("audit-event", args=[event.pk])).content.decode()

    for words in ("Noor Calloway", "Read a child’s record", "child C0", "09:30:00", event.hash):
        assert words in page
    assert "Fits what the event says" in page


def test_an_event_that_was_changed_shows_that_it_does_not_fit(auditor: Client) -> None:
    event = log_made.write(1)[0]
    log_made.change(event, actor="Ivo Marsh")

    page = auditor.get(reverse("audit-event", args=[event.pk])).content.decode()

    assert "Does not fit" in page


@pytest.mark.parametrize("pk", [999_999, 10**30])
def test_an_event_that_is_not_there_is_not_found(auditor: Client, pk: int) -> None:
    assert auditor.get(f"/audit/{pk}/").status_code == 404
    assert auditor.get(f"/audit/break-glass/{pk}/").status_code == 404


def test_no_childs_name_stands_on_an_auditors_page(auditor: Client) -> None:
    opening = break_glass(made.person(Role.SOCIAL_WORKER))
    event = tell("read_child", "C1")

    for path in (
        reverse("audit"),
        reverse("audit-event", args=[event.pk]),
        reverse("audit-export"),
        reverse("break-glass-openings"),
        reverse("break-glass-opening", args=[opening.pk]),
    ):
        page = auditor.get(path)
        assert page.status_code == 200
        assert "Canary" not in page.content.decode()


def test_every_opening_stands_in_the_list_until_somebody_looked_at_it(auditor: Client) -> None:
    noor = made.person(name="Noor Calloway")
    opening = break_glass(noor)
    assert "Break-glass openings (1 to look at)" in read(auditor)
    path = reverse("break-glass-opening", args=[opening.pk])
    assert "Police at the door, worker away" in auditor.get(path).content.decode()

    answer = auditor.post(path, follow=True).content.decode()

    opening.refresh_from_db()
    assert opening.looked_at == made.AT
    assert str(opening.looked_at_by) == "Wren Oduya"
    assert "You have marked the opening as looked at" in answer
    assert "I have looked at this opening" not in answer
    event = AuditEvent.objects.get(action=Action.LOOK_AT_BREAK_GLASS)
    assert (event.actor, event.subject_id) == ("Wren Oduya", "C1")
    assert event.detail == {"break_glass": opening.pk, "opened_by": noor.pk}


def test_the_second_auditor_is_told_that_somebody_looked_before(
    auditor: Client, sign_in: SignIn
) -> None:
    path = reverse("break-glass-opening", args=[break_glass(made.person()).pk])
    auditor.post(path)
    other = sign_in(made.person(OwnRole.AUDITOR, name="Sol Arden"))

    assert "before you" in other.post(path, follow=True).content.decode()
    assert BreakGlass.objects.get().looked_at_by == User.objects.get(name="Wren Oduya")
    assert AuditEvent.objects.filter(action=Action.LOOK_AT_BREAK_GLASS).count() == 1


def test_openings_to_look_at_stand_before_those_looked_at(auditor: Client) -> None:
    noor = made.person(name="Noor Calloway")
    seen = break_glass(noor, "C1", made.AT + timedelta(1))
    waiting = break_glass(noor, "C2")
    auditor.post(reverse("break-glass-opening", args=[seen.pk]))

    assert [o.pk for o in queries.openings(first=0, number=9)] == [waiting.pk, seen.pk]


def test_without_openings_the_list_says_so(auditor: Client) -> None:
    page = auditor.get(reverse("break-glass-openings")).content.decode()

    assert "Nobody has broken the glass" in page


def test_the_state_says_when_the_log_was_checked_and_what_was_found(auditor: Client) -> None:
    assert "Never" in auditor.get(reverse("audit-state")).content.decode()
    event = log_made.write(3)[1]

    assert "The log is whole" in auditor.post(reverse("audit-check"), follow=True).content.decode()
    log_made.change(event, actor="Ivo Marsh")
    page = auditor.post(reverse("audit-check"), follow=True).content.decode()

    assert f"Event {event.pk} does not say what it said" in page
    assert "Not whole" in page
    assert AuditEvent.objects.filter(action=Action.CHECK_LOG).last().actor == "Wren Oduya"
