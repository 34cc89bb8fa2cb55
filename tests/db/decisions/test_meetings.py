"""Meetings: which, what the policies want told of them held, put off or not, and what is due then."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from django.db import transaction
from django.urls import reverse

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import EventKind, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import CaseNote, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.services import refresh
from doorstep.web.decisions.meetings import How, asked_by, meetings, rulings_on
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import stack
from doorstep.workdays import LONDON

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
WORCESTERSHIRE = ("worcestershire-2020", date(2020, 4, 6))
FREEZE = datetime(2020, 6, 15, 9, 30, tzinfo=LONDON)
WHERE = "/children/C1/meetings/new/"


def held(kind="core_group"):
    return f"{WHERE}?meeting={kind}&came=held"


def posted(on=made.TODAY, client_id=None, **more):
    return {
        "client_id": str(client_id or uuid4()), "on-day": on.day, "on-month": on.month,
        "on-year": on.year, "how": "video", **more,
    }  # fmt: skip


VIEWS = {
    "reason": "The mother cannot travel",
    "views_of_child": "Too young to ask",
    "views_of_family": "They prefer it",
}


@pytest.fixture
def noor(sign_in):
    user = made.person(worker_id="W1", name="Noor Calloway")
    user.roles.update(start_date=date(2020, 1, 1))
    return sign_in(user)


@pytest.fixture
def child():
    made.adopt(STANDARDS)
    return made.store(made.case("C1"))[0]


@pytest.fixture
def frozen(settings):
    """Return a child on a plan whose later review conference falls into the freeze."""
    settings.CLOCK = FREEZE.isoformat()
    made.adopt(WORCESTERSHIRE)
    case = made.case("C1", since=date(2019, 9, 2), seen=())
    (child,) = made.store(case)
    user = made.person(worker_id="W2", in_team=made.team())
    Event.objects.create(
        child=child, client_id=uuid4(), digest="0" * 64, kind="review_conference",
        event_date=date(2019, 11, 20), recorded_at=FREEZE, recorded_by=user,
    )  # fmt: skip
    with transaction.atomic():
        refresh([child.pk], at=FREEZE)
    return child


# --- which ------------------------------------------------------------------------------------------


def test_the_meetings_come_from_the_duties_and_rules_adopted():
    made.adopt(d.LANCASHIRE)
    assert meetings(stack()) == [EventKind.STRATEGY_DISCUSSION]
    AdoptedPack.objects.all().delete()
    made.adopt(WORCESTERSHIRE)
    assert set(meetings(stack())) == {
        EventKind.INITIAL_CONFERENCE,
        EventKind.REVIEW_CONFERENCE,
        EventKind.LOOKED_AFTER_REVIEW,
        EventKind.CORE_GROUP,
        EventKind.STRATEGY_DISCUSSION,
        EventKind.PEP_MEETING,
    }


def test_the_page_lists_them_those_owed_first(frozen, noor):
    told = noor.get(WHERE).content.decode()

    assert told.index("Core group") < told.index("Initial conference")
    assert "Suspended" in told
    assert "?meeting=review_conference&amp;came=put_off" in told


def test_where_no_policy_speaks_of_a_meeting_the_page_says_so(noor):
    made.adopt(("england-statutory", date(2011, 4, 1)))
    made.store(made.case("C1"))

    assert "No adopted policy speaks of a meeting" in noor.get(WHERE).content.decode()


@pytest.mark.parametrize(
    "asked", ["?meeting=nonsense&came=held", "?meeting=core_group&came=x", "?came=held"]
)
def test_an_address_that_names_none_leads_to_the_list(child, noor, asked):
    assert "Choose what came of one" in noor.get(f"{WHERE}{asked}").content.decode()


# --- how it is held (PS22-3) --------------------------------------------------------------------------


@pytest.mark.parametrize("how", list(How))
def test_the_reasons_and_both_views_are_asked_for_whatever_the_way(child, how):
    asked = asked_by(
        rulings_on(case_of(child), stack(), EventKind.CORE_GROUP, how, on=date(2026, 11, 2))
    )

    assert set(asked) == {"reason", "views_of_child", "views_of_family"}
    assert all("2.3" in clause for clause in asked.values())


def test_without_the_views_it_is_not_recorded_and_the_clause_is_named(child, noor):
    told = noor.post(held(), posted(reason="The mother cannot travel")).content.decode()

    assert "views of the child or young person" in told
    assert "2.3 asks for it" in told
    assert 'href="#id_views_of_family"' in told
    assert not Event.objects.exists()


def test_with_them_it_is_recorded_with_the_note_the_policy_prescribes(child, noor):
    answer = noor.post(held(), posted(at="9am", people="Her school", **VIEWS), follow=True)

    row = Event.objects.get()
    assert (row.kind, row.event_date) == ("core_group", made.TODAY)
    assert row.event_at == datetime(2026, 11, 16, 9, tzinfo=LONDON)
    assert "Held: by video call" in row.words
    assert "Views of the child or young person: Too young to ask" in row.words
    note = CaseNote.objects.get()
    assert (note.record, note.role, note.text) == ("case_note", "social_worker", row.words)
    assert "2.3" in note.clause
    told = answer.content.decode()
    assert "What is due now" in told
    assert "They prefer it" in told


def test_the_rules_of_the_day_it_was_held_are_asked_not_those_of_today(settings, noor):
    settings.CLOCK = "2020-11-03T09:30:00+00:00"
    made.adopt(STANDARDS)
    made.store(made.case("C1", since=date(2020, 9, 7), seen=()))

    before = noor.post(held(), posted(on=date(2020, 10, 31)))
    assert before.status_code == 302


def test_what_the_policy_speaks_against_is_recorded_with_the_reason_and_the_clause(settings, noor):
    settings.CLOCK = FREEZE.isoformat()
    made.adopt(WORCESTERSHIRE)
    care = EpisodeKind.PERIOD_OF_CARE
    case = made.case("C1", kind=care, since=date(2020, 2, 3), seen=())
    made.store(replace(case, born=date(2010, 5, 4)))
    sent = posted(on=FREEZE.date(), at="8am", how="in_person")

    assert "asks for it" in noor.post(held("pep_meeting"), sent).content.decode()
    noor.post(held("pep_meeting"), sent | {"reason": "The school insisted"})

    words = Event.objects.get(kind="pep_meeting").words
    assert "The policy speaks against it: Not in person in the summer term" in words
    assert "section 6d" in words


def test_it_meets_its_duty_and_the_next_is_due(frozen, noor):
    before = frozen.obligations.get(duty__endswith="/core_group").due_on
    told = {"at": "8am", "people": "All", "means": "Conference call"}
    noor.post(held(), posted(on=FREEZE.date(), **told, **VIEWS))

    after = frozen.obligations.get(duty__endswith="/core_group").due_on
    assert after == FREEZE.date() + timedelta(weeks=6)
    assert before < after


def test_sent_twice_it_is_recorded_once_and_otherwise_said_is_asked_about(child, noor):
    mine = uuid4()
    for _ in range(2):
        noor.post(held(), posted(client_id=mine, **VIEWS))
    assert (Event.objects.count(), CaseNote.objects.count()) == (1, 1)

    other = noor.post(held(), posted(client_id=mine, **VIEWS) | {"reason": "No room was free"})
    assert other.status_code == 409
    assert "No room was free" in other.content.decode()


def test_a_correction_takes_the_note_with_it(child, noor):
    noor.post(held(), posted(**VIEWS))
    row = Event.objects.get()
    sent = posted(words="Held by phone.", reason="It was a call", step="correct")
    noor.post(reverse("correct-event", args=["C1", row.pk]), sent)

    old, new = CaseNote.objects.order_by("pk")
    assert new.corrects == old
    assert new.text == "Held by phone."
    first_note = noor.get(reverse("meeting-note", args=["C1", old.pk])).content.decode()
    assert "no longer holds" in first_note
    last = Event.objects.latest("pk")
    told = {"step": "withdraw", "withdraw_id": str(uuid4()), "withdraw_reason": "Never held"}
    noor.post(reverse("correct-event", args=["C1", last.pk]), told)
    assert CaseNote.objects.latest("pk").withdrawn


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"how": ""}, "Select how it was held"),
        ({"on-day": "17"}, "must be on or before 16 Nov 2026"),
        ({"at": "11pm"}, "must not be later than now"),
        ({"due_date-day": "1", "due_date-month": "11", "due_date-year": "2026"}, "after this one"),
    ],
)
def test_what_is_wrong_is_said(child, noor, wrong, said):
    assert said in noor.post(held(), posted(**VIEWS) | wrong).content.decode()
    assert not Event.objects.exists()


# --- put off, not held (WCF-3a) -----------------------------------------------------------------------


def later(kind="review_conference", **more):
    until = {"until-day": "1", "until-month": "10", "until-year": "2020"}
    return {"client_id": str(uuid4()), "why": "Too few can take part", **until, **more}


def test_a_review_put_off_in_the_freeze_says_until_when_and_what_takes_its_place(frozen, noor):
    told = noor.get(f"{WHERE}?meeting=review_conference&came=put_off").content.decode()

    assert "The policy lets it wait: Suspended until 30 September 2020" in told
    assert "Core groups chaired by the team manager take the place of the conference" in told
    assert "section 3a, Child Protection Cases" in told


def test_putting_it_off_is_noted_and_meets_no_duty(frozen, noor):
    before = list(frozen.obligations.values_list("duty", "due_at", "status").order_by("duty"))
    events = Event.objects.count()
    sent = later(instead="core_group")
    answer = noor.post(f"{WHERE}?meeting=review_conference&came=put_off", sent, follow=True)

    note = CaseNote.objects.get()
    assert note.record == "minutes"
    assert "Review conference put off until 1 Oct 2020." in note.text
    assert "In its place: core group." in note.text
    assert "Suspended until 30 September 2020" in note.text
    assert "section 3a" in note.clause
    assert Event.objects.count() == events
    after = list(frozen.obligations.values_list("duty", "due_at", "status").order_by("duty"))
    assert after == before
    assert "What is due now" in answer.content.decode()
    assert AuditEvent.objects.filter(action="record_event").count() == 1


def test_where_no_policy_lets_it_wait_the_duty_stands(frozen, noor):
    told = noor.get(f"{WHERE}?meeting=core_group&came=put_off").content.decode()

    assert "No policy lets it be put off. The duty stands" in told
    assert told.index("Why?") < told.index("Until what day?")
    waits = noor.get(f"{WHERE}?meeting=review_conference&came=put_off").content.decode()
    assert waits.index("Until what day?") < waits.index("Why?")


def test_that_none_is_needed_is_a_decision_told_apart(frozen, noor):
    told = noor.get(f"{WHERE}?meeting=initial_conference&came=not_held").content.decode()

    assert "kind=conference_not_needed" in told
    assert "No adopted policy asks for this meeting for the child today" in told
    sent = {"client_id": str(uuid4()), "why": "The enquiry ended"}
    noor.post(f"{WHERE}?meeting=initial_conference&came=not_held", sent)
    assert "Initial conference not held." in CaseNote.objects.get().text


def test_a_note_sent_twice_is_written_once(frozen, noor):
    sent = later()
    for _ in range(2):
        noor.post(f"{WHERE}?meeting=review_conference&came=put_off", sent)
    assert CaseNote.objects.count() == 1

    other = noor.post(f"{WHERE}?meeting=review_conference&came=put_off", sent | {"why": "Snow"})
    assert other.status_code == 409


def test_it_says_why_and_until_when(frozen, noor):
    sent = {"client_id": str(uuid4()), "why": ""}
    told = noor.post(f"{WHERE}?meeting=review_conference&came=put_off", sent).content.decode()

    assert "Enter the day it is put off until" in told
    assert "Say why" in told


# --- who ---------------------------------------------------------------------------------------------


def test_a_child_out_of_reach_is_not_there(child, sign_in):
    stranger = sign_in(made.person(Role.SOCIAL_WORKER, worker_id="W9"))

    note = CaseNote.objects.create(
        child=child, client_id=uuid4(), digest="0", record="minutes", role="iro", title="x",
        text="x", happened_at=made.AT, recorded_at=made.AT, recorded_by=made.person(),
    )  # fmt: skip
    assert stranger.get(reverse("meeting-note", args=["C1", note.pk])).status_code == 404
    for address in (WHERE, held(), f"{WHERE}?meeting=core_group&came=put_off"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, posted(**VIEWS)).status_code == 404
    assert not Event.objects.exists()


def test_every_page_leaves_one_read(child, noor):
    for address in (WHERE, held(), f"{WHERE}?meeting=core_group&came=put_off"):
        before = AuditEvent.objects.filter(action__startswith="read_").count()
        assert noor.get(address).status_code == 200
        assert AuditEvent.objects.filter(action__startswith="read_").count() == before + 1
