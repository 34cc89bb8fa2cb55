"""Recorded late: both times are kept, why is asked and never demanded, and stands where it is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.http import QueryDict
from django.test import Client

from doorstep.vocabulary import VisitType
from doorstep.web.accounts.models import User
from doorstep.web.caseload.lateness import Because, in_time_from, in_time_until, is_late
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.reading import rows_of
from doorstep.web.caseload.records import from_visits
from doorstep.web.policies.queries import stack
from doorstep.web.visits.queries import report_of
from doorstep.web.visits.report import Late
from doorstep.web.visits.services import record_visit
from doorstep.web.visits.sheets import Setting, sheet_of
from doorstep.workdays import LONDON

SignIn = Callable[[User], Client]
QUESTION = "Why was it recorded later?"
TUESDAY = {"visit_date-day": "10"}  # the test's day is Monday 16 November 2026


@pytest.fixture
def noor(sign_in: SignIn) -> Client:
    return sign_in(visits.worker())


@pytest.fixture
def child() -> Child:
    made.adopt()
    return made.store(made.case("C1"), names={"C1": "Amira Benn"})[0]


def text(response: Any) -> str:
    return unescape(response.content.decode())


def save(noor: Client, child: Child, **typed: Any) -> Visit:
    answer = noor.post(
        f"/children/{child.child_id}/visits/new/", visits.posted(child, step="save", **typed)
    )
    assert answer.status_code == 302, text(answer)
    return Visit.objects.latest("pk")


@pytest.mark.parametrize(
    ("happened", "last"),
    [
        (date(2026, 11, 10), date(2026, 11, 11)),
        (date(2026, 11, 13), date(2026, 11, 16)),  # a Friday
        (date(2026, 11, 14), date(2026, 11, 16)),  # a Saturday
        (date(2026, 12, 24), date(2026, 12, 29)),  # bank holidays: Friday, and Monday in lieu
    ],
)
def test_the_end_of_the_next_working_day_is_still_in_time(happened: date, last: date) -> None:
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=LONDON)

    assert in_time_until(happened) == last
    assert not is_late(happened, end)
    assert is_late(happened, end + timedelta(minutes=1))


def test_what_is_in_time_on_a_day_begins_with_one_day_and_not_before() -> None:
    for number in range(400):
        written = date(2026, 1, 1) + timedelta(number)
        first = in_time_from(written)

        assert in_time_until(first) >= written
        assert in_time_until(first - timedelta(1)) < written


def test_in_time_nobody_is_asked_why(noor: Client, child: Child) -> None:
    assert QUESTION not in text(noor.get("/children/C1/visits/new/"))
    assert QUESTION not in text(noor.post("/children/C1/visits/new/", visits.posted(child)))


def test_late_the_check_asks_why_and_saves_without_an_answer(noor: Client, child: Child) -> None:
    page = text(noor.post("/children/C1/visits/new/", visits.posted(child, **TUESDAY)))

    assert QUESTION in page
    assert "You do not have to say" in page
    row = save(noor, child, **TUESDAY)
    assert "late" not in row.details


def test_the_reason_stands_on_the_record_and_in_the_timeline(noor: Client, child: Child) -> None:
    row = save(noor, child, late_reason="no_signal", late_words="In the hills all day", **TUESDAY)

    said = "There was no signal, or the phone did not work: In the hills all day"
    assert row.details["late"] == {"reason": "no_signal", "words": "In the hills all day"}
    page = text(noor.get(f"/children/C1/visits/{row.pk}/"))
    assert "Why it was recorded later" in page
    assert said in page
    (entry,) = from_visits(rows_of(child).visits, str)
    assert f"Recorded later because: {said}." in entry.written
    assert "6 days later" in entry.written


def test_a_reason_given_in_time_is_not_kept(noor: Client, child: Child) -> None:
    assert "late" not in save(noor, child, late_reason="away").details


def test_changing_something_keeps_the_answer(noor: Client, child: Child) -> None:
    typed = visits.posted(child, step="change", late_reason="emergency", **TUESDAY)

    page = text(noor.post("/children/C1/visits/new/", typed))

    assert QUESTION in page
    assert 'value="emergency" checked' in page


def test_too_many_words_are_refused_where_they_were_asked_for(noor: Client, child: Child) -> None:
    typed = visits.posted(child, step="save", late_words="w" * 301, **TUESDAY)

    page = text(noor.post("/children/C1/visits/new/", typed))

    assert "What you add must be 300 characters or fewer" in page
    assert not Visit.objects.exists()


def test_the_reason_can_be_corrected_and_the_record_stays_late(noor: Client, child: Child) -> None:
    first = save(noor, child, late_reason="away", **TUESDAY)
    page = text(noor.get(f"/children/C1/visits/{first.pk}/correct/"))
    assert 'value="away" checked' in page

    typed = visits.posted(child, step="save", late_reason="told_later", reason="It was that")
    noor.post(f"/children/C1/visits/{first.pk}/correct/", typed | TUESDAY)

    assert Visit.objects.get(corrects=first).details["late"]["reason"] == "told_later"


def test_a_correction_made_later_is_not_itself_late(noor: Client, child: Child) -> None:
    (row,) = record_visit(
        reports={"C1": visits.report(date(2026, 11, 10))},
        client_id=uuid4(),
        by=made.access(visits.worker()),
        at=datetime(2026, 11, 10, 17, tzinfo=LONDON),
    )

    assert QUESTION not in text(noor.get(f"/children/C1/visits/{row.pk}/correct/"))


def test_what_a_phone_saved_in_time_and_sent_late_is_not_late(child: Child) -> None:
    by, told_at = made.access(visits.worker()), datetime(2026, 11, 10, 17, 5, tzinfo=LONDON)
    data = QueryDict(mutable=True)
    for name, value in visits.posted(child, late_reason="away", **TUESDAY).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    setting = Setting(child=child, by=by, at=made.AT, stack=stack(), told_at=told_at)

    sheet = sheet_of(VisitType.VISIT, setting, data)

    assert sheet.is_valid(), sheet.common.errors
    said = sheet.reports()["C1"]
    assert said.late is None
    row = visits.record(child, said)
    assert row.details["told_at"] == told_at.isoformat()
    assert report_of(row).told_at == told_at
    (entry,) = from_visits(rows_of(child).visits, str)
    assert entry.written.startswith("Written 10 Nov 2026 at 5.05pm by Noor Calloway.")
    assert "Received from a phone 16 Nov 2026 at 9.30am." in entry.written


def test_the_page_shows_when_it_was_written_on_the_phone_and_when_it_came_in(
    noor: Client, child: Child
) -> None:
    told_at = datetime(2026, 11, 14, 17, 5, tzinfo=LONDON)
    row = visits.record(child, replace(visits.report(), told_at=told_at))

    page = text(noor.get(f"/children/C1/visits/{row.pk}/"))

    assert "Written on a phone" in page
    assert "14 Nov 2026 at 5.05pm by Noor Calloway" in page
    assert "Received" in page


def test_sent_again_with_another_clock_it_is_the_same_record() -> None:
    said = visits.report()
    later = replace(said, told_at=made.AT)

    assert said.digest() == later.digest()
    assert said.digest() != replace(said, late=Late(Because.AWAY)).digest()


def test_words_alone_are_a_reason_too(noor: Client, child: Child) -> None:
    row = save(noor, child, late_words="The road was flooded", **TUESDAY)

    assert "The road was flooded" in text(noor.get(f"/children/C1/visits/{row.pk}/"))
