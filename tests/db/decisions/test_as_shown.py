"""What is signed or handed on is what was shown; a page that says something else than before is told."""

from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from attack_made import refused, written
from decision_pages import FORM, content, hidden, page, sent, submitted, text

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import Needed, Role
from doorstep.web.caseload.models import Circumstance
from doorstep.web.decisions.models import Comment, Decision, Done, Filled
from doorstep.web.decisions.services import (
    SaidOtherwiseError,
    ShownOtherwiseError,
    comment,
    open_decisions,
)
from doorstep.web.decisions.services import fill_form as fill
from doorstep.web.fields import called
from doorstep.workflow import RefusedError

RAG = "lancashire-2020/rag_rating_cp"
NEW = f"/children/C1/decisions/new/?procedure={d.PLAN}"
RATIONALE = "practice-standards-2022/virtual_visit_rationale"
VIRTUAL = "practice-standards-2022/virtual_visit_request"


@pytest.fixture(autouse=True)
def people():
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child():
    return d.child()


@pytest.fixture
def worker(people):
    return made.access(people[Role.SOCIAL_WORKER])


@pytest.fixture
def draft(people, child, worker):
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    written(decision, people[Role.SOCIAL_WORKER])
    return decision


@pytest.fixture
def with_manager(people, child):
    return submitted(people, child)


@pytest.fixture
def open_as(people, sign_in):
    return lambda role: sign_in(people[role])


# --- what was shown -----------------------------------------------------------------------------------


def test_a_draft_saved_elsewhere_meanwhile_is_not_submitted_unseen(open_as, people, draft):
    client = open_as(Role.SOCIAL_WORKER)
    posted = sent(client, draft, "submit")
    written(draft, people[Role.SOCIAL_WORKER], why_involved="Written in another window.")

    answer = client.post(page(draft, "submit"), posted)

    assert answer.status_code == 409
    assert "What you were shown is not what stands now" in text(answer)
    assert not Done.objects.exists()
    shown = client.post(page(draft, "submit"), hidden(answer) | {"step": "change"})
    assert "Written in another window." in text(shown)
    assert "There is a problem" not in text(shown)
    done = client.post(page(draft, "submit"), hidden(shown))
    assert done.status_code == 302
    assert Filled.objects.get(form=FORM).answers["why_involved"] == "Written in another window."


def test_nothing_is_signed_or_handed_on_without_saying_what_was_shown(people, draft):
    worker, manager = people[Role.SOCIAL_WORKER], people[Role.PRACTICE_MANAGER]
    assert "not what stands now" in refused(draft, "submit", worker, signed="")
    d.do(draft, "submit", made.access(worker))

    assert "not what stands now" in refused(draft, "sign_off", manager, signed="")
    with pytest.raises(ShownOtherwiseError):
        d.do(draft, "sign_off", made.access(manager), signed="0" * 64)


def test_a_page_without_the_fingerprint_signs_nothing(open_as, with_manager):
    client = open_as(Role.PRACTICE_MANAGER)
    posted = sent(client, with_manager, "sign_off") | {"signed": ""}

    assert client.post(page(with_manager, "sign_off"), posted).status_code == 409
    assert with_manager.done.count() == 1


# --- the real reason ----------------------------------------------------------------------------------


def test_who_sends_answers_where_nothing_is_open_reads_why_it_is_not(people, with_manager):
    more = {"answers": {"why_involved": "Otherwise"}}
    iro, manager = people[Role.IRO], people[Role.PRACTICE_MANAGER]

    assert "Only practice manager may sign off" in refused(with_manager, "sign_off", iro, **more)
    why = {Needed.REASON: "Too little"}
    d.do(with_manager, "withdraw", made.access(people[Role.SOCIAL_WORKER]), told=why)
    assert "has ended" in refused(with_manager, "sign_off", manager, **more)


def test_a_refusal_says_what_the_buttons_say(open_as, people, with_manager):
    d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    why = {Needed.REASON: "Too high"}
    d.do(with_manager, "disagree", made.access(people[Role.IRO]), told=why)

    said = text(open_as(Role.IRO).get(page(with_manager, "disagree"), follow=True))

    assert "what can be done: record that it is settled, take to the next stage" in said
    assert "resolve, escalate" not in said


# --- the day of review --------------------------------------------------------------------------------


def virtual(until):
    """Return a request for virtual visits until a day, with those who sign it."""
    made.adopt(("practice-standards-2022", made.TODAY - timedelta(100)))
    worker = made.access(made.person(Role.SOCIAL_WORKER, worker_id="W8", name="Sam Ridley"))
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("North"))
    head = made.person(Role.HEAD_OF_SERVICE)
    (child,) = made.store(made.case("C9", worker_id="W8", in_team="North"))
    decision = d.opened(child, worker, VIRTUAL)
    told = d.answers(d.paper(RATIONALE), until=until.isoformat(), high="no")
    own = {f.id for f in d.paper(RATIONALE).fields if f.before not in ("", "submit")}
    told = {k: v for k, v in told.items() if k not in own}
    return d.do(decision, "submit", worker, answers=told), made.access(manager), made.access(head)


def added(signs):
    """Return what whoever signs fills in."""
    return {f.id: d.right(f) for f in d.paper(RATIONALE).fields if f.before == signs}


def test_a_method_is_approved_for_the_same_day():
    decision, manager, head = virtual(made.TODAY)
    d.do(decision, "agree", manager, answers=added("manager"))
    told = {Needed.RISK_RATIONALE: "Seen at school this morning"}
    d.do(decision, "sign_off", head, told=told, answers=added("head_of_service"))

    decision.refresh_from_db()
    assert decision.step == "signed_off"
    rows = Circumstance.objects.filter(child=decision.child, what="approval")
    assert {row.end_date for row in rows} == {made.TODAY + timedelta(1)}


def test_no_method_is_approved_for_a_day_that_has_passed():
    with pytest.raises(ValueError, match="that day must not have passed"):
        virtual(made.TODAY - timedelta(1))


def test_a_plan_is_reviewed_on_a_day_to_come(people, draft):
    written(draft, people[Role.SOCIAL_WORKER], review=made.TODAY.isoformat())

    said = refused(draft, "submit", people[Role.SOCIAL_WORKER])

    assert "reviewed?”: that day must lie ahead." in said


# --- the same page, other words -----------------------------------------------------------------------


def test_the_same_comment_page_with_other_words_is_told(open_as, worker, draft):
    told = {"child_id": "C1", "decision": draft.pk, "client_id": uuid4(), "by": worker}
    first = comment(words="Soon?", at=worker.at, **told)

    assert comment(words=" Soon? ", at=worker.at, **told) == first
    with pytest.raises(SaidOtherwiseError):
        comment(words="Never mind", at=worker.at, **told)
    form = {"client_id": str(told["client_id"]), "words": "Never mind"}
    client, here = open_as(Role.SOCIAL_WORKER), f"{page(draft)}comment/"
    again = client.post(here, form)
    assert "This page added another comment before" in text(again)
    new = hidden(again)["client_id"]
    assert new != form["client_id"]
    client.post(here, form | {"client_id": new})
    assert [c.words for c in Comment.objects.order_by("pk")] == ["Soon?", "Never mind"]


def test_the_same_form_page_with_other_answers_is_told(child, worker):
    told = {"child_id": "C1", "form": RAG, "client_id": uuid4(), "by": worker, "at": worker.at}
    answers = d.answers(d.paper(RAG), rating="amber")
    first = fill(answers=answers, **told)

    assert fill(answers=answers, **told) == first
    with pytest.raises(SaidOtherwiseError):
        fill(answers=answers | {"rating": "red"}, **told)


def test_the_same_action_page_with_other_answers_is_told(people, child, worker):
    d.rated(child, worker)
    decision, same = d.opened(child, worker, form=FORM), uuid4()
    answers = d.answers(d.paper(FORM))
    d.do(decision, "submit", worker, answers=answers, client_id=same)

    d.do(decision, "submit", worker, answers=answers, client_id=same)
    other = answers | {"why_involved": "Something else."}
    with pytest.raises(SaidOtherwiseError):
        d.do(decision, "submit", worker, answers=other, client_id=same)
    assert Done.objects.count() == 1


# --- one at a time, and brothers and sisters ----------------------------------------------------------


def test_a_second_request_for_the_same_is_led_to_the_first(sign_in):
    decision, *_ = virtual(made.TODAY + timedelta(5))
    worker = Decision.objects.get().opened_by

    client, new = sign_in(worker), f"/children/C9/decisions/new/?procedure={VIRTUAL}"
    said = text(client.get(new))
    assert "One is open already" in said
    posted = {"procedure": VIRTUAL, "client_id": str(uuid4())}
    assert "is open for Child C9 already" in text(client.post(new, posted))
    assert Decision.objects.count() == 1
    assert decision.is_alone


@pytest.fixture
def brothers(child):
    """Children of the same address: one looked after, for whom no form of it is meant, one like C1."""
    return made.store(made.case("C2", kind=EpisodeKind.PERIOD_OF_CARE), made.case("C3"))


def test_a_brother_for_whom_no_form_is_meant_is_named_and_not_offered(open_as, brothers):
    said = content(open_as(Role.SOCIAL_WORKER).get(NEW))

    assert 'value="C3"' in said
    assert 'value="C2"' not in said
    assert "Child C2: No form of it is meant for them." in said


def test_a_brother_who_cannot_be_is_named_and_may_be_unticked(open_as, brothers):
    client = open_as(Role.SOCIAL_WORKER)
    posted = {"procedure": d.PLAN, "client_id": str(uuid4()), "together": ["C2", "C3"]}

    answer = client.post(NEW, posted)

    assert "Child C2: " in text(answer)
    assert 'value="C2"' in content(answer)
    assert "There is a problem" in text(answer)
    assert not Decision.objects.exists()
    client.post(NEW, posted | {"together": ["C3"]})
    assert Decision.objects.count() == 2


def test_a_brother_whose_decision_is_open_is_named_with_the_way_there(open_as, brothers, worker):
    running = d.opened(brothers[1], worker, form=FORM)
    client = open_as(Role.SOCIAL_WORKER)
    posted = {"procedure": d.PLAN, "client_id": str(uuid4()), "together": ["C3"]}

    answer = client.post(NEW, posted)

    assert "Risk assessment and visiting plan is open for Child C3 already" in text(answer)
    assert page(running) in content(answer)
    assert 'name="together"' in content(answer)
    assert Decision.objects.count() == 1
    assert client.post(NEW, posted | {"together": []}).status_code == 302


def test_each_is_begun_on_the_form_that_is_meant_for_them(child, worker):
    made.store(made.case("C4", kind=EpisodeKind.CHILD_IN_NEED_PLAN))
    told = {"procedure": d.PLAN, "form": FORM, "client_id": uuid4(), "by": worker, "at": worker.at}

    rows = open_decisions(child_ids=["C1", "C4"], **told)

    forms = [row.form_part.part_id for row in rows]
    assert forms == [FORM, "lancashire-2020/visiting_plan_cin"]


def test_a_refusal_for_several_names_the_child(child, worker, brothers):
    told = {"procedure": d.PLAN, "client_id": uuid4(), "by": worker, "at": worker.at}

    with pytest.raises(RefusedError, match=r"^Child C2: "):
        open_decisions(child_ids=["C1", "C2"], **told)


# --- how errors name things ---------------------------------------------------------------------------


def test_a_label_that_is_a_phrase_is_said_without_an_article():
    assert called("Until which day") == "until which day"
    assert called("By which medium") == "by which medium"
