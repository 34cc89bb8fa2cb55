"""Whether a plan may end: refused in a freeze with its clause and its last day, else what it needs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import web_made as made
from django.http import Http404
from django.urls import reverse

from doorstep.facts import EpisodeKind, Event, EventKind
from doorstep.vocabulary import Needed, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import CaseNote
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions.ending_plans import endings
from doorstep.web.decisions.services.ending_plans import Decided, end_plan
from doorstep.web.decisions.services.happenings import SaidOtherwiseError
from doorstep.web.policies.queries import stack
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError

CP, CIN = EpisodeKind.CHILD_PROTECTION_PLAN, EpisodeKind.CHILD_IN_NEED_PLAN
WORCESTERSHIRE = ("worcestershire-2020", date(2020, 4, 6))
LAST_DAY_OF_THE_FREEZE = datetime(2020, 9, 29, 12, tzinfo=LONDON)
MET = date(2020, 4, 14)
TOLD = {Needed.OUTCOME: "The family is safe", Needed.NEXT_STEP: "A plan as child in need"}


def child(kind=CP, since=date(2020, 1, 6), child_id="C1", met=()):
    case = made.case(child_id, kind=kind, since=since, seen=())
    events = tuple(Event(EventKind.REVIEW_CONFERENCE, on) for on in met)
    return made.store(replace(case, events=events))[0]


def of(role=Role.TEAM_MANAGER, at=LAST_DAY_OF_THE_FREEZE):
    user = made.person(role, in_team=made.team())
    user.roles.update(start_date=date(2020, 1, 1))
    return made.access(user, at=at)


def ended(by, kind=CP, told=None, client_id=None, why="Nothing is left to fear", met_on=None):
    return end_plan(
        child_id="C1",
        decided=Decided(kind=kind, why=why, told=TOLD if told is None else told, met_on=met_on),
        client_id=client_id or uuid4(),
        by=by,
        at=by.at,
    )


@pytest.fixture(autouse=True)
def _adopted():
    made.adopt(WORCESTERSHIRE)


# --- the freeze ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (date(2020, 4, 29), False),
        (date(2020, 4, 30), True),
        (date(2020, 9, 29), True),
        (date(2020, 9, 30), False),
    ],
)
def test_a_child_protection_plan_may_not_end_from_30_april_until_30_september(on, refused):
    (found,) = endings(case_of(child()), stack(), on=on)

    assert found.is_refused is refused
    assert "section 3a, Child Protection Cases" in found.clause


def test_in_the_freeze_nobody_records_the_end_and_the_refusal_names_its_clause():
    child()

    with pytest.raises(RefusedError, match="The plan stays.*section 3a, Child Protection Cases"):
        ended(of())
    assert not CaseNote.objects.exists()


@pytest.mark.parametrize(("on", "refused"), [(date(2020, 8, 31), True), (date(2020, 9, 1), False)])
def test_a_child_in_need_plan_stays_until_september(on, refused):
    (found,) = endings(case_of(child(CIN)), stack(), on=on)

    assert found.is_refused is refused


def test_from_september_a_child_in_need_plan_ends_by_its_procedure_only():
    child(CIN)

    with pytest.raises(RefusedError, match="go through: "):
        ended(of(at=datetime(2020, 9, 10, 9, tzinfo=LONDON)), CIN)
    assert not CaseNote.objects.exists()


# --- outside it ---------------------------------------------------------------------------------------


def test_a_manager_does_not_end_alone_what_the_rule_leaves_to_the_conference():
    child(met=(date(2019, 12, 2),))  # before the plan began
    by = of(at=datetime(2020, 4, 20, 9, tzinfo=LONDON))

    with pytest.raises(RefusedError, match="decided by conference chair .*section 3a.* on record"):
        ended(by, met_on=date(2019, 12, 2))
    assert not CaseNote.objects.exists()


def test_a_manager_says_which_conference_on_record_decided_it():
    child(met=(MET,))
    by = of(at=datetime(2020, 4, 20, 9, tzinfo=LONDON))

    for day in (None, date(2020, 4, 15)):
        with pytest.raises(RefusedError, match="Say which review conference on record"):
            ended(by, met_on=day)
    assert (
        "Decided by the review conference of 14 Apr 2020, written by" in ended(by, met_on=MET).text
    )


def test_outside_the_freeze_the_decision_is_written_with_what_the_rule_wants_told():
    row_child = child(met=(MET,))
    by = of(at=datetime(2020, 4, 20, 9, tzinfo=LONDON))

    with pytest.raises(RefusedError, match="say also: outcome, next step"):
        ended(by, told={})
    row = ended(by, met_on=MET)

    assert row.child == row_child
    assert (row.record, row.role) == ("case_management_decision", "team_manager")
    assert "the child protection plan of 6 Jan 2020 ends" in row.text
    assert "Outcome: The family is safe" in row.text
    assert "ended in the case management system" in row.text
    assert "section 3a" in row.clause
    assert AuditEvent.objects.filter(action="record_event", subject_id="C1").count() == 1


@pytest.mark.parametrize(
    ("role", "may"), [(Role.CONFERENCE_CHAIR, True), (Role.SOCIAL_WORKER, False)]
)
def test_a_manager_or_whom_the_rule_names_decides_and_no_worker(role, may):
    child()
    by = of(role, at=datetime(2020, 10, 5, 9, tzinfo=LONDON))

    if may:
        assert ended(by).role == role
    else:
        with pytest.raises(RefusedError, match="Only a manager .* or conference chair"):
            ended(by)


def test_where_no_rule_speaks_of_it_a_manager_may():
    child()

    row = ended(of(at=datetime(2020, 4, 1, 9, tzinfo=LONDON)), told={})

    assert row.clause == ""


def test_no_reason_no_end_and_no_plan_no_end():
    child(met=(MET,))
    by = of(at=datetime(2020, 4, 20, 9, tzinfo=LONDON))

    with pytest.raises(RefusedError, match="Say why"):
        ended(by, why=" ")
    with pytest.raises(RefusedError, match="No child in need plan is open"):
        ended(by, CIN)


def test_sent_twice_it_is_written_once():
    child(met=(MET,))
    by, mine = of(at=datetime(2020, 4, 20, 9, tzinfo=LONDON)), uuid4()
    ended(by, client_id=mine, met_on=MET)
    ended(by, client_id=mine, met_on=MET)

    assert CaseNote.objects.count() == 1
    with pytest.raises(SaidOtherwiseError):
        ended(by, client_id=mine, why="Something else")


def test_for_a_child_out_of_reach_nothing_is_written():
    child()
    stranger = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))

    with pytest.raises(Http404):
        ended(stranger)


# --- the page -----------------------------------------------------------------------------------------


@pytest.fixture
def on_a_day_of_the_freeze(settings):
    settings.CLOCK = LAST_DAY_OF_THE_FREEZE.isoformat()


@pytest.fixture
def manager(sign_in):
    user = made.person(Role.TEAM_MANAGER, in_team=made.team(), name="Mona Reyes")
    user.roles.update(start_date=date(2020, 1, 1))
    return user


ADDRESS = "/children/C1/end-plan/"


def test_the_page_says_no_with_the_clause_and_until_when(on_a_day_of_the_freeze, manager, sign_in):
    child()
    told = sign_in(manager).get(ADDRESS).content.decode()

    assert "Not allowed" in told
    assert "Until 30 September 2020" in told
    assert "section 3a, Child Protection Cases" in told
    assert "Record the decision" not in told


def test_a_form_sent_all_the_same_is_refused_by_the_server(
    on_a_day_of_the_freeze, manager, sign_in
):
    child()
    sent = {
        "plan": str(CP),
        "client_id": str(uuid4()),
        "why": "x",
        "outcome": "y",
        "next_step": "z",
    }
    answer = sign_in(manager).post(ADDRESS, sent)

    assert "The decision was not recorded" in answer.content.decode()
    assert "The plan stays" in answer.content.decode()
    assert not CaseNote.objects.exists()


def test_where_a_procedure_ends_it_the_page_leads_there(settings, manager, sign_in):
    settings.CLOCK = "2020-09-10T09:00:00+01:00"
    child(CIN)
    told = sign_in(manager).get(ADDRESS).content.decode()

    assert f"{reverse('open-decision', args=['C1'])}?procedure=" in told
    assert "cin_closing" in told
    assert "Record the decision" not in told


def test_the_decision_is_written_from_the_page_and_shown(settings, manager, sign_in):
    settings.CLOCK = "2020-10-05T09:00:00+01:00"
    child(met=(date(2020, 10, 2),))
    browser = sign_in(manager)
    sent = {"plan": str(CP), "client_id": str(uuid4()), "why": "All is well", "outcome": ""}
    asked = browser.post(ADDRESS, sent).content.decode()
    assert "Enter the outcome" in asked
    assert "Select the review conference that decided it" in asked

    told = {"outcome": "Safe", "met_on": "2020-10-02"}
    done = browser.post(ADDRESS, sent | told, follow=True).content.decode()

    assert "Case management decision" in done
    assert "Mona Reyes" in done
    assert CaseNote.objects.count() == 1


def test_without_a_plan_the_page_says_so(manager, sign_in):
    child(EpisodeKind.PERIOD_OF_CARE, since=made.TODAY - timedelta(9))

    assert "No plan is open" in sign_in(manager).get(ADDRESS).content.decode()


def test_the_page_leaves_one_read(manager, sign_in):
    child(since=made.TODAY - timedelta(9))
    browser = sign_in(manager)
    before = AuditEvent.objects.filter(action__startswith="read_").count()

    assert browser.get(ADDRESS).status_code == 200
    assert AuditEvent.objects.filter(action__startswith="read_").count() == before + 1
