"""LAN-9, WCF-1c: a visit that was not made, by when it is tried again, and after how many the manager."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.test import Client

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import EventKind
from doorstep.web.accounts.models import User
from doorstep.web.caseload.asked import NextAttempt, next_attempt
from doorstep.web.caseload.models import Answer, Child, Event, Obligation, Visit
from doorstep.web.caseload.queries import case_of
from doorstep.web.lists.my_day import my_day
from doorstep.web.visits.queries import report_of
from doorstep.web.visits.report import Happened

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
PHONE = "practice-standards-2022/phone_assessment"
POLICIES = Path(__file__).parents[2] / "policies"
AGAIN = date(2026, 11, 18)
NEW = "/children/C1/visits/new/"
SignIn = Callable[[User], Client]


@pytest.fixture
def noor(sign_in: SignIn) -> Client:
    return sign_in(visits.worker())


@pytest.fixture
def child() -> Child:
    made.adopt(STANDARDS)
    found: Child = made.store(made.case("C1"), names={"C1": "Amira Benn"})[0]
    return found


def text(response: Any) -> str:
    return unescape(response.content.decode())


def not_made(child: Child, came_of: str = "no_answer", **changed: Any) -> dict[str, Any]:
    """Return the form of a visit that was not made, as a browser sends it."""
    told = {"came_of": came_of, "why": "Curtains drawn", f"c{child.pk}-seen": ""}
    return visits.posted(child, **{"step": "save", **told, **changed})


def next_day(day: str) -> dict[str, str]:
    return {"next_attempt-day": day}


def events() -> list[tuple[str, date, date | None]]:
    rows = Event.objects.order_by("pk")
    return list(rows.values_list("kind", "event_date", "due_date"))


@pytest.mark.parametrize(
    ("came_of", "kind"),
    [
        ("no_answer", "no_access"),
        ("not_there", "no_access"),
        ("refused", "visit_refused"),
        ("cancelled", "visit_cancelled"),
    ],
)
def test_a_visit_not_made_is_recorded_with_what_happened_and_with_what_is_planned(
    child: Child, noor: Client, came_of: str, kind: str
) -> None:
    noor.post(NEW, not_made(child, came_of))

    was = date(2026, 11, 13)
    assert events() == [(kind, was, None), ("visit_planned", was, AGAIN)]
    assert Visit.objects.get().details == {"next_attempt": "2026-11-18"}
    planned = [e for e in case_of(child).events if e.kind == EventKind.VISIT_PLANNED]
    assert [e.due_date for e in planned] == [AGAIN]


@pytest.mark.parametrize("came_of", ["refused", "no_answer", "not_there"])
def test_by_when_it_is_tried_again_must_be_told(child: Child, noor: Client, came_of: str) -> None:
    blank = {f"next_attempt-{part}": "" for part in ("day", "month", "year")}

    page = text(noor.post(NEW, not_made(child, came_of, **blank)))

    assert "Enter by when the visit is tried again" in page
    assert not Visit.objects.exists()


def test_of_a_visit_that_was_cancelled_it_may_be_left_out(child: Child, noor: Client) -> None:
    blank = {f"next_attempt-{part}": "" for part in ("day", "month", "year")}

    noor.post(NEW, not_made(child, "cancelled", **blank))

    assert [kind for kind, _, _ in events()] == ["visit_cancelled"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (next_day("12"), "must be on or after 13 Nov 2026, the day of the visit"),
        ({"next_attempt-year": "2062"}, "must be on or before 17 Nov 2027"),
        (next_day("31"), "must be a real date"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    child: Child, noor: Client, changed: dict[str, str], said: str
) -> None:
    page = text(noor.post(NEW, not_made(child, **changed)))

    assert said in page
    assert not Visit.objects.exists()


def test_of_a_visit_that_was_made_no_attempt_is_kept(child: Child, noor: Client) -> None:
    noor.post(NEW, visits.posted(child, step="save"))

    assert not Event.objects.exists()
    assert Visit.objects.get().details == {}


def test_the_form_says_what_the_policy_asks_for_next(child: Child, noor: Client) -> None:
    owed = Obligation.objects.get(child=child, is_decision=False)

    page = text(noor.get(NEW))

    assert f"The policy asks for: {owed.title}: by 10 Nov 2026 (overdue by 6 days)." in page


def test_the_check_the_record_and_the_timeline_tell_it(child: Child, noor: Client) -> None:
    checked = text(noor.post(NEW, not_made(child, step="check")))
    saved = text(noor.post(NEW, not_made(child), follow=True))
    timeline = text(noor.get("/children/C1/timeline/"))

    for page in (checked, saved):
        assert "Next attempt by" in page
        assert "18 Nov 2026" in page
    assert "The tier is now" not in saved
    assert "Next attempt by 18 Nov 2026." in timeline
    assert "Planned for 18 Nov 2026." in timeline


def test_what_a_planned_visit_makes_owed_is_said_before_it_is_saved_and_owed_after(
    child: Child, noor: Client
) -> None:
    checked = text(noor.post(NEW, not_made(child, step="check")))
    noor.post(NEW, not_made(child))

    assert "risk assessment by telephone before a planned home visit" in checked
    assert "ask for no step of their own now that the visit was not made" in checked
    assert Obligation.objects.get(child=child, duty=PHONE).due_on == AGAIN


def test_corrected_the_next_attempt_is_another_and_withdrawn_it_is_gone(
    child: Child, noor: Client
) -> None:
    noor.post(NEW, not_made(child))
    row = Visit.objects.get()
    shown = text(noor.get(f"/children/C1/visits/{row.pk}/correct/"))
    form = not_made(child, client_id=str(uuid4()), reason="They rang", **next_day("20"))
    noor.post(f"/children/C1/visits/{row.pk}/correct/", form)

    assert 'value="18"' in shown
    after = Visit.objects.get(corrects=row)
    assert report_of(after).next_attempt == date(2026, 11, 20)
    assert Obligation.objects.get(child=child, duty=PHONE).due_on == date(2026, 11, 20)

    told = {"step": "withdraw", "withdraw_id": str(uuid4()), "withdraw_reason": "Another child"}
    noor.post(f"/children/C1/visits/{after.pk}/correct/", told)

    assert case_of(child).events == ()
    assert not Obligation.objects.filter(child=child, duty=PHONE).exists()
    assert again(child) is None


def test_made_after_all_what_was_planned_is_taken_back(child: Child, noor: Client) -> None:
    noor.post(NEW, not_made(child))
    row = Visit.objects.get()

    again = visits.posted(child, step="save", reason="It was made: I noted the wrong child")
    noor.post(f"/children/C1/visits/{row.pk}/correct/", again)

    assert case_of(child).events == ()
    assert Visit.objects.get(corrects=row).details == {}


def again(child: Child) -> NextAttempt | None:
    return next_attempt(Answer.objects.get(child=child).asked)


# --- on My day ----------------------------------------------------------------------------------------


def test_my_day_says_by_when_it_is_tried_again_until_a_visit_is_recorded(
    child: Child, noor: Client
) -> None:
    noor.post(NEW, not_made(child))
    assert "not made: next attempt by 18 Nov 2026" in text(noor.get("/"))
    assert again(child) == (date(2026, 11, 13), AGAIN)

    visits.record(child, visits.report(date(2026, 11, 14)))
    assert "next attempt by" not in text(noor.get("/"))


def test_of_two_visits_not_made_the_later_says_when(child: Child, noor: Client) -> None:
    noor.post(NEW, not_made(child))
    later = {"visit_date-day": "14", "client_id": str(uuid4())}
    noor.post(NEW, not_made(child, "refused", **later, **next_day("19")))

    assert again(child).by == date(2026, 11, 19)


def test_a_duty_whose_clock_a_later_visit_began_says_nothing_of_it(child: Child) -> None:
    """A visit may come with an extract: what it counts for is what the duty is counted from."""
    said = visits.report(seen=False, outcome="no_answer", reason_not_seen="no answer: out")
    planned = Happened(EventKind.VISIT_PLANNED, due_date=AGAIN)
    visits.record(child, replace(said, events=(planned,)))
    viewer = made.access(visits.worker())
    assert _again_by(viewer) == {AGAIN}

    Obligation.objects.update(counted_from=made.TODAY)
    assert _again_by(viewer) == {None}


def _again_by(viewer: Any) -> set[date | None]:
    parts = my_day(viewer).parts.values()
    return {m.again_by for owed in parts for m in owed if not m.line.is_decision}


# --- after the policy's number of attempts ------------------------------------------------------------


def test_three_attempts_of_either_kind_reach_the_manager(noor: Client, settings: Any) -> None:
    settings.PACKS = str(POLICIES)
    made.adopt(("three-attempts", made.TODAY - timedelta(90)))
    case = made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN, seen=(date(2026, 9, 30),))
    (child,) = made.store(case)

    for day, came_of in (("4", "no_answer"), ("9", "refused")):
        noor.post(NEW, not_made(child, came_of, **{"visit_date-day": day}))
        assert not Obligation.objects.filter(child=child, is_decision=True).exists()
    last = not_made(child, "not_there", client_id=str(uuid4()))
    checked = text(noor.post(NEW, last | {"step": "check"}))
    noor.post(NEW, last)

    assert "Three visits tried in vain in four weeks" in checked
    assert "ask for no step of their own" not in checked
    row = Obligation.objects.get(child=child, is_decision=True)
    assert (row.duty, row.due_on) == ("three-attempts/third_attempt", date(2026, 11, 16))
