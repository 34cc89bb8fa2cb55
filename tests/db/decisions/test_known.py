"""What a form begins with: the record, the last answers, local incidence; nobody types it twice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from writing_made import posted, text

from doorstep.facts import Episode, EpisodeKind, Fact, FactKind
from doorstep.vocabulary import Role
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions.known import CARRIED_FROM, known_in_words, mark_of, prefilled
from doorstep.web.decisions.models import Draft, Filled, Incidence
from doorstep.web.decisions.services import fill_form
from doorstep.web.policies.queries import stack

A1 = "lancashire-2020/visiting_plan_cp"
A2 = "lancashire-2020/visiting_plan_cla"
RAG = "lancashire-2020/rag_rating_cp"
TOLD = "lancashire-2020/who_was_told"
PHONE = "practice-standards-2022/phone_risk_assessment"
START = made.TODAY - timedelta(60)


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE, ("practice-standards-2022", date(2020, 11, 1)))
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def noor(who):
    return who[Role.SOCIAL_WORKER]


def begun(child, form, by):
    return prefilled(d.paper(form), child, case_of(child), by=by, stack=stack())


def with_more(child_id="C1", episodes=(), facts=()):
    case = made.case(child_id)
    case = replace(case, episodes=(*case.episodes, *episodes), facts=tuple(facts))
    return made.store(case)[0]


def marks(found):
    return found.answers, found.carried, found.known


def filled(child, form, by, **answers):
    return fill_form(
        child_id=child.child_id,
        form=form,
        answers=d.answers(d.paper(form), **answers),
        client_id=uuid4(),
        by=by,
        at=by.at,
    )


def test_the_last_visits_say_which_how_by_whom_and_whether_the_child_was_seen(noor):
    told = begun(d.child(), A1, noor).answers["background"]

    assert "27 Oct 2026: Visit in person at home, by Noor Calloway, child seen alone" in told
    assert "due " in told


def test_who_else_is_in_contact_leaves_out_who_fills_it_in(noor):
    told = begun(d.child(), A1, noor).answers["family_support"]

    assert "Ines Ferrar (IRO, allocated): not in the last 90 days" in told
    assert "Noor Calloway" not in told


def test_one_line_holds_names_legal_status_and_placement(noor):
    child = with_more(
        episodes=(
            Episode(EpisodeKind.PERIOD_OF_CARE, START),
            Episode(EpisodeKind.LEGAL_STATUS, START, code="C2"),
            Episode(EpisodeKind.PLACEMENT, START, code="U6", detail="PR1"),
        )
    )

    told = begun(child, A2, noor).answers["child"]

    assert told.startswith("Child C1; Legal status: full care order (C2), since 17 Sep 2026; ")
    assert "Placement: foster placement" in told
    assert "\n" not in told


def test_a_choice_takes_the_value_that_is_on_record(noor):
    child = with_more(facts=(Fact(FactKind.ATTENDING_SCHOOL, START, value="no"),))

    assert begun(child, A1, noor).answers["attending"] == "no"


def test_a_rating_answers_no_question_that_a_person_must_judge(noor):
    child = with_more(facts=(Fact(FactKind.RAG, START, value="amber"),))

    found = begun(child, A1, noor)

    assert "changed_risks" not in found.answers
    assert dict(known_in_words(found.known))["RAG rating"].startswith("RAG rating: amber")
    assert "rating" not in begun(child, RAG, noor).answers
    filled(child, RAG, noor, rating="red")
    assert "rating" not in begun(child, RAG, noor).answers


def test_a_child_on_a_protection_plan_has_it_as_legal_status(noor):
    told = begun(d.child(), A1, noor).answers["children"]

    assert told.startswith("Child C1; Child protection plan")


def test_what_nobody_recorded_is_not_answered(noor):
    told = begun(d.child(), A1, noor).answers

    assert {"attending", "virus_impact", "changed_risks", "proposed", "review"}.isdisjoint(told)


def test_shielding_does_not_answer_whether_the_household_isolates(noor):
    child = with_more(episodes=(Episode(EpisodeKind.SHIELDING, START),))

    found = begun(child, PHONE, noor)

    assert "isolating" not in found.answers
    assert "Shielding" in dict(known_in_words(found.known))["Household"]


def test_a_day_takes_today_and_no_other(noor):
    assert begun(d.child(), TOLD, noor).answers["told_on"] == made.TODAY.isoformat()


def test_the_arrangement_that_was_agreed_is_not_typed_again(who, noor):
    child = d.child()
    d.rated(child, noor)
    decision = d.opened(child, noor, form=A1)
    d.do(decision, "submit", noor, answers=d.answers(d.paper(A1)))
    d.do(decision, "sign_off", who[Role.PRACTICE_MANAGER])
    d.do(decision, "agree", who[Role.IRO])

    assert begun(child, TOLD, noor).answers["arrangements"] == d.TWO_WEEKS.text


# --- the last time ------------------------------------------------------------------------------------


def test_answers_of_the_last_time_are_carried_over_and_marked(noor):
    child = d.child()
    filled(child, RAG, noor, why_plan="Neglect.", **{"why_plan.comment": "Ask school."})

    found = begun(child, RAG, noor)

    assert found.answers["why_plan"] == "Neglect."
    assert found.answers["why_plan.comment"] == "Ask school."
    assert "why_plan" in found.carried
    assert found.known[CARRIED_FROM] == made.TODAY.isoformat()
    mark = mark_of("why_plan", found.answers, found.carried, found.known)
    assert mark == "Carried over from 16 Nov 2026"


def test_no_day_is_carried_over(noor):
    child = d.child()
    filled(child, TOLD, noor, told_on="2026-11-01")

    assert begun(child, TOLD, noor).answers["told_on"] == made.TODAY.isoformat()


def test_what_somebody_wrote_of_it_is_kept_beside_what_the_record_says_now(noor, sign_in):
    child = d.child()
    page = d.paper(RAG)
    first = begun(child, RAG, noor)
    added = first.answers["other_contact"] + "\nThe health visitor calls weekly."
    client = sign_in(made.User.objects.get(worker_id="W1"))
    there = f"/children/C1/forms/new/?form={RAG}"
    client.post(there, posted(page, d.answers(page, other_contact=added), version=0, do="check"))
    version = Draft.objects.get(form=RAG).version
    client.post(there, {"do": "file", "client_id": uuid4(), "draft_version": version})

    again = begun(child, RAG, noor).answers["other_contact"]

    assert again.startswith("Ines Ferrar (IRO")
    assert again.endswith("The health visitor calls weekly.")
    assert again.count("Ines Ferrar") == 1


def test_what_a_person_wrote_in_place_of_the_record_stays_and_is_marked(noor):
    child = d.child()
    filled(child, RAG, noor, other_contact="Only Gran.")

    found = begun(child, RAG, noor)

    assert found.answers["other_contact"] == "Only Gran."
    assert "other_contact" in found.carried
    assert mark_of("other_contact", *marks(found)).startswith("Carried over")
    plan = begun(child, A1, noor)
    assert mark_of("background", *marks(plan)) == "From the record"


def test_what_is_written_over_is_marked_no_more(noor, sign_in):
    decision = d.opened(d.child(), noor, form=A1)
    client = sign_in(made.User.objects.get(worker_id="W1"))
    there = f"/children/C1/decisions/{decision.pk}/write/"
    assert "From the record" in text(client.get(there))
    draft = Draft.objects.get(decision=decision)

    client.post(there, posted(d.paper(A1), d.answers(d.paper(A1)), version=draft.version))

    assert "From the record" not in text(client.get(there))
    assert "What the record says about this" in text(client.get(there))


# --- local incidence ----------------------------------------------------------------------------------


def test_local_incidence_is_shown_and_its_use_is_kept(noor, sign_in):
    Incidence.objects.create(
        area="Eastmarch",
        area_key="eastmarch",
        week_ending=made.TODAY - timedelta(3),
        rate=Decimal("218.4"),
        source="dashboard",
        recorded_at=made.AT,
        recorded_by_id=noor.user_id,
    )
    child = d.child()
    client = sign_in(made.User.objects.get(worker_id="W1"))
    there = f"/children/C1/forms/new/?form={RAG}"
    page = d.paper(RAG)

    assert "Eastmarch: 218.4 in 100,000" in text(client.get(there))
    client.post(there, posted(page, d.answers(page), version=0, do="check"))
    version = Draft.objects.get(form=RAG).version
    client.post(there, {"do": "file", "client_id": uuid4(), "draft_version": version})

    row = Filled.objects.get(child=child)
    assert "218.4" in row.known["local_incidence"]
    assert "218.4" in text(client.get(f"/children/C1/forms/{row.pk}/"))
