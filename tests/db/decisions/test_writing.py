"""Forms filled in on pages: any kind of question, saved as one writes, checked, filed, compared."""

from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from writing_made import at, posted, saved, sent, text

from doorstep.policy.form import Field, Form
from doorstep.vocabulary import Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Restriction
from doorstep.web.decisions.form_fields import PaperForm
from doorstep.web.decisions.models import Draft, Filled
from doorstep.web.decisions.services import open_decisions
from doorstep.workflow import Arrangement, arrangement

A1 = "lancashire-2020/visiting_plan_cp"
A3 = "lancashire-2020/visiting_plan_carer"
A4 = "lancashire-2020/visiting_plan_bridging"
RAG = "lancashire-2020/rag_rating_cp"


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


def test_the_page_asks_what_the_template_asks_with_its_clauses(noor, plan):
    page = text(noor.get(at(plan)))

    assert "Why are we involved? What are the risks?" in page
    assert "Policy: Appendix 1, row 3" in page
    assert "Where several children are on one template" in page
    assert "Local incidence where the child lives" in page
    assert page.count("<h1") == 1


def test_a_page_leaves_one_read_event(noor, plan):
    before = AuditEvent.objects.count()
    noor.get(at(plan))

    told = list(AuditEvent.objects.order_by("pk")[before:])
    assert [(e.action, e.subject_id) for e in told] == [("read_decision", "C1")]


def test_every_kind_of_answer_is_stored_as_the_workflow_knows_it(noor, plan):
    answer = noor.post(at(plan), sent(plan, **{"attending": "no", "background.comment": "Ring."}))

    assert answer.status_code == 302
    told = saved(plan).answers
    assert told["attending"] == "no"
    assert told["review"] == (made.TODAY + timedelta(21)).isoformat()
    assert told["proposed"] == d.TWO_WEEKS.text
    assert told["background.comment"] == "Ring."


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        (Field(id="x", label="X", kind="choices", options=("a b", "c")), "a b, c"),
        (Field(id="x", label="X", kind="choice", options=("a b", "c")), "c"),
        (Field(id="x", label="X", kind="rag"), "amber"),
        (Field(id="x", label="X", kind="number"), "-2.5"),
        (Field(id="x", label="X", kind="people"), "Ana\nBen"),
        (Field(id="x", label="X", kind="date"), "2026-11-03"),
        (Field(id="x", label="X", kind="arrangement"), "every: 1 week\nmethods: video\nWords"),
    ],
)
def test_an_answer_comes_back_from_the_page_as_it_went_there(field, answer, rf):
    shown = PaperForm([field], {"x": answer})
    form = Form(id="f", title="F", clause="c", fields=(field,))
    data = rf.post("/", posted(form, {"x": answer}, version=1)).POST

    told = PaperForm([field], {}, data).answers()

    assert {k: v for k, v in told.items() if v} == {"x": answer}
    assert all(shown[name].value() is not None for name in shown.fields)


def test_half_an_arrangement_is_kept_and_is_missing_all_the_same(noor, plan):
    half = sent(plan) | {"a-proposed.methods": [], "a-proposed.words": "By turns with Gran."}
    noor.post(at(plan), half)

    assert "proposed" not in saved(plan).answers
    page = text(noor.get(at(plan)))
    assert "By turns with Gran." in page
    checked = text(noor.post(at(plan), half | {"do": "check:submit", "draft_version": "2"}))
    assert "There is a problem" in checked
    assert 'href="#id_a-proposed.number"' in checked


def test_what_is_missing_is_listed_and_leads_to_its_question(noor, plan):
    page = text(noor.post(at(plan), sent(plan, "check:submit", why_involved="", review="")))

    assert "There is a problem" in page
    assert 'href="#id_a-why_involved"' in page
    assert 'href="#id_a-review-day"' in page
    assert "Fill in first: RAG rating of a child on a child protection plan" in page


def test_once_complete_it_leads_on_to_submitting(noor, plan, who, child):
    d.rated(child, made.access(who[Role.SOCIAL_WORKER]))

    answer = noor.post(at(plan), sent(plan, "check:submit"))

    assert answer.status_code == 302
    assert answer.url == at(plan, "do/submit")


def test_the_form_it_rests_on_is_linked_and_then_shown_as_done(noor, plan):
    page = text(noor.get(at(plan)))
    there = f"/children/C1/forms/new/?form=lancashire-2020%2Frag_rating_cp&decision={plan.pk}"
    assert there in page
    paper = d.paper(RAG)
    noor.post(there, posted(paper, d.answers(paper), version=0, do="check"))
    draft = Draft.objects.get(form=RAG)

    filed = noor.post(there, {"do": "file", "client_id": uuid4(), "draft_version": draft.version})

    assert filed.url == at(plan)
    assert Filled.objects.get(form=RAG).decision == plan
    assert "Done" in text(noor.get(at(plan)))


def test_a_date_that_is_none_is_said_and_everything_else_is_saved(noor, plan):
    page = text(noor.post(at(plan), sent(plan) | {"a-review-day": "31", "a-review-month": "2"}))

    assert "must be a real date" in page
    assert saved(plan).answers["why_involved"] == "About why_involved."
    assert f'name="draft_version" value="{saved(plan).version}"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"a-proposed.number": "999999"},
        {"a-proposed.unit": "aeons"},
        {"a-attending": "maybe"},
        {"a-why_involved": "a\0b"},
        {"a-why_involved": "x" * 20_001},
    ],
)
def test_what_cannot_be_an_answer_is_said_and_leaves_what_was_there(noor, plan, wrong):
    noor.post(at(plan), sent(plan))
    before = saved(plan).answers

    page = text(noor.post(at(plan), sent(plan) | wrong))

    assert "There is a problem" in page
    assert saved(plan).answers == before


# --- saved as one writes ------------------------------------------------------------------------------


def test_the_script_saves_and_hears_when(noor, plan):
    url = f"/children/C1/drafts/{saved(plan).pk}/"

    answer = noor.post(url, sent(plan), headers={"Accept": "application/json"})

    assert answer.json() == {"version": 2, "saved_at": answer.json()["saved_at"]}
    assert answer.json()["saved_at"].startswith("Saved at ")
    assert saved(plan).answers["why_involved"] == "About why_involved."


def test_the_draft_outlives_the_session(noor, plan):
    noor.post(f"/children/C1/drafts/{saved(plan).pk}/", sent(plan))
    noor.logout()

    lost = noor.post(f"/children/C1/drafts/{saved(plan).pk}/", sent(plan, why_involved="Later"))

    assert lost.status_code == 302  # to sign in, which the script says
    assert saved(plan).answers["why_involved"] == "About why_involved."


def test_two_in_one_draft_see_both_versions_and_choose(noor, plan, sign_in):
    colleague = made.person(Role.SOCIAL_WORKER, in_team=made.team(), name="Ben Okoro")
    mine = sent(plan, why_involved="Mine")
    sign_in(colleague).post(at(plan), sent(plan, why_involved="Theirs"))

    script = noor.post(f"/children/C1/drafts/{saved(plan).pk}/", mine)
    page = noor.post(at(plan), mine)

    assert script.status_code == 409
    assert "Ben Okoro saved this draft" in script.json()["error"]
    assert page.status_code == 409
    assert "Mine" in text(page)
    assert "Theirs" in text(page)
    assert saved(plan).answers["why_involved"] == "Theirs"
    noor.post(at(plan), mine | {"draft_version": saved(plan).version})
    assert saved(plan).answers["why_involved"] == "Mine"


def test_the_same_saved_twice_is_no_conflict(noor, plan):
    once = sent(plan)
    noor.post(at(plan), once)

    assert noor.post(at(plan), once).status_code == 302


def test_somebody_else_neither_writes_nor_sees_the_page(noor, plan, who, sign_in):
    manager = sign_in(who[Role.PRACTICE_MANAGER])

    assert manager.get(at(plan)).url == at(plan, "").replace("//", "/")
    assert manager.post(f"/children/C1/drafts/{saved(plan).pk}/", sent(plan)).status_code == 403
    stranger = sign_in(made.person(Role.SOCIAL_WORKER, in_team=made.team("West")))
    assert stranger.get(at(plan)).status_code == 404
    assert stranger.post(f"/children/C1/drafts/{saved(plan).pk}/", {}).status_code == 404


def test_an_answer_carried_over_is_cleared_by_its_button(noor, plan):
    draft = saved(plan)
    draft.answers, draft.carried = {"why_involved": "From before"}, ["why_involved"]
    draft.save()
    assert "Carried over" in text(noor.get(at(plan)))

    there = noor.post(at(plan), sent(plan, "clear:why_involved", why_involved="From before"))

    assert there.url.endswith("#q-why_involved")
    assert "why_involved" not in saved(plan).answers
    assert saved(plan).carried == []


# --- brothers and sisters -----------------------------------------------------------------------------


def test_answers_are_copied_into_what_is_empty_of_a_sister_and_nothing_of_the_child_alone(
    noor, who
):
    both = [d.child("C1"), d.child("C2")]
    by = made.access(who[Role.SOCIAL_WORKER])
    one, two = open_decisions(
        child_ids=["C1", "C2"], procedure=d.PLAN, form=A1, client_id=uuid4(), by=by, at=by.at
    )
    assert both
    assert "Child C2" in text(noor.get(at(one)))
    before = dict(saved(two).answers)

    noor.post(at(one), sent(one, f"copy:{two.pk}"))

    after = saved(two).answers
    assert after["why_involved"] == "About why_involved."
    assert after["children"] == before["children"]
    assert "attending" not in after
    assert "family_support" not in after or after["family_support"] == before["family_support"]


def test_a_sister_whose_record_is_closed_to_somebody_is_not_named(noor, who):
    assert d.child("C1") != d.child("C2")
    by = made.access(who[Role.SOCIAL_WORKER])
    one, two = open_decisions(
        child_ids=["C1", "C2"], procedure=d.PLAN, form=A1, client_id=uuid4(), by=by, at=by.at
    )
    Restriction.objects.create(
        child=two.child,
        start_date=made.TODAY,
        reason="A relative works here.",
        placed_by=who[Role.PRACTICE_MANAGER],
        placed_at=made.AT,
    )

    assert "Child C2" not in text(noor.get(at(one)))


def test_the_arrangement_is_read_back_whole():
    told = Arrangement("1 week", d.TWO_WEEKS.methods, "both", "a\nb")
    assert arrangement(told.text) == told
