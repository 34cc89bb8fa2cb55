"""What happened: which events are asked about, what they set in motion, and how they are corrected."""

from datetime import date, timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from django.urls import reverse

from doorstep.vocabulary import EventKind, FactKind, Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions.happenings import asked_about, effect
from doorstep.web.decisions.meetings import Happening
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import stack

STATUTE = ("england-statutory", date(2011, 4, 1))
STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
WORCESTERSHIRE = ("worcestershire-2020", date(2026, 9, 1))
LEADERS = ("practice-leaders", date(2026, 9, 1))
BUCKINGHAMSHIRE = ("buckinghamshire-2020", date(2026, 9, 1))


def asked(*packs):
    AdoptedPack.objects.all().delete()
    made.adopt(*packs)
    return set(asked_about(stack(), on=made.TODAY))


def posted(kind="missing", step="save", on=made.TODAY, client_id=None, **more):
    return {
        "client_id": str(client_id or uuid4()), "kind": kind, "step": step, "on-day": on.day,
        "on-month": on.month, "on-year": on.year, "words": "Her mother rang.", **more,
    }  # fmt: skip


@pytest.fixture
def child():
    made.adopt(STATUTE, d.LANCASHIRE, WORCESTERSHIRE)
    return made.store(made.case("C1"))[0]


@pytest.fixture
def noor(sign_in):
    return sign_in(made.person(worker_id="W1", name="Noor Calloway"))


@pytest.fixture
def address(child):
    return reverse("record-event", args=["C1"])


def shown(noor, address):
    answer = noor.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- which ------------------------------------------------------------------------------------------


def test_the_events_come_from_what_the_adopted_policies_ask():
    assert EventKind.VISIT_ASKED_FOR in asked(STATUTE)
    lancashire = asked(d.LANCASHIRE)
    assert {
        EventKind.CONCERN_RAISED,
        EventKind.HOUSEHOLD_CHANGE,
        EventKind.PLACEMENT_MOVE_PROPOSED,
    } <= lancashire
    assert EventKind.MISSING not in lancashire
    assert EventKind.MISSING in asked(WORCESTERSHIRE)
    assert EventKind.STOPPED_ATTENDING_SCHOOL in asked(LEADERS)
    assert EventKind.CONCERN_RAISED not in asked(STATUTE)


@pytest.mark.parametrize(
    "packs",
    [(d.LANCASHIRE,), (WORCESTERSHIRE,), (STANDARDS,), (LEADERS,), (BUCKINGHAMSHIRE,)],
    ids=lambda packs: packs[0][0],
)
def test_what_procedures_forms_meetings_and_visits_record_is_not_told_here(packs):
    found = asked(*packs)
    now = stack()
    endings = {s.event for p in now.procedures.values() for s in p.steps.values()}

    assert not found & (endings - {None})
    assert not found & {
        EventKind.REVIEW_CONFERENCE,
        EventKind.VISIT_REFUSED,
        EventKind.RAG_RATED,
        EventKind.ARRANGEMENTS_SHARED,
        EventKind.RAISED_TO_HIGH,
        EventKind.KIT_DISCLOSURE,
    }


def test_a_policy_that_is_no_more_in_force_asks_for_nothing():
    AdoptedPack.objects.create(
        pack="lancashire-2020",
        start_date=date(2020, 3, 23),
        end_date=date(2021, 1, 1),
        decided_by="Director",
        recorded_at=made.AT,
    )
    made.adopt(STATUTE)

    assert EventKind.CONCERN_RAISED not in asked_about(stack(), on=made.TODAY)
    assert EventKind.CONCERN_RAISED in asked_about(stack(), on=date(2020, 5, 1))


# --- what it sets in motion --------------------------------------------------------------------------


def test_what_it_sets_in_motion_is_shown_before_anything_is_saved(child, noor, address):
    told = noor.post(address, posted("allegation_by_child", "check")).content.decode()

    assert "What it sets in motion" in told
    assert "Due because of it" in told
    assert "The tier changes" in told
    assert "High and immediate" in told
    assert not Event.objects.exists()


def test_the_same_engine_says_before_what_is_owed_after(child, noor, address):
    happening = Happening(kind=EventKind.ALLEGATION_BY_CHILD, on=made.TODAY)
    before = effect(case_of(child), happening, stack(), on=made.TODAY, at=made.AT)

    noor.post(address, posted("allegation_by_child"))

    due = {row["duty"]: row["due_at"] for row in before.changed}
    assert due
    stored = {o.duty: o.due_at for o in child.obligations.filter(duty__in=due)}
    assert stored == due
    child.answer.refresh_from_db()
    assert child.answer.tier == before.tier


def test_what_changes_nothing_says_so(child, noor, address):
    told = noor.post(address, posted("household_change", "check")).content.decode()

    assert "changes no duty of the child today" in told


def test_it_is_saved_with_its_words_its_author_and_an_event_of_the_log(child, noor, address):
    answer = noor.post(address, posted("missing", at="8.15am"), follow=True)

    row = Event.objects.get()
    assert (row.kind, row.words, row.recorded_by.name) == (
        "missing", "Her mother rang.", "Noor Calloway",
    )  # fmt: skip
    assert "It is recorded" in answer.content.decode()
    assert "What is due now" in answer.content.decode()
    assert AuditEvent.objects.filter(action="record_event", subject_id="C1").count() == 1
    assert "missing" not in {f.kind for f in case_of(child).facts} - {FactKind.RAG}
    assert [e.kind for e in case_of(child).events] == [EventKind.MISSING]


def test_sent_twice_it_is_saved_once_and_otherwise_said_is_asked_about(child, noor, address):
    mine = uuid4()
    noor.post(address, posted(client_id=mine))
    noor.post(address, posted(client_id=mine))
    assert Event.objects.count() == 1

    other = noor.post(address, posted(client_id=mine, words="Her father rang."))
    assert other.status_code == 409
    assert "Her mother rang." in other.content.decode()
    assert "Her father rang." in other.content.decode()
    assert noor.post(address, posted("household_change", client_id=mine)).status_code == 409
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": ""}, "Say what happened"),
        ({"kind": "review_conference"}, "Choose what it was from the list"),
        ({"kind": "no_such_thing"}, "Choose what it was from the list"),
        ({"on-day": "31", "on-month": "12"}, "must be on or before 16 Nov 2026"),
        ({"at": "11pm"}, "must not be later than now"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(child, noor, address, wrong, said):
    told = noor.post(address, posted() | wrong)

    assert said in told.content.decode()
    assert not Event.objects.exists()


def test_to_go_back_and_change_something_loses_nothing(child, noor, address):
    told = noor.post(address, posted(step="change")).content.decode()

    assert "Her mother rang." in told
    assert "There is a problem" not in told


def test_a_decision_is_recorded_by_a_manager_or_whom_the_duty_names(child, noor, address, sign_in):
    told = posted("conference_not_needed")
    assert "Choose what it was from the list" in noor.post(address, told).content.decode()
    assert "What a manager records" in shown(noor, address)

    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    assert manager.post(address, told).status_code == 302
    assert Event.objects.get().kind == "conference_not_needed"


def test_a_kind_in_the_address_is_chosen_already(noor, address):
    assert 'value="household_change" selected' in shown(noor, f"{address}?kind=household_change")


def test_where_nothing_is_asked_the_page_says_so(noor, sign_in):
    made.adopt(STANDARDS)
    made.store(made.case("C1"))

    told = shown(noor, reverse("record-event", args=["C1"]))
    if not asked_about(stack(), on=made.TODAY):
        assert "nothing to record here" in told


def test_a_child_out_of_reach_is_not_there(child, sign_in, address):
    stranger = sign_in(made.person(worker_id="W9"))

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, posted()).status_code == 404
    assert not Event.objects.exists()


def test_every_page_leaves_one_read(child, noor, address):
    noor.post(address, posted())
    row = Event.objects.get()
    for each in (
        address,
        reverse("event", args=["C1", row.pk]),
        reverse("correct-event", args=["C1", row.pk]),
    ):
        before = AuditEvent.objects.filter(action__startswith="read_").count()
        shown(noor, each)
        assert AuditEvent.objects.filter(action__startswith="read_").count() == before + 1


# --- corrections -------------------------------------------------------------------------------------


@pytest.fixture
def row(child, noor, address):
    noor.post(address, posted("allegation_by_child"))
    return Event.objects.get()


def correcting(row, **more):
    on = made.TODAY - timedelta(1)
    return (
        posted(on=on, step="correct", words="It was her father.", reason="I mixed them up") | more
    )


def test_a_correction_is_a_further_record_and_the_first_is_kept(child, noor, row):
    answer = noor.post(
        reverse("correct-event", args=["C1", row.pk]), correcting(row), follow=True
    ).content.decode()

    rows = list(Event.objects.order_by("pk"))
    assert [r.words for r in rows] == ["Her mother rang.", "It was her father."]
    assert rows[1].corrects == rows[0]
    (told,) = case_of(child).events
    assert told.event_date == made.TODAY - timedelta(1)
    assert "Every version" in answer
    assert "I mixed them up" in answer
    assert "See the one that does" in shown(noor, reverse("event", args=["C1", row.pk]))


def test_a_withdrawal_takes_back_what_it_set_in_motion(child, noor, row):
    child.answer.refresh_from_db()
    assert child.answer.tier == "high_and_immediate"

    told = {"step": "withdraw", "withdraw_id": str(uuid4()), "withdraw_reason": "The wrong child"}
    answer = noor.post(reverse("correct-event", args=["C1", row.pk]), told, follow=True)

    assert "withdrawn and counts for nothing" in answer.content.decode()
    assert not case_of(child).events
    child.answer.refresh_from_db()
    assert child.answer.tier != "high_and_immediate"


def test_of_two_who_correct_at_once_the_second_sees_both(noor, row):
    address = reverse("correct-event", args=["C1", row.pk])
    noor.post(address, correcting(row))
    late = noor.post(address, correcting(row, words="It was her aunt."))

    assert late.status_code == 409
    assert "It was her aunt." in late.content.decode()
    assert "It was her father." in late.content.decode()
    assert Event.objects.count() == 2


def test_the_same_correction_sent_twice_is_made_once(noor, row):
    told = correcting(row)
    for _ in range(2):
        noor.post(reverse("correct-event", args=["C1", row.pk]), told)

    assert Event.objects.count() == 2


def test_a_colleague_may_not_correct_it_and_a_manager_may(row, sign_in):
    made.person(Role.SOCIAL_WORKER, in_team=made.team(), name="Colleague")
    colleague = sign_in(User.objects.get(name="Colleague"))
    address = reverse("correct-event", args=["C1", row.pk])
    assert colleague.get(address).status_code == 403
    assert colleague.post(address, correcting(row)).status_code == 403

    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    assert manager.post(address, correcting(row)).status_code == 302


def test_what_a_form_recorded_is_not_corrected_here(child, noor):
    worker = made.access(User.objects.get(worker_id="W1"))
    d.rated(child, worker)
    rated = Event.objects.get(kind="rag_rated")

    assert noor.get(reverse("correct-event", args=["C1", rated.pk])).status_code == 403


def test_the_record_of_another_child_is_not_there(noor, row):
    made.store(made.case("C2"))

    assert noor.get(reverse("event", args=["C2", row.pk])).status_code == 404
    assert noor.post(reverse("correct-event", args=["C2", row.pk]), {}).status_code == 404
