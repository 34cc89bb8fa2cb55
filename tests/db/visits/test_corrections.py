"""A record is never changed: another takes its place, and two who correct at once both see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.core.exceptions import PermissionDenied
from django.test import Client

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import EventKind, Role, Tier
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Child, Event, Obligation, Visit
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.services import (
    CorrectedMeanwhileError,
    correct_visit,
    withdraw_visit,
)

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
SignIn = Callable[[User], Client]


@pytest.fixture
def child() -> Child:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"), names={"C1": "Amira Benn"})
    return child


def text(response: Any) -> str:
    return unescape(response.content.decode())


def due(child: Child) -> date | None:
    return Obligation.objects.get(child=child, is_decision=False).due_on


def corrected(row: Visit, said: VisitReport, *, by: Any = None) -> Visit:
    return correct_visit(
        visit=row, report=said, reason="the wrong day", client_id=uuid4(),
        by=by or made.access(visits.worker()), at=made.AT,
    )  # fmt: skip


def address(row: Visit) -> str:
    return f"/children/C1/visits/{row.pk}/correct/"


def test_a_correction_takes_the_place_and_the_first_version_stays(child: Child) -> None:
    row = visits.record(child, visits.report(date(2026, 11, 13)))
    assert due(child) == date(2026, 11, 27)

    after = corrected(row, visits.report(date(2026, 11, 12)))

    assert due(child) == date(2026, 11, 26)
    row.refresh_from_db()
    assert (row.visit_date, row.corrected_by) == (date(2026, 11, 13), after)
    assert AuditEvent.objects.get(action="correct_visit").detail == {
        "visit": after.pk,
        "corrects": row.pk,
    }


def test_a_withdrawn_record_counts_for_nothing(child: Child) -> None:
    row = visits.record(child, visits.report(date(2026, 11, 13)))

    withdraw_visit(
        visit=row, reason="another child", client_id=uuid4(),
        by=made.access(visits.worker()), at=made.AT,
    )  # fmt: skip

    assert due(child) == date(2026, 11, 10)
    assert Visit.objects.count() == 2


def test_withdrawing_a_call_takes_back_what_was_heard() -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN))
    row = visits.record(child, visits.call(EventKind.KIT_DISCLOSURE))
    assert Answer.objects.get().tier == Tier.HIGH_AND_IMMEDIATE

    withdraw_visit(
        visit=row, reason="another family", client_id=uuid4(),
        by=made.access(visits.worker()), at=made.AT,
    )  # fmt: skip

    assert Answer.objects.get().tier == Tier.VULNERABLE


def test_correcting_a_call_keeps_adds_and_takes_back_what_was_heard() -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN))
    row = visits.record(child, visits.call(EventKind.KIT_DISCLOSURE))

    both = corrected(row, visits.call(EventKind.KIT_DISCLOSURE, EventKind.KIT_DISTRESS))
    none = corrected(both, visits.call())

    assert Answer.objects.get().tier == Tier.VULNERABLE
    kinds = [(e.kind, e.withdrawn) for e in Event.objects.filter(visit=both).order_by("pk")]
    assert kinds == [("kit_disclosure", False), ("kit_distress", False)]
    assert {e.withdrawn for e in Event.objects.filter(visit=none)} == {True}


def test_of_two_who_correct_the_same_record_the_second_is_told(child: Child) -> None:
    row = visits.record(child, visits.report(date(2026, 11, 13)))
    first = corrected(row, visits.report(date(2026, 11, 12)))

    with pytest.raises(CorrectedMeanwhileError) as told:
        corrected(row, visits.report(date(2026, 11, 11)))

    assert told.value.latest == first
    assert due(child) == date(2026, 11, 26)


def test_the_second_keeps_their_text_and_sees_both_versions(child: Child, sign_in: SignIn) -> None:
    row = visits.record(child, visits.report(date(2026, 11, 13)))
    noor = sign_in(visits.worker())
    mine = visits.posted(child, step="save", reason="left out", purpose="To see his room")
    theirs = visits.report(date(2026, 11, 12))
    latest = corrected(row, replace(theirs, note=theirs.note._replace(purpose="To talk")))

    page = noor.post(address(row), mine)
    again = noor.post(address(latest), mine | {"client_id": str(uuid4())})

    assert page.status_code == 409
    for version in ("To see his room", "To talk"):
        assert version in text(page)
    assert f'action="{address(latest)}"' in text(page)
    assert again.status_code == 302
    assert Visit.objects.order_by("-pk").first().corrects_id == latest.pk  # type: ignore[union-attr]


def test_sending_a_correction_twice_makes_one(child: Child) -> None:
    row = visits.record(child)
    said, form = visits.report(date(2026, 11, 12)), uuid4()
    told = {
        "visit": row, "report": said, "reason": "the day", "client_id": form,
        "by": made.access(visits.worker()), "at": made.AT,
    }  # fmt: skip

    assert correct_visit(**told).pk == correct_visit(**told).pk
    assert Visit.objects.count() == 2


def test_the_form_shows_the_record_as_it_was_written(child: Child, sign_in: SignIn) -> None:
    noor = sign_in(visits.worker())
    sent = visits.posted(child, step="save", came_of="refused", why="Not today, said Mum")
    noor.post("/children/C1/visits/new/", sent)

    page = text(noor.get(address(Visit.objects.get())))

    assert "Not today, said Mum" in page
    assert 'value="refused" checked' in page
    assert 'value="4pm"' in page


def test_a_call_corrected_with_nothing_changed_says_the_same(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN))
    noor = sign_in(visits.worker())
    heard = {"a_heard": ["disclosure"], "a_heard_what": "said so", "a_concerned": "yes"}
    sent = visits.posted_call(step="save", **heard)
    noor.post("/children/C1/calls/new/", sent)
    row = Visit.objects.get()

    shown = text(noor.get(address(row)))
    noor.post(address(row), sent | {"client_id": str(uuid4()), "reason": "to see"})

    assert "said so" in shown
    after = Visit.objects.get(corrects=row)
    assert (after.details, after.present, after.next_step) == (
        row.details, row.present, row.next_step,
    )  # fmt: skip


def test_a_managers_correction_leaves_who_made_the_visit(child: Child, sign_in: SignIn) -> None:
    row = visits.record(child)
    manager = made.person(Role.TEAM_MANAGER, name="Ida Marsh", in_team=made.team())

    saved = sign_in(manager).post(
        address(row), visits.posted(child, step="save", reason="wrong day")
    )

    assert saved.status_code == 302
    after = Visit.objects.get(corrects=row)
    assert (after.recorded_by, after.worker_id, after.role) == (manager, "W1", "social_worker")


def test_a_colleague_may_read_and_not_correct(child: Child, sign_in: SignIn) -> None:
    row = visits.record(child)
    colleague = made.person(name="Tom Field", worker_id="W9", in_team=made.team())
    theirs = sign_in(colleague)

    assert theirs.get(f"/children/C1/visits/{row.pk}/").status_code == 200
    page = theirs.get(address(row))
    refused = theirs.post(address(row), visits.posted(child, step="save", reason="mine"))
    withdrawn = theirs.post(address(row), {"step": "withdraw", "withdraw_reason": "no"})

    assert "You cannot correct this record" in text(page)
    assert {page.status_code, refused.status_code, withdrawn.status_code} == {403}
    assert Visit.objects.count() == 1
    with pytest.raises(PermissionDenied):
        corrected(row, visits.report(), by=made.access(colleague))


def test_a_record_is_withdrawn_on_its_page_with_a_reason(child: Child, sign_in: SignIn) -> None:
    row = visits.record(child, visits.report(date(2026, 11, 13)))
    noor = sign_in(visits.worker())

    without = text(noor.post(address(row), {"step": "withdraw", "withdraw_reason": " "}))
    saved = noor.post(
        address(row), {"step": "withdraw", "withdraw_id": str(uuid4()), "withdraw_reason": "Noah’s"}
    )

    assert "Say why you withdraw the record" in without
    assert due(child) == date(2026, 11, 10)
    page = text(noor.get(saved.url))
    assert "was withdrawn and counts for nothing: Noah’s" in page
    old = text(noor.get(f"/children/C1/visits/{row.pk}/"))
    assert "This version no longer holds" in old
    assert noor.get(address(row)).url == f"/children/C1/visits/{row.pk}/"


def test_a_withdrawn_record_cannot_be_corrected_back_to_life(child: Child) -> None:
    row = visits.record(child)
    told = {"client_id": uuid4(), "by": made.access(visits.worker()), "at": made.AT}
    gone = withdraw_visit(visit=row, reason="never happened", **told)

    with pytest.raises(CorrectedMeanwhileError):
        corrected(gone, visits.report())

    assert due(child) == date(2026, 11, 10)


def test_a_form_saved_for_another_record_is_refused_as_a_correction(
    child: Child, sign_in: SignIn
) -> None:
    row, form = visits.record(child), uuid4()
    visits.record(child, visits.report(date(2026, 11, 2)), client_id=form)

    sent = visits.posted(child, step="save", reason="mixed up", client_id=str(form))
    page = sign_in(visits.worker()).post(address(row), sent)

    assert page.status_code == 409
    assert Visit.objects.count() == 2


def test_another_childs_visit_is_not_found_under_this_one(child: Child, sign_in: SignIn) -> None:
    (other,) = made.store(made.case("C2"))
    row = visits.record(other)

    page = sign_in(visits.worker()).get(f"/children/C1/visits/{row.pk}/")

    assert page.status_code == 404


class Filled(HTMLParser):
    """What a browser would send of the first form that says `step`, as it stands on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.area = ""
        self.select = ""
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "textarea":
            self.area = name
        if tag == "select":
            self.select = name
        if tag == "option" and "selected" in told:
            self._put(self.select, value)
        ticked = told.get("type") not in ("radio", "checkbox") or "checked" in told
        if tag == "input" and name and ticked:
            self._put(name, value)

    def handle_data(self, data: str) -> None:
        if self.area:
            self._put(self.area, data.removeprefix("\n"))
            self.area = ""

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area

    def _put(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def as_it_stands(page: Any) -> dict[str, list[str]]:
    form = Filled()
    form.feed(page.content.decode())
    return form.sent


SAME = (
    "visit_date", "visit_at", "visit_type", "method", "place", "seen", "seen_alone", "role",
    "bedroom_seen", "announced", "worker_id", "agency", "outcome", "reason_not_seen", "approved_by",
    "approved_at", "opening", "present", "purpose", "observations", "childs_words", "worries",
    "next_step", "details",
)  # fmt: skip


@pytest.mark.parametrize("method", ["in_person", "video"])
def test_a_visit_corrected_as_its_form_shows_it_says_the_same(
    child: Child, sign_in: SignIn, method: str
) -> None:
    noor, part = sign_in(visits.worker()), f"c{child.pk}"
    visits.approval(child, made.AT.replace(day=13), one_visit=True)
    everything = {
        "method": method, "method_words": "Teams call", "announced": "no", "purpose": "To see him",
        "next_step": "Next\nweek",
        f"{part}-seen_alone": "yes", f"{part}-bedroom_seen": "no",
        f"{part}-childs_words": "“I like <it>”", f"{part}-worries": "Cold & damp",
    }  # fmt: skip
    noor.post("/children/C1/visits/new/", visits.posted(child, step="save", **everything))
    row = Visit.objects.get()

    sent = as_it_stands(noor.get(address(row))) | {"step": "save", "reason": "nothing"}
    saved = noor.post(address(row), sent)

    assert saved.status_code == 302
    after = Visit.objects.get(corrects=row)
    assert bool(row.approved_by) == (method == "video")
    assert {n: getattr(after, n) for n in SAME} == {n: getattr(row, n) for n in SAME}


def test_a_contact_corrected_as_its_form_shows_it_says_the_same(
    child: Child, sign_in: SignIn
) -> None:
    noor = sign_in(visits.worker())
    sent = {
        **visits.posted_call(step="save"), "visit_type": "other_agency", "method": "in_person",
        "agency": "Riverside School", "seen": "yes", "observations": "In class, quiet.",
    }  # fmt: skip
    noor.post("/children/C1/contacts/new/", sent)
    row = Visit.objects.get()

    shown = as_it_stands(noor.get(address(row))) | {"step": "save", "reason": "nothing"}
    noor.post(address(row), shown)

    after = Visit.objects.get(corrects=row)
    assert {n: getattr(after, n) for n in SAME} == {n: getattr(row, n) for n in SAME}
