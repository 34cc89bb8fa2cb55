"""When visits are written down: of all that came in, how soon, and why later; nobody is ranked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.db.models import Q
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.lateness import Because
from doorstep.web.caseload.models import Child
from doorstep.web.lists.written_down import NO_REASON, first_day, timings, window_of, written_in
from doorstep.web.visits.report import Late
from doorstep.web.visits.services import correct_visit, withdraw_visit

SignIn = Callable[[User], Client]
SINCE = made.TODAY - timedelta(27)


@pytest.fixture
def child() -> Child:
    made.adopt()
    return made.store(made.case("C1"), names={"C1": "Amira Benn"})[0]


def text(response: Any) -> str:
    return unescape(response.content.decode())


def write(child: Child, days: int, late: Late | None = None, **more: Any) -> Any:
    """Record now, a Monday, a visit of so many days ago."""
    said = replace(visits.report(made.TODAY - timedelta(days)), late=late, **more)
    return visits.record(child, said)


def test_each_record_is_counted_once_out_of_all(child: Child) -> None:
    for days in (0, 0, 3, 6, 7):  # three days ago was a Friday: today is the next working day
        write(child, days)

    found = timings(written_in(Q(), since=SINCE))

    assert (found.records, found.same_day, found.next_working_day, found.later) == (5, 2, 1, 2)
    assert found.median == 3
    assert found.reasons == ((NO_REASON, 2),)


def test_reasons_are_counted_of_those_written_later(child: Child) -> None:
    for late in (Late(Because.NO_SIGNAL), Late(Because.NO_SIGNAL), Late(None, "Flood"), None):
        write(child, 7, late)
    write(child, 7, Late(Because.AWAY))

    assert timings(written_in(Q(), since=SINCE)).reasons == (
        ("There was no signal, or the phone did not work", 2),
        ("Ill or on leave", 1),
        ("In words of their own", 1),
        (NO_REASON, 1),
    )


def test_what_a_phone_saved_at_the_door_is_of_that_day(child: Child) -> None:
    at = datetime(2026, 11, 10, 16, tzinfo=made.AT.tzinfo)
    write(child, 6, told_at=at)

    (found,) = written_in(Q(), since=SINCE)

    assert (found.days, found.is_late, found.received_at) == (0, False, made.AT)


def test_a_correction_counts_with_its_day_and_its_first_writing(child: Child) -> None:
    row = write(child, 0)
    by, late = made.access(visits.worker()), Late(Because.EMERGENCY)
    said = replace(visits.report(made.TODAY - timedelta(7)), late=late)
    correct_visit(
        visit=row, report=said, reason="Day was wrong", client_id=uuid4(), by=by,
        at=made.AT + timedelta(5),
    )  # fmt: skip

    (found,) = written_in(Q(), since=SINCE)

    assert (found.days, found.because) == (7, "Something more urgent came first")


def test_what_was_withdrawn_or_came_in_before_the_window_is_left_out(child: Child) -> None:
    row = write(child, 7)
    by = made.access(visits.worker())
    withdraw_visit(visit=row, reason="Never was", client_id=uuid4(), by=by, at=made.AT)
    write(child, 1)

    assert len(written_in(Q(), since=SINCE)) == 1
    assert written_in(Q(), since=made.TODAY + timedelta(1)) == []


def test_the_window_is_one_of_those_offered() -> None:
    assert [window_of(asked) for asked in ("7", "91", "", "2", "x", "-7")] == [
        7,
        91,
        28,
        28,
        28,
        28,
    ]
    assert first_day(date(2026, 11, 28), 28) == date(2026, 11, 1)


def test_a_manager_sees_shares_reasons_and_each_late_record_and_no_ranking(
    sign_in: SignIn, child: Child
) -> None:
    row = write(child, 7, Late(Because.SYSTEM_DOWN))
    write(child, 0)
    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))

    page = text(manager.get("/written-down/"))

    assert "2 visits, calls and contacts recorded here came in" in page
    assert "1 of 2" in page
    assert "The system was down" in page
    assert f"/children/C1/visits/{row.pk}/" in page
    assert "Noor Calloway" not in page
    assert "/written-down/?list=team-" in text(manager.get(f"/teams/{made.team('East').pk}/"))


def test_a_manager_of_another_team_sees_nothing_of_it(sign_in: SignIn, child: Child) -> None:
    write(child, 7)
    other = made.team("West")
    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=other))

    assert "Nothing came in" in text(manager.get("/written-down/"))
    east = made.team("East").pk
    assert manager.get(f"/written-down/?list=team-{east}").status_code == 404


def test_ones_own_page_has_ones_own_records_only(sign_in: SignIn, child: Child) -> None:
    write(child, 7)
    noor, other = sign_in(visits.worker()), sign_in(made.person(in_team=made.team("East")))

    assert "1 visit, call or contact recorded here came in" in text(noor.get("/written-down/own/"))
    assert "Nothing came in" in text(other.get("/written-down/own/"))
    assert "/written-down/own/" in text(noor.get("/"))


def test_the_later_ones_go_out_as_a_file_to_those_who_may_export(
    sign_in: SignIn, child: Child
) -> None:
    write(child, 7, Late(None, "=1+1"))
    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))

    file = b"".join(manager.get("/written-down/?take=csv")).decode()

    assert "Amira Benn" in file
    assert "'=1+1" in file
    assert sign_in(visits.worker()).get("/written-down/own/?take=csv").status_code in (200, 403)


def test_the_number_of_queries_does_not_grow_with_the_records(
    sign_in: SignIn, child: Child, django_assert_max_num_queries: Any
) -> None:
    for days in range(12):
        write(child, days)
    lead = sign_in(made.person(OwnRole.PRACTICE_LEAD))

    with django_assert_max_num_queries(16):
        lead.get("/written-down/?list=authority")
