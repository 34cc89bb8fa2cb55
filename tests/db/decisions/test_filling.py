"""Forms filed by themselves: offered, saved as one writes, checked, filed once, listed and shown."""

from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from writing_made import at, posted, text

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Event
from doorstep.web.decisions.models import Draft, Filled

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


def new(form):
    return f"/children/C1/forms/new/?form={form}"


def test_a_form_by_itself_is_checked_filed_and_says_what_it_put_on_record(noor, child):
    paper = d.paper(RAG)
    check = noor.post(
        new(RAG), posted(paper, d.answers(paper, rating="red"), version=0, do="check")
    )
    draft = Draft.objects.get(form=RAG)
    assert "RAG: red, from today" in text(check)
    assert "RAG rated, today" in text(check)
    assert not Event.objects.filter(child=child, kind="rag_rated").exists()
    me = uuid4()

    sends = {"do": "file", "client_id": me, "draft_version": draft.version}
    filed, twice = noor.post(new(RAG), sends), noor.post(new(RAG), sends)

    assert filed.url == twice.url
    assert Filled.objects.filter(form=RAG).count() == 1
    page = text(noor.get(filed.url))
    assert "The form is filed" in page
    assert "What is due now" in page
    assert Filled.objects.get(form=RAG).digest in page


def test_looking_at_a_new_form_begins_no_draft(noor, child):
    assert noor.get(new(RAG)).status_code == 200
    assert not Draft.objects.exists()


def test_the_script_begins_and_saves_the_draft_of_a_form_by_itself(noor, child):
    paper = d.paper(RAG)
    told = posted(paper, {"why_plan": "Neglect."}, version=0)

    answer = noor.post(new(RAG), told, headers={"Accept": "application/json"})

    draft = Draft.objects.get(form=RAG)
    assert answer.json()["version"] == draft.version
    assert draft.answers["why_plan"] == "Neglect."
    assert "Your draft" in text(noor.get("/children/C1/forms/"))


def test_the_form_of_a_procedure_is_filled_in_with_its_decision(noor, child):
    name = "practice-leaders/risk_assessment"

    answer = noor.post(new(name), {"do": "file", "client_id": uuid4(), "draft_version": 1})

    assert answer.url.startswith("/children/C1/decisions/new/?procedure=practice-leaders")
    assert not Filled.objects.exists()


def test_the_list_offers_what_fits_the_child_and_hides_what_is_signed_or_not_meant(noor, child):
    page = text(noor.get("/children/C1/forms/"))

    assert "RAG rating of a child on a child protection plan" in page
    assert "Who was told of the interim visiting arrangements" in page
    assert "Template for Risk Management" not in page
    assert "child in need" not in page.lower().replace("child in need plan", "")
    assert "No form was filled in yet" in page


def test_forms_are_listed_the_latest_first_and_filtered(noor, child, who):
    by = made.access(who[Role.SOCIAL_WORKER])
    for rating in ("amber", "red"):
        d.rated(child, by, rating)

    page = text(noor.get("/children/C1/forms/"))
    newest, oldest = Filled.objects.order_by("-pk").values_list("pk", flat=True)

    assert page.index(f"/forms/{newest}/") < page.index(f"/forms/{oldest}/")
    assert "was not filled in yet" in text(noor.get("/children/C1/forms/?form=none"))
    assert "not the latest version" in text(noor.get(f"/children/C1/forms/{oldest}/"))


def test_an_unknown_form_is_not_there(noor, child):
    assert noor.get("/children/C1/forms/?form=%00&page=99999999").status_code == 200
    assert noor.get(new("lancashire-2020/nothing")).status_code == 404
    assert noor.get("/children/C1/forms/999/").status_code == 404


def test_a_form_meant_for_other_children_is_not_filed(noor, child):
    name = "lancashire-2020/rag_rating_cin"
    paper = d.paper(name)
    assert "It is for children of whom: " in text(noor.get(new(name)))
    noor.post(new(name), posted(paper, d.answers(paper), version=0, do="check"))
    draft = Draft.objects.get(form=name)

    sends = {"do": "file", "client_id": uuid4(), "draft_version": draft.version}
    page = text(noor.post(new(name), sends))

    assert "It is for children of whom: " in page
    assert not Filled.objects.exists()


def test_the_form_of_a_decision_is_filled_in_further_where_a_later_step_asks_for_it(noor, sign_in):
    made.adopt(("worcestershire-2020", made.TODAY - timedelta(60)))
    child = d.child("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN)
    worker = made.access(User.objects.get(worker_id="W1"))
    door = made.access(made.person(Role.FRONT_DOOR))
    name = "worcestershire-2020/section_17_assessment"
    decision = d.opened(child, door, "worcestershire-2020/section_17", name)
    told = {Needed.PEOPLE: "Mum", Needed.OUTCOME: "Spoke."}
    for action in ("call", "check", "check"):
        d.do(decision, action, worker, told=told)
    page = text(noor.get(at(decision, "").replace("//", "/")))
    there = f"{new(name).replace('/section', '%2Fsection')}&decision={decision.pk}"
    assert there in page
    assert "To do" in page
    paper = d.paper(name)

    noor.post(there, posted(paper, d.answers(paper), version=0, do="check"))
    draft = Draft.objects.get(form=name, decision=None)
    filed = {"do": "file", "client_id": uuid4(), "draft_version": draft.version}

    assert noor.post(there, filed).status_code == 302
    assert Filled.objects.filter(form=name, decision=decision).count() == 2
    assert "To do" not in text(noor.get(at(decision, "").replace("//", "/")))
    assert d.do(decision, "visit", worker, told=told).step == "assessed"
