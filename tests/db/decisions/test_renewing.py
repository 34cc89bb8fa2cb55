"""Drafts that were left: what the record says is renewed, what people wrote is not."""

from dataclasses import replace
from datetime import timedelta

import decision_made as d
import pytest
import web_made as made
from writing_made import at, posted, saved, sent, text

from doorstep.facts import Fact, FactKind, Involvement
from doorstep.vocabulary import Needed, Role
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.models import Draft
from doorstep.web.decisions.queries import drafts_of
from doorstep.web.decisions.reminding import reminder
from doorstep.web.decisions.services import renew_draft, save_draft, start_draft

A1 = "lancashire-2020/visiting_plan_cp"
RAG = "lancashire-2020/rag_rating_cp"
TOLD = "lancashire-2020/who_was_told"
WHY = {Needed.REASON: "Say more of Gran."}


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def noor(who, sign_in):
    return sign_in(who[Role.SOCIAL_WORKER])


@pytest.fixture
def worker(who):
    return made.access(who[Role.SOCIAL_WORKER])


def case(*, seen=20, facts=(), more=()):
    iro = Involvement("I1", made.TODAY - timedelta(60), worker="Ines Ferrar", role="IRO")
    days = tuple(made.TODAY - timedelta(n) for n in (seen,))
    return replace(made.case("C1", involvements=(iro, *more), seen=days), facts=tuple(facts))


def amber():
    return Fact(FactKind.RAG, made.TODAY - timedelta(9), value="amber")


def changed(**more):
    """Change the record behind the page, as a load does."""
    return made.store(case(**more))[0]


@pytest.fixture
def plan(who, worker):
    return d.opened(changed(), worker, form=A1)


def begun_with(plan, name):
    return saved(plan).answers.get(name, "")


def test_what_the_record_answered_is_renewed_when_the_draft_is_opened_again(noor, plan):
    assert "27 Oct 2026" in begun_with(plan, "background")
    version = saved(plan).version

    changed(seen=2, facts=(Fact(FactKind.ATTENDING_SCHOOL, made.TODAY, value="no"),))
    page = text(noor.get(at(plan)))

    assert "14 Nov 2026" in begun_with(plan, "background")
    assert "27 Oct 2026" not in begun_with(plan, "background")
    assert begun_with(plan, "attending") == "no"
    assert "14 Nov 2026" in page
    assert saved(plan).version == version


def test_what_a_person_wrote_or_took_away_is_not_renewed(noor, plan):
    told = sent(plan, background="Weekly, by turns.", family_support="")
    noor.post(at(plan), told)

    changed(seen=2)
    noor.get(at(plan))

    assert begun_with(plan, "background") == "Weekly, by turns."
    assert begun_with(plan, "family_support") == ""


def test_the_page_of_submitting_shows_what_the_record_says_now(noor, plan):
    changed(seen=2)

    assert "14 Nov 2026" in text(noor.get(at(plan, "do/submit")))
    assert "14 Nov 2026" in begun_with(plan, "background")


def test_a_page_opened_before_the_renewal_does_not_bring_back_the_old_record(noor, plan, worker):
    before = saved(plan)
    changed(seen=2)
    renew_draft(child_id="C1", draft=before.pk, by=worker)

    save_draft(
        child_id="C1",
        draft=before.pk,
        answers={**before.answers, "why_involved": "Neglect."},
        version=before.version,
        by=worker,
        at=worker.at,
    )

    assert "14 Nov 2026" in begun_with(plan, "background")
    assert begun_with(plan, "why_involved") == "Neglect."
    assert "From the record" in text(noor.get(at(plan)))


def test_the_day_a_form_was_begun_does_not_move_on(worker):
    changed()
    draft = start_draft(child_id="C1", form=TOLD, by=worker, at=worker.at)
    later = replace(worker, at=worker.at + timedelta(2))

    renew_draft(child_id="C1", draft=draft.pk, by=later)

    draft.refresh_from_db()
    assert draft.answers["told_on"] == made.TODAY.isoformat()


# --- what must be judged ------------------------------------------------------------------------------


def test_what_the_record_says_stands_beside_the_question_and_is_taken_over_by_choice(noor, who):
    plan = d.opened(changed(facts=(amber(),)), made.access(who[Role.SOCIAL_WORKER]), form=A1)
    page = text(noor.get(at(plan)))
    assert "The record says" in page
    assert "Take this over" in page
    assert begun_with(plan, "changed_risks") == ""

    told = sent(plan, do="take:changed_risks", changed_risks="It is harder for them.")
    answer = noor.post(at(plan), told)

    assert answer.url.endswith("#q-changed_risks")
    taken = begun_with(plan, "changed_risks")
    assert taken.startswith("It is harder for them.\nRAG rating: amber")


def test_a_rating_opens_without_a_choice_and_none_can_be_taken_over(noor, worker):
    changed(facts=(amber(),))
    there = f"/children/C1/forms/new/?form={RAG}"
    page = text(noor.get(there))

    assert "RAG rating: amber" in page
    assert 'value="amber" checked' not in " ".join(page.split())
    assert "take:rating" not in page
    noor.post(there, posted(d.paper(RAG), {}, version=0, do="take:rating"))
    assert "rating" not in Draft.objects.get(form=RAG).answers


# --- sent back ----------------------------------------------------------------------------------------


@pytest.fixture
def returned(who, worker, plan):
    d.rated(Child.objects.get(child_id="C1"), worker)
    d.do(plan, "submit", worker, answers=d.answers(d.paper(A1)))
    return d.do(plan, "return", made.access(who[Role.PRACTICE_MANAGER]), told=WHY)


def test_who_sent_it_back_when_and_why_stands_where_it_is_written(noor, returned):
    page = text(noor.get(at(returned)))

    assert "Sent back on 16 Nov 2026" in page
    assert "Say more of Gran." in page
    assert page.index("Say more of Gran.") < page.index("Local incidence")


def test_a_draft_never_sent_says_nothing_of_a_return(noor, plan):
    assert "Sent back" not in text(noor.get(at(plan)))


def test_whoever_works_with_the_child_finds_what_was_sent_back(returned, sign_in):
    other = made.person(Role.SOCIAL_WORKER, worker_id="W2", name="Tam Weller")
    stranger = made.person(Role.SOCIAL_WORKER, worker_id="W3", name="Ode Marsh")
    changed(more=(Involvement("W2", made.TODAY - timedelta(3), worker="Tam Weller", role="CW"),))

    assert "Child C1" in text(sign_in(other).get("/decisions/?part=drafts"))
    assert reminder(made.access(other)).sent_back == 1
    assert reminder(made.access(stranger)).sent_back == 0


def test_a_draft_that_was_never_sent_is_its_writers_alone(plan):
    other = made.person(Role.SOCIAL_WORKER, worker_id="W2", name="Tam Weller")
    changed(more=(Involvement("W2", made.TODAY - timedelta(3), worker="Tam Weller", role="CW"),))

    assert not drafts_of(made.access(other)).exists()


def test_a_deputy_finds_the_drafts_of_whom_they_act_for(plan, who):
    deputy = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team(), name="Dee Poole"))
    noor = who[Role.SOCIAL_WORKER]
    held = replace(deputy.held[0], acting_for=noor.name, acting_for_id=noor.pk)

    assert not drafts_of(deputy).exists()
    assert drafts_of(replace(deputy, held=(held,), kept={})).exists()


# --- handing on ---------------------------------------------------------------------------------------


def test_a_day_of_review_that_is_over_is_said_at_its_field(noor, plan, worker):
    d.rated(Child.objects.get(child_id="C1"), worker)

    page = text(noor.post(at(plan), sent(plan, "check:submit", review="2026-11-01")))

    assert "must lie ahead" in page
    assert 'href="#id_a-review-day"' in page
    assert "reviewed? That" not in page


def test_the_page_of_submitting_says_what_is_submitted(noor, plan):
    page = text(noor.get(at(plan, "do/submit")))

    title = d.paper(A1).title
    assert f"Check and submit: {title}" in page
