"""LAN-2 and LAN-3 by the services: written, signed by two, disputed on every rung, and refused."""

from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made

from doorstep.vocabulary import Action, Method, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import CaseNote, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions.models import Done
from doorstep.web.decisions.services import AlreadyOpenError, MovedOnError
from doorstep.workflow import Arrangement, RefusedError

pytestmark = pytest.mark.django_db
FORM = "lancashire-2020/visiting_plan_cp"


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def child(who):
    return d.child()


@pytest.fixture
def with_manager(who, child):
    d.rated(child, who[Role.SOCIAL_WORKER])
    decision = d.opened(child, who[Role.SOCIAL_WORKER], form=FORM)
    filled = d.answers(d.paper(FORM))
    return d.do(decision, "submit", who[Role.SOCIAL_WORKER], answers=filled)


@pytest.fixture
def with_iro(with_manager, who):
    return d.do(with_manager, "sign_off", who[Role.PRACTICE_MANAGER])


def test_on_agreement_two_separate_notes_are_on_the_record_and_the_plan_holds(with_iro, who, child):
    agreed = d.do(with_iro, "agree", who[Role.IRO])

    assert agreed.step == "agreed"
    assert agreed.ended_at == made.AT
    notes = CaseNote.objects.filter(child=child, record="case_note").order_by("pk")
    assert [n.role for n in notes] == ["social_worker", "iro"]
    assert "About why_involved." in notes[0].text
    assert "About why_involved." not in notes[1].text
    (plan,) = case_of(child).plans
    assert plan.every == "2 weeks"
    assert plan.methods == (Method.IN_PERSON, Method.PHONE)
    assert plan.agreed_by == Role.IRO
    assert plan.review_date == made.TODAY + timedelta(21)
    assert plan.applies_to == "lancashire-2020/cp_visit"


def test_the_review_the_plan_names_becomes_a_duty(with_iro, who, child):
    d.do(with_iro, "agree", who[Role.IRO])

    (row,) = child.obligations.filter(duty="lancashire-2020/cp_risk_assessment")
    assert row.due_on == made.TODAY + timedelta(21)


def test_a_sooner_day_of_review_is_the_day_due(who, child):
    worker = who[Role.SOCIAL_WORKER]
    d.rated(child, worker)
    soon = (made.TODAY + timedelta(9)).isoformat()
    decision = d.opened(child, worker, form=FORM)
    d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM), review=soon))
    d.do(decision, "sign_off", who[Role.PRACTICE_MANAGER])
    d.do(decision, "agree", who[Role.IRO])

    (row,) = child.obligations.filter(duty="lancashire-2020/cp_risk_assessment")
    assert row.due_on == made.TODAY + timedelta(9)


def test_nobody_signs_their_own(who, child):
    both = User.objects.get(worker_id="W1")
    made.RoleHeld.objects.create(
        user=both, role="practice_manager", team=made.team(), start_date=made.TODAY
    )
    me = made.access(both)
    d.rated(child, me)
    decision = d.opened(child, me, form=FORM)
    d.do(decision, "submit", me, answers=d.answers(d.paper(FORM)))

    with pytest.raises(RefusedError, match="own work"):
        d.do(decision, "sign_off", me)


def test_the_wrong_role_is_refused(with_manager, who):
    with pytest.raises(RefusedError, match="Only practice manager may sign off"):
        d.do(with_manager, "sign_off", who[Role.IRO])


def test_a_rung_is_never_skipped(with_iro, who):
    d.do(with_iro, "disagree", who[Role.IRO], told={Needed.REASON: "the risk is too high"})

    with pytest.raises(RefusedError, match="Nobody can decide"):
        d.do(with_iro, "decide", who[Role.HEAD_OF_SERVICE], told=d.RUNG)


def test_nothing_is_edited_after_it_was_submitted(with_manager, who):
    with pytest.raises(RefusedError, match="not changed any more"):
        d.do(
            with_manager,
            "sign_off",
            who[Role.PRACTICE_MANAGER],
            answers={"why_involved": "otherwise"},
        )


def test_up_all_four_rungs_and_back_to_agreement(with_iro, who):
    d.do(with_iro, "disagree", who[Role.IRO], told={Needed.REASON: "the risk is too high"})
    with_iro.refresh_from_db()
    assert with_iro.in_dispute
    d.do(with_iro, "escalate", who[Role.IRO], told=d.RUNG)
    d.do(with_iro, "escalate", who[Role.QUALITY_AND_REVIEW_MANAGER], told=d.RUNG)
    d.do(with_iro, "escalate", who[Role.SENIOR_MANAGER], told=d.RUNG)
    d.do(with_iro, "send", who[Role.SAFEGUARDING_MANAGER], told=d.RUNG)
    back = d.do(with_iro, "resolve", who[Role.HEAD_OF_SERVICE], told=d.RUNG)

    assert back.step == "with_iro"
    assert not back.in_dispute
    resolution = CaseNote.objects.get(record="formal_resolution")
    assert resolution.sent_to == ["head_of_service", "district"]
    assert d.do(back, "agree", who[Role.IRO]).step == "agreed"


def test_while_it_runs_the_stricter_stands(with_iro, who, child):
    d.do(with_iro, "agree", who[Role.IRO])
    second = d.opened(child, who[Role.SOCIAL_WORKER], form=FORM)
    d.rated(child, who[Role.SOCIAL_WORKER])
    less = Arrangement("4 weeks", (Method.VIDEO, Method.PHONE)).text
    answers = d.answers(d.paper(FORM), proposed=less)
    d.do(second, "submit", who[Role.SOCIAL_WORKER], answers=answers)

    now = [p for p in case_of(child).plans if p.end_date is None]

    assert [(p.every, p.methods) for p in now] == [("2 weeks", (Method.PHONE,))]

    d.do(second, "return", who[Role.PRACTICE_MANAGER], told={Needed.REASON: "too little"})

    now = [p for p in case_of(child).plans if p.end_date is None]
    assert [(p.every, p.methods) for p in now] == [("2 weeks", (Method.IN_PERSON, Method.PHONE))]


def test_the_same_page_sent_twice_acts_once(with_manager, who):
    me = uuid4()
    d.do(with_manager, "sign_off", who[Role.PRACTICE_MANAGER], client_id=me)
    again = d.do(with_manager, "sign_off", who[Role.PRACTICE_MANAGER], client_id=me)

    assert again.step == "with_iro"
    assert Done.objects.filter(decision=again, action="sign_off").count() == 1


def test_two_at_once_the_second_hears_that_it_moved_on(with_manager, who):
    seen = with_manager.version
    d.do(with_manager, "sign_off", who[Role.PRACTICE_MANAGER])

    with pytest.raises(MovedOnError):
        d.do(
            with_manager,
            "return",
            who[Role.PRACTICE_MANAGER],
            told={Needed.REASON: "unclear"},
            version=seen,
        )


def test_a_second_of_the_same_kind_is_not_opened_beside_it(with_manager, who, child):
    with pytest.raises(AlreadyOpenError):
        d.opened(child, who[Role.SOCIAL_WORKER], form=FORM)


def test_the_rating_is_on_record_and_comes_first(who, child):
    worker = who[Role.SOCIAL_WORKER]
    decision = d.opened(child, worker, form=FORM)

    with pytest.raises(RefusedError, match="fill in first: rag rating cp"):
        d.do(decision, Action.SUBMIT, worker, answers=d.answers(d.paper(FORM)))

    d.rated(child, worker, "red")
    assert d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM))).step
    assert Event.objects.filter(child=child, kind="rag_rated").count() == 1
    assert [f.value for f in case_of(child).facts if f.kind == "rag"] == ["red"]
