"""WCF-1, 1c, BUC-5: a manager decides on a tier; below what the criteria hold it is refused."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import visit_made as v
import web_made as made
from child_made import restricted
from django.http import Http404
from tier_made import CONCERN, HIGH, PRIORITY, VULNERABLE, decided, stored, tier_of

from doorstep.facts import Fact, FactKind
from doorstep.vocabulary import EventKind, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import CaseNote, Circumstance
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.services import refresh
from doorstep.web.decisions import tiers
from doorstep.web.decisions.meetings import Happening
from doorstep.web.decisions.models import Decision, Filled
from doorstep.web.decisions.raised import raised_for
from doorstep.web.decisions.services import SaidOtherwiseError
from doorstep.web.decisions.services.happenings import record_happening
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError

LATER = made.TODAY + timedelta(14)


@pytest.fixture
def who():
    made.adopt()
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def manager(who):
    return who[Role.TEAM_MANAGER]


@pytest.fixture
def worker(who):
    return who[Role.SOCIAL_WORKER]


@pytest.fixture
def child(who):
    return stored()


# --- decided by a manager -----------------------------------------------------------------------------


def test_a_manager_raises_a_tier_with_a_reason(child, manager):
    assert tier_of(child) == VULNERABLE
    decision = decided(child, manager, PRIORITY)

    assert tier_of(child) == PRIORITY
    assert decision.step == "decided"
    (row,) = case_of(child).tier_decisions
    assert (row.tier, row.decided_by, row.reason) == (
        PRIORITY,
        Role.TEAM_MANAGER,
        "The school rang twice.",
    )
    note = CaseNote.objects.get(record="management_oversight")
    assert "The school rang twice." in note.text
    assert "worcestershire-2020/priority_visit" in child.obligations.values_list("duty", flat=True)


def test_what_was_signed_is_filed(child, manager):
    decision = decided(child, manager, PRIORITY)

    (filled,) = Filled.objects.filter(decision=decision)
    assert filled.answers["asked_tier"] == "priority"
    (done,) = decision.done.all()
    assert done.signature
    assert done.filled == filled


def test_a_practice_manager_may_as_well_and_a_worker_may_not(child, who, worker):
    decided(child, who[Role.PRACTICE_MANAGER], HIGH)
    assert tier_of(child) == HIGH

    with pytest.raises(RefusedError, match="team manager or practice manager"):
        decided(child, worker, PRIORITY)


def test_a_manager_of_another_team_hears_of_no_such_child(child):
    other = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))

    with pytest.raises(Http404):
        decided(child, other, PRIORITY)


def test_it_holds_until_its_day(child, manager):
    decided(child, manager, PRIORITY, until=LATER)

    refresh([child.pk], at=made.AT + timedelta(13))
    assert tier_of(child) == PRIORITY
    refresh([child.pk], at=made.AT + timedelta(14))
    assert tier_of(child) == VULNERABLE


def test_a_day_that_has_come_is_refused(child, manager):
    with pytest.raises(RefusedError, match="must lie ahead"):
        decided(child, manager, PRIORITY, until=made.TODAY)
    assert not Decision.objects.exists()


def test_the_same_page_sent_twice_decides_once(child, manager):
    me = uuid4()
    first = decided(child, manager, PRIORITY, client_id=me)

    assert decided(child, manager, PRIORITY, client_id=me) == first
    for otherwise in ({"tier": HIGH}, {"tier": PRIORITY, "reason": "Another one."}):
        with pytest.raises(SaidOtherwiseError):
            decided(child, manager, client_id=me, **otherwise)
    assert len(case_of(child).tier_decisions) == 1


# --- never below what the criteria hold ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ((FactKind.EDGE_OF_CARE,), ["known to be on the edge of care (section 1b)"]),
        (
            (FactKind.SEXUAL_ABUSE_CONCERN,),
            ["allegations of concern about sexual abuse (section 1b)"],
        ),
        (
            (FactKind.EDGE_OF_CARE, FactKind.INCREASED_RISK),
            ["edge of care (section 1b)", "New or increased risk"],
        ),
    ],
)
def test_lowering_below_what_holds_is_refused_with_each_criterion_and_its_clause(
    manager, kinds, told
):
    child = stored("C2", *kinds)
    assert tier_of(child) == PRIORITY

    with pytest.raises(RefusedError, match="cannot be lowered") as error:
        decided(child, manager, VULNERABLE)
    assert all(each in str(error.value) for each in told)
    assert not Decision.objects.exists()
    assert not Circumstance.objects.exists()


def test_only_the_criteria_above_the_tier_asked_for_are_named(manager, worker):
    child = stored("C2", FactKind.EDGE_OF_CARE)
    v.record(child, v.call(EventKind.KIT_DISCLOSURE), by=worker)
    assert tier_of(child) == HIGH

    with pytest.raises(RefusedError) as error:
        decided(child, manager, PRIORITY)
    assert "disclosure of abuse or neglect (section 1a)" in str(error.value)
    assert "edge of care" not in str(error.value)


def test_a_raise_is_lowered_again_where_no_criterion_holds(child, manager, who):
    decided(child, manager, HIGH)
    decided(child, who[Role.PRACTICE_MANAGER], VULNERABLE, "Seen and well.")

    assert tier_of(child) == VULNERABLE
    assert [row.tier for row in case_of(child).tier_decisions] == [HIGH, VULNERABLE]


def test_after_a_disclosure_seen_and_decided_it_is_lowered(child, manager, worker):
    v.record(child, v.call(EventKind.KIT_DISCLOSURE, day=v.YESTERDAY), by=worker)
    with pytest.raises(RefusedError, match="section 1a"):
        decided(child, manager, VULNERABLE)

    v.record(child, v.report(made.TODAY, seen_alone=True), by=worker)
    assert tier_of(child) == HIGH
    decided(child, manager, VULNERABLE, "Seen alone and safe.")
    assert tier_of(child) == VULNERABLE


def test_a_workers_concern_goes_to_the_manager_who_raises_it(child, manager, worker):
    concern = d.opened(child, worker, CONCERN)
    filled = d.answers(d.paper("worcestershire-2020/tier_concern"), asked_tier="priority")
    d.do(concern, "submit", worker, told={Needed.REASON: "He hides."}, answers=filled)
    assert tier_of(child) == VULNERABLE

    told = {Needed.PEOPLE: "Both", Needed.REASON: "He hides.", Needed.NEXT_STEP: "A visit today."}
    d.do(concern, "approve", manager, told=told)
    assert tier_of(child) == PRIORITY


def test_what_would_be_refused_is_known_beforehand(manager):
    child = stored("C2", FactKind.EDGE_OF_CARE)
    found = tiers.choices(case_of(child), stack(), role=Role.TEAM_MANAGER, on=made.TODAY)

    assert [(c.tier, c.is_now, bool(c.against)) for c in found] == [
        (HIGH, False, False),
        (PRIORITY, True, False),
        (VULNERABLE, False, True),
    ]


# --- raised by what is recorded -----------------------------------------------------------------------


def test_a_call_that_meets_a_criterion_raises_the_tier_as_it_is_saved_and_the_manager_is_told(
    child, manager, worker
):
    assert raised_for(manager) == []
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)

    assert tier_of(child) == HIGH
    (row,) = raised_for(manager)
    assert row.child == child
    assert "Raised to high and immediate, 16 Nov 2026: Keep-in-touch call in which" in row.words
    assert row.href == "/children/C1/tier/"


def test_only_managers_of_the_childs_team_are_told(child, worker):
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)
    other = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))

    assert raised_for(worker) == []
    assert raised_for(other) == []


@pytest.mark.parametrize(("days", "told"), [(1, 1), (3, 1), (27, 1), (28, 0)])
def test_it_is_told_for_four_weeks_whatever_weekends_lie_between(
    child, manager, worker, days, told
):
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)
    user = User.objects.get(pk=manager.user_id)

    assert len(raised_for(made.access(user, at=made.AT + timedelta(days)))) == told


def test_it_is_told_until_a_manager_decides(child, manager, worker):
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)
    decided(child, manager, HIGH, "I know; a visit is made today.")

    assert raised_for(manager) == []


def test_what_raises_a_child_again_on_the_day_of_a_decision_is_told(child, manager, worker):
    decided(child, manager, PRIORITY)
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)

    assert [row.tier for row in raised_for(manager)] == [HIGH]


def test_a_raise_to_priority_by_what_is_recorded_here_is_told_too(child, manager, worker):
    for n in range(4):
        record_happening(
            child_id="C1",
            happening=Happening(kind=EventKind.MISSING, on=made.TODAY - timedelta(n)),
            client_id=uuid4(),
            by=worker,
            at=made.AT,
        )

    assert tier_of(child) == PRIORITY
    (row,) = raised_for(manager)
    assert row.words.startswith("Raised to priority, 16 Nov 2026: ")


def test_a_priority_that_came_with_the_extract_is_not_told(manager):
    case = made.case("C3")
    fact = Fact(FactKind.EDGE_OF_CARE, made.TODAY - timedelta(1))
    row = made.store(replace(case, facts=(fact,)))[0]

    assert tier_of(row) == PRIORITY
    assert raised_for(manager) == []


def test_a_hidden_child_is_not_told_of(child, manager, worker):
    v.record(child, v.call(EventKind.KIT_DISTRESS), by=worker)
    restricted(child, by=User.objects.get(pk=worker.user_id))

    assert raised_for(made.access(User.objects.get(pk=manager.user_id))) == []
