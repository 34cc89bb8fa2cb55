"""What was sent back and is submitted again is on record once; what is said otherwise, anew."""

from dataclasses import replace
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made

from doorstep import facts
from doorstep.vocabulary import Needed, Role
from doorstep.web.caseload.models import Circumstance, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions.models import Draft, Filled
from doorstep.web.decisions.services import fill_form, save_draft
from doorstep.workflow import RefusedError

pytestmark = pytest.mark.django_db
PROCEDURE, FORM = "lancashire-2020/refused_visit", "lancashire-2020/refused_visit"
PLAN = "lancashire-2020/visiting_plan_cp"
WHY = {Needed.REASON: "say more"}


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def child(who):
    refused = facts.Event(facts.EventKind.VISIT_REFUSED, made.TODAY)
    return made.store(replace(made.case("C1"), events=(refused,)))[0]


def submitted(child, who, **answers):
    worker = who[Role.SOCIAL_WORKER]
    decision = d.opened(child, worker, procedure=PROCEDURE, form=FORM)
    return d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM), **answers))


def test_the_same_refusal_submitted_twice_happened_once(who, child):
    decision = submitted(child, who)
    before = list(Event.objects.filter(child=child).values_list("kind", flat=True))

    d.do(decision, "return", who[Role.PRACTICE_MANAGER], told=WHY)
    d.do(decision, "submit", who[Role.SOCIAL_WORKER])

    assert Filled.objects.filter(decision=decision).count() == 2
    assert list(Event.objects.filter(child=child).values_list("kind", flat=True)) == before
    assert Circumstance.objects.filter(child=child, what="fact").count() == len(
        {f.kind for f in case_of(child).facts}
    )


def test_what_was_submitted_is_not_filled_in_once_more_beside_it(who, child):
    decision = submitted(child, who)

    with pytest.raises(RefusedError, match="not changed any more"):
        fill_again(decision, child, who[Role.SOCIAL_WORKER])

    d.do(decision, "return", who[Role.PRACTICE_MANAGER], told=WHY)
    with pytest.raises(RefusedError, match="in the draft"):
        fill_again(decision, child, who[Role.SOCIAL_WORKER])

    d.do(decision, "submit", who[Role.SOCIAL_WORKER])
    d.do(decision, "return", who[Role.PRACTICE_MANAGER], told=WHY)
    assert Draft.objects.filter(decision=decision).exists()


def test_nothing_is_filled_in_for_a_decision_that_has_ended(who, child):
    d.rated(child, who[Role.SOCIAL_WORKER])
    decision = d.opened(child, who[Role.SOCIAL_WORKER], form=PLAN)
    d.do(decision, "withdraw", who[Role.SOCIAL_WORKER], told=WHY)

    with pytest.raises(RefusedError, match="has ended"):
        fill_again(decision, child, who[Role.SOCIAL_WORKER], "lancashire-2020/rag_rating_cp")


def fill_again(decision, child, by, form=FORM):
    fill_form(
        child_id=child.child_id,
        form=form,
        answers=d.answers(d.paper(form)),
        client_id=uuid4(),
        by=by,
        at=by.at,
        decision=decision.pk,
    )


def test_what_may_be_done_hangs_on_the_answers_sent_with_it(who, child):
    """The front door decides by what it wrote; before that nothing is open, and yet it is written."""
    made.adopt(("worcestershire-2020", made.TODAY))
    desk = made.access(made.person(Role.FRONT_DOOR, in_team=made.team()))
    name = "worcestershire-2020/front_door_contact"
    decision = d.opened(child, desk, procedure=name)
    written = d.answers(d.paper(name))
    draft = Draft.objects.get(decision=decision)
    save_draft(
        child_id=child.child_id,
        draft=draft.pk,
        answers={},
        version=draft.version,
        by=desk,
        at=desk.at,
    )

    after = d.do(decision, "decide", desk, answers=written, told=dict.fromkeys(Needed, "said"))

    assert not after.at_start
    assert Filled.objects.get(decision=decision).answers == written


def test_a_plan_in_words_alone_is_not_submitted_as_it_would_set_nothing(who, child):
    d.rated(child, who[Role.SOCIAL_WORKER])
    decision = d.opened(child, who[Role.SOCIAL_WORKER], form=PLAN)
    words = d.answers(d.paper(PLAN), proposed="As often as she can")

    with pytest.raises(RefusedError, match="Say how often and by which methods"):
        d.do(decision, "submit", who[Role.SOCIAL_WORKER], answers=words)
