"""What is written beside what was agreed the last time, and beside earlier versions."""

from datetime import timedelta

import decision_made as d
import pytest
import web_made as made
from writing_made import at, sent, text

from doorstep.vocabulary import Needed, Role

A1 = "lancashire-2020/visiting_plan_cp"


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE, ("practice-leaders", made.TODAY - timedelta(30)))
    return d.people()


@pytest.fixture
def child(who):
    return d.child()


@pytest.fixture
def noor(who, sign_in):
    return sign_in(who[Role.SOCIAL_WORKER])


@pytest.fixture
def plan(who, child):
    return d.opened(child, made.access(who[Role.SOCIAL_WORKER]), form=A1)


def agreed(child, who, **changed):
    worker = made.access(who[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    decision = d.opened(child, worker, form=A1)
    d.do(decision, "submit", worker, answers=d.answers(d.paper(A1), **changed))
    d.do(decision, "sign_off", made.access(who[Role.PRACTICE_MANAGER]))
    return d.do(decision, "agree", made.access(who[Role.IRO]))


def test_what_changed_since_the_last_agreed_is_said_in_words(noor, child, who):
    agreed(child, who)
    again = d.opened(child, made.access(who[Role.SOCIAL_WORKER]), form=A1)
    noor.post(at(again), sent(again, why_involved="The risk grew."))

    page = text(noor.get(at(again, "compare")))

    assert "The draft beside what was agreed last" in page
    assert "The risk grew." in page
    assert "About why_involved." in page
    assert "Changed" in page
    assert page.index("The risk grew.") < page.index("What is the same: ")
    assert page.index("What is the same: ") < page.index("About alternatives.")


def test_there_is_nothing_to_compare_with_at_first(noor, plan):
    assert "nothing to compare with yet" in text(noor.get(at(plan, "compare")))
    assert noor.get(at(plan, "compare") + "?with=7").status_code == 404


def test_what_was_sent_back_is_compared_with_what_was_submitted(noor, plan, child, who):
    worker = made.access(who[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    d.do(plan, "submit", worker, answers=d.answers(d.paper(A1)))
    reason = {Needed.REASON: "Say more of Gran."}
    d.do(plan, "return", made.access(who[Role.PRACTICE_MANAGER]), told=reason)
    noor.post(at(plan), sent(plan, family_support="Gran comes daily.", attending="no"))

    page = text(noor.get(at(plan, "compare") + "?with=1"))

    assert "The draft beside what was written as version 1, written on" in page
    assert "Gran comes daily." in page
    assert "About family_support." in page
    assert "Only now" in page
