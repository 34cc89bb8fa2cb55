"""The calendar feed, read by a client library: what is due, without a word about anybody."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from db.access.county import restrict
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.held_bodies import PlanBody, stored
from doorstep.web.caseload.models import Child, Circumstance, Obligation, What
from doorstep.web.caseload.services import refresh
from doorstep.web.notices.models import Feed
from doorstep.web.notices.services.feeds import MOST_READS
from doorstep.web.notices.services.reminders import set_reminder, settle

SignIn = Callable[[User], Client]


@pytest.fixture
def worker() -> User:
    made.adopt()
    made.store(made.case("C1"), names={"C1": "Max Harrow"})
    return made.person(worker_id="W1", name="Noor Calloway")


@pytest.fixture
def address(worker: User, sign_in: SignIn) -> str:
    return made_by(sign_in(worker))


def made_by(client: Client) -> str:
    page = client.post("/told/calendar/").content.decode()
    return page.partition("http://testserver")[2].partition("<")[0]


def events(address: str) -> dict[str, Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_client_reads_what_is_due_and_learns_nothing_of_anybody(address: str) -> None:
    found = list(events(address).values())

    assert found
    assert {str(e["summary"]).partition(" (")[0] for e in found} <= {
        "Visit due", "Visit overdue", "Call due", "Call overdue",
        "Meeting or decision due", "Meeting or decision overdue",
    }  # fmt: skip
    text = Client().get(address).content.decode()
    canaries = ("Max", "Harrow", "C1", "Noor", "W1", "Elm", "ZZ1", "East", "children/")
    assert not [word for word in canaries if word in text]
    assert "Visit overdue (child protection plan)" in {str(e["summary"]) for e in found}


def test_the_file_is_well_formed_line_by_line(address: str) -> None:
    body = Client().get(address).content

    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 75
    names = [line.split(b":")[0].split(b";")[0] for line in lines if line[:1] not in (b" ", b"")]
    opened: list[bytes] = []
    for line in lines:
        if line.startswith(b"BEGIN:"):
            opened.append(line[6:])
        elif line.startswith(b"END:"):
            assert opened.pop() == line[4:]
    assert opened == []
    each = names.count(b"UID")
    assert each
    assert {n: names.count(n) for n in (b"DTSTAMP", b"DTSTART", b"SUMMARY", b"SEQUENCE")} == {
        b"DTSTAMP": each, b"DTSTART": each, b"SUMMARY": each, b"SEQUENCE": each,
    }  # fmt: skip
    assert {b"VERSION", b"PRODID", b"METHOD"} <= set(names)


def test_a_day_is_a_whole_day_and_an_instant_has_its_time(address: str) -> None:
    owed = Obligation.objects.filter(due_on=date(2026, 12, 17))
    assert owed.update(due_at="2026-12-17T14:30:00+00:00") == 1

    found = events(address).values()

    days = [e for e in found if not isinstance(e["dtstart"].dt, datetime)]
    timed = [e for e in found if isinstance(e["dtstart"].dt, datetime)]
    assert days
    assert timed
    assert all(e["dtend"].dt - e["dtstart"].dt == timedelta(1) for e in days)
    assert [e["dtend"].dt for e in timed] == [datetime(2026, 12, 17, 14, 30, tzinfo=UTC)]


def test_a_thing_keeps_its_uid_from_day_to_day_and_goes_when_it_is_done(
    address: str, settings: LazySettings
) -> None:
    before = events(address)
    settings.CLOCK = "2026-11-18T09:30:00+00:00"
    later = events(address)
    assert set(later) == set(before)
    assert all(later[uid]["sequence"] > before[uid]["sequence"] for uid in before)

    settings.CLOCK = made.AT.isoformat()
    visits.record(Child.objects.get(), visits.report(made.TODAY))
    after = events(address)

    due = [u for u, e in before.items() if str(e["summary"]).startswith("Visit")]
    assert not set(due) & set(after), "the visit was made: its entry goes, the next has its own"


def test_when_the_day_moves_the_entry_moves_with_its_uid(address: str, worker: User) -> None:
    row = set_reminder(
        words="Ring Max’s school", due_on=made.TODAY, child=None, client_id=uuid4(),
        by=made.access(worker), at=made.AT,
    )  # fmt: skip
    (uid,) = [u for u, e in events(address).items() if str(e["summary"]) == "Reminder"]
    row.due_on = made.TODAY + timedelta(3)
    row.save()

    assert events(address)[uid]["dtstart"].dt == made.TODAY + timedelta(3)
    settle(pk=row.pk, by=made.access(worker), at=made.AT)
    assert uid not in events(address)


def test_a_review_of_a_plan_stands_on_its_day(address: str) -> None:
    body = PlanBody("child_protection_plan", "{}", agreed_by="iro", review_date="2026-12-07")
    Circumstance.objects.create(
        child=Child.objects.get(), client_id=uuid4(), digest="d", what=What.PLAN,
        start_date=made.TODAY, body=stored(body), recorded_at=made.AT, recorded_by=made.person(),
    )  # fmt: skip

    found = [e for e in events(address).values() if "Review" in e["summary"]]

    assert [e["dtstart"].dt for e in found] == [date(2026, 12, 7)]


def test_a_child_one_may_no_longer_see_is_not_in_it(address: str) -> None:
    restrict(Child.objects.get(), by=made.person(Role.HEAD_OF_SERVICE))

    assert events(address) == {}


def test_revoked_made_anew_closed_or_guessed_it_opens_nothing(
    address: str, worker: User, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    second = made_by(client)
    assert Client().get(address).status_code == 404
    assert Client().get(second).status_code == 200
    assert client.post("/told/calendar/revoke/").status_code == 302
    assert Client().get(second).status_code == 404
    third = made_by(client)
    worker.is_active = False
    worker.save()
    assert Client().get(third).status_code == 404
    assert Client().get("/calendar/guessed.ics").status_code == 404
    done = AuditEvent.objects.filter(action="make_feed").order_by("pk")
    assert [e.detail["do"] for e in done] == ["make", "make", "revoke", "make"]


def test_the_secret_is_not_kept_and_shown_once(address: str, worker: User, sign_in: SignIn) -> None:
    token = address.rpartition("/")[2].removesuffix(".ics")

    assert len(token) > 40
    assert token not in str(Feed.objects.values())
    assert token not in sign_in(worker).get("/told/").content.decode()
    assert token not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_calendar_that_asks_too_often_is_held_back_for_an_hour(
    address: str, settings: LazySettings
) -> None:
    Client().get(address)
    Feed.objects.update(reads=MOST_READS)

    held = Client().get(address)
    assert held.status_code == 429
    assert held["Retry-After"] == "3600"
    settings.CLOCK = (made.AT + timedelta(hours=1, minutes=1)).isoformat()
    assert Client().get(address).status_code == 200


def test_only_one_feed_of_a_person_is_open(worker: User, address: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.create(user=worker, token_hash="x", made_at=made.AT)


def test_reading_it_costs_few_queries(address: str, django_assert_max_num_queries: Any) -> None:
    made.store(*(made.case(f"D{number}") for number in range(10)))
    with transaction.atomic():
        refresh(Child.objects.values_list("pk", flat=True), at=made.AT)

    with django_assert_max_num_queries(16):
        Client().get(address)
