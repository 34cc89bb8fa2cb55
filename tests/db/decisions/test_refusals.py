"""LAN-9, WCF-1c: a refused visit, what it makes owed, and the strategy discussion nobody gets round."""

from datetime import timedelta
from pathlib import Path

import decision_made as d
import pytest
import visit_made as v
import web_made as made
from child_made import text

from doorstep.vocabulary import EventKind, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import CaseNote, Event
from doorstep.web.caseload.services import refresh
from doorstep.web.decisions import queries
from doorstep.web.policies.queries import stack
from doorstep.web.visits.report import Happened
from doorstep.workflow import RefusedError

REFUSAL = "lancashire-2020/refused_visit"
OWED = "lancashire-2020/refused_visit_decision"
DISCUSSION = "lancashire-2020/strategy_discussion"
POLICIES = Path(__file__).parents[2] / "policies"
TOLD = {
    Needed.PEOPLE: "Police, health visitor and school",
    Needed.MEANS: "by telephone",
    Needed.OUTCOME: "The child must be seen today",
    Needed.ACTIONS: "Police and Noor visit at four; the school rings by noon",
}
CLOSING = {Needed.REASON: "Seen at school today", Needed.RISK_RATIONALE: "Well, with her teacher"}


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def worker(who):
    return who[Role.SOCIAL_WORKER]


@pytest.fixture
def manager(who):
    return who[Role.PRACTICE_MANAGER]


@pytest.fixture
def child(who):
    return d.child()


def refused(child, by, day=made.TODAY):
    said = v.report(day, seen=False, reason_not_seen="the visit was refused: Mum is afraid")
    event = Happened(EventKind.VISIT_REFUSED, "Mum is afraid")
    return v.record(child, type(said)(told=said.told, note=said.note, events=(event,)), by=by)


def owed(child):
    return {row.duty: row for row in child.obligations.all()}


@pytest.fixture
def with_manager(child, worker):
    """A refusal at high risk, written down and with the practice manager."""
    refused(child, worker)
    decision = d.opened(child, worker, REFUSAL)
    filled = d.answers(d.paper(REFUSAL), too_high="yes")
    return d.do(decision, "submit", worker, answers=filled)


@pytest.fixture
def discussion(with_manager, manager):
    return d.do(with_manager, "refer", manager, told={Needed.RISK_RATIONALE: "Unseen for weeks"})


# --- from the door to the manager ---------------------------------------------------------------------


def test_a_refused_visit_makes_the_decision_owed_and_counts_for_nothing(child, worker):
    before = owed(child)["lancashire-2020/cp_visit"].due_on
    refused(child, worker)

    now = owed(child)
    assert now[OWED].due_on == made.TODAY + timedelta(1)
    assert now["lancashire-2020/cp_visit"].due_on == before


def test_the_procedure_it_calls_for_may_be_begun_on_its_form(child, worker):
    refused(child, worker)
    adopted = stack()
    (rule,) = [p for p in queries.may_open(child, worker, adopted, on=worker.on) if p.id == REFUSAL]

    assert adopted.by_id[OWED].procedure == REFUSAL
    assert rule.forms == (REFUSAL,)


def test_whether_the_risk_is_too_high_is_said_before_the_manager_has_it(child, worker):
    refused(child, worker)
    decision = d.opened(child, worker, REFUSAL)
    filled = d.answers(d.paper(REFUSAL), too_high="")

    with pytest.raises(RefusedError, match="Is the risk too high not to see the child"):
        d.do(decision, "submit", worker, answers=filled)


def test_at_a_bearable_risk_the_manager_lets_the_ordinary_process_go_on(child, worker, manager):
    refused(child, worker)
    decision = d.opened(child, worker, REFUSAL)
    filled = d.answers(d.paper(REFUSAL), too_high="no", next_offer="A walk in the park on Friday")
    d.do(decision, "submit", worker, answers=filled)

    with pytest.raises(RefusedError, match="To decide, say: reason"):
        d.do(decision, "decide", manager)
    done = d.do(decision, "decide", manager, told={Needed.REASON: "Seen last week and well"})

    assert done.step == "ordinary_process"
    assert OWED not in owed(child)
    assert DISCUSSION not in owed(child)


def test_at_a_bearable_risk_the_next_offer_is_asked_for(child, worker):
    refused(child, worker)
    decision = d.opened(child, worker, REFUSAL)
    filled = d.answers(d.paper(REFUSAL), too_high="no", next_offer="")

    with pytest.raises(RefusedError, match="What is offered to the family next"):
        d.do(decision, "submit", worker, answers=filled)


# --- the strategy discussion nobody gets round --------------------------------------------------------


def test_high_risk_makes_the_discussion_owed_by_the_next_day(with_manager, child):
    now = owed(child)

    assert OWED not in now
    assert now[DISCUSSION].due_on == made.TODAY + timedelta(1)


def test_the_manager_cannot_let_it_go_on_as_usual(with_manager, manager):
    with pytest.raises(RefusedError, match="Nobody can decide.*refer, close, return"):
        d.do(with_manager, "decide", manager, told={Needed.REASON: "Let us wait"})


@pytest.mark.parametrize("left_out", [Needed.REASON, Needed.RISK_RATIONALE])
def test_no_discussion_only_with_the_managers_whole_reason(with_manager, manager, left_out):
    some = {needed: text for needed, text in CLOSING.items() if needed != left_out}

    with pytest.raises(RefusedError, match=f"say: {left_out.replace('_', ' ')}"):
        d.do(with_manager, "close", manager, told=some)


def test_the_worker_closes_nothing(with_manager, discussion, worker):
    with pytest.raises(RefusedError, match="not social worker"):
        d.do(discussion, "close", worker, told=CLOSING)
    with pytest.raises(RefusedError, match="not social worker"):
        d.do(discussion, "discuss", worker, told=TOLD)


def test_who_wrote_it_down_does_not_decide_on_it(child, worker):
    made.RoleHeld.objects.create(
        user_id=worker.user_id, role="practice_manager", team=made.team(), start_date=made.TODAY
    )
    me = made.access(User.objects.get(pk=worker.user_id))
    refused(child, me)
    decision = d.opened(child, me, REFUSAL)
    d.do(decision, "submit", me, answers=d.answers(d.paper(REFUSAL), too_high="yes"))

    for action, told in (("refer", CLOSING), ("close", CLOSING)):
        with pytest.raises(RefusedError, match="own work"):
            d.do(decision, action, me, told=told)


@pytest.mark.parametrize("left_out", list(TOLD))
def test_a_discussion_is_held_only_with_people_means_outcome_and_actions(discussion, who, left_out):
    some = {needed: text for needed, text in TOLD.items() if needed != left_out}

    with pytest.raises(RefusedError, match=f"To discuss, say: {left_out.replace('_', ' ')}"):
        d.do(discussion, "discuss", who[Role.TEAM_MANAGER], told=some)


def test_held_the_agencies_and_their_actions_are_on_record_and_nothing_more_is_owed(
    discussion, who, child
):
    done = d.do(discussion, "discuss", who[Role.TEAM_MANAGER], told=TOLD)

    assert done.step == "actions_agreed"
    assert DISCUSSION not in owed(child)
    minutes = CaseNote.objects.get(record="minutes")
    assert all(each in minutes.text for each in TOLD.values())
    assert Event.objects.filter(child=child, kind="strategy_discussion").count() == 1


def test_closed_without_one_the_managers_reason_is_on_record(discussion, manager, child):
    done = d.do(discussion, "close", manager, told=CLOSING)

    assert done.step == "closed_with_reason"
    note = CaseNote.objects.filter(record="case_management_decision").latest("pk")
    assert "Well, with her teacher" in note.text
    assert Event.objects.filter(child=child, kind="strategy_discussion_not_held").exists()
    assert DISCUSSION not in owed(child)


def test_until_then_it_stays_owed_and_gets_overdue(discussion, child):
    refresh([child.pk], at=made.AT + timedelta(3))

    row = owed(child)[DISCUSSION]
    assert (row.status, row.days_overdue) == ("overdue", 2)


def test_a_second_refusal_asks_for_a_second_decision(with_manager, discussion, who, child, worker):
    d.do(discussion, "discuss", who[Role.TEAM_MANAGER], told=TOLD)
    later = made.access(User.objects.get(pk=worker.user_id), at=made.AT + timedelta(2))
    v.record_visit(
        reports={child.child_id: _again(made.TODAY + timedelta(2))},
        client_id=v.uuid4(),
        by=later,
        at=later.at,
    )

    assert owed(child)[OWED].due_on == made.TODAY + timedelta(3)


def _again(day):
    said = v.report(day, seen=False)
    return type(said)(told=said.told, note=said.note, events=(Happened(EventKind.VISIT_REFUSED),))


# --- by page ------------------------------------------------------------------------------------------


def test_recorded_at_the_door_by_page_it_is_owed_on_the_childs_page(
    sign_in, child, worker, settings
):
    settings.CLOCK = made.AT.isoformat()
    her = sign_in(User.objects.get(pk=worker.user_id))
    sent = v.posted(
        child,
        step="save",
        came_of="refused",
        why="Mum is afraid of infection",
        **{f"c{child.pk}-seen": ""},
    )
    answer = her.post("/children/C1/visits/new/", sent, follow=True)
    page = text(her.get("/children/C1/"))

    assert answer.status_code == 200
    assert Event.objects.get(kind="visit_refused").words
    assert "Decision after a family declined a visit" in page


# --- after the policy's number of attempts ------------------------------------------------------------


@pytest.fixture
def three(settings):
    settings.PACKS = str(POLICIES)
    made.adopt(("three-attempts", made.TODAY - timedelta(90)))
    return {role: made.access(user) for role, user in d.people().items()}


def test_after_the_policys_number_of_attempts_it_goes_to_the_manager(three):
    kind = made.EpisodeKind.CHILD_IN_NEED_PLAN
    child = made.store(made.case("C1", kind=kind, seen=(made.TODAY - timedelta(40),)))[0]
    her, tom = three[Role.SOCIAL_WORKER], three[Role.TEAM_MANAGER]
    refused(child, her, made.TODAY - timedelta(9))
    refused(child, her, made.TODAY - timedelta(4))
    assert "three-attempts/third_attempt" not in owed(child)

    refused(child, her)
    assert owed(child)["three-attempts/third_attempt"].due_on == made.TODAY + timedelta(1)

    decision = d.opened(child, her, "three-attempts/manager_decides")
    d.do(decision, "submit", her, told={Needed.REASON: "Three times refused."})
    with pytest.raises(RefusedError, match="next step"):
        d.do(decision, "decide", tom)
    d.do(decision, "decide", tom, told={Needed.NEXT_STEP: "A joint visit on Wednesday."})
    assert owed(child) == {}
