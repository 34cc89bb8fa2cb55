"""Everything that was decided stands on the timeline: who, both times, clause, signature, words."""

from collections.abc import Callable
from html import unescape

import decision_made as d
import pytest
import web_made as made
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.entries import entries_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.timeline import Entry, Kind
from doorstep.web.decisions.models import Done

SignIn = Callable[[User], Client]
FORM = "lancashire-2020/visiting_plan_cp"


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def agreed(people: dict[Role, User]) -> Child:
    child = d.child()
    worker = made.access(people[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM)))
    d.do(decision, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    d.do(decision, "agree", made.access(people[Role.IRO]))
    return child


def entries(child: Child, kind: Kind) -> list[Entry]:
    return [e for e in entries_of(child, on=made.TODAY) if e.kind == kind]


def test_every_action_is_an_entry_with_author_times_clause_and_signature(agreed) -> None:
    found = entries(agreed, Kind.DECISION)

    titles = {e.title for e in found}
    name = "Risk assessment and visiting plan"
    assert {f"{name}: {word}" for word in ("begun", "submitted", "signed off", "agreed")} <= titles
    assert "Form filed: RAG rating (child protection)" in titles or any(
        t.startswith("Form filed:") for t in titles
    )
    (last,) = [e for e in found if e.title.endswith(": agreed")]
    assert last.by == "Ines Ferrar, IRO"
    assert last.at == last.written_at == made.AT
    assert "Clause: point 3." in last.told[1]
    assert Done.objects.get(action="agree").digest in last.told[2]
    assert last.href.startswith("/children/C1/decisions/")


def test_each_note_is_an_entry_with_its_words(agreed) -> None:
    notes = entries(agreed, Kind.NOTE)

    assert [("Record of the IRO." in n.told, n.by) for n in notes].count((True, "Ines Ferrar")) == 1
    (workers,) = [n for n in notes if "About why_involved." in n.told[0] and "agreed" in n.title]
    assert (workers.by, workers.told[1]) == ("Ines Ferrar", "Record of the social worker.")


def test_what_it_put_in_force_is_an_entry(agreed) -> None:
    (plan,) = [e for e in entries(agreed, Kind.PLAN) if "agreed" in e.title]

    assert plan.title == "Visiting plan agreed: every 2 weeks"
    assert "Agreed by IRO." in plan.told
    assert [e.title for e in entries(agreed, Kind.TIER)] == ["RAG: amber, from this day"]
    assert [e for e in entries(agreed, Kind.PLAN) if "proposed" in e.title]


def test_the_page_shows_them_and_filters_by_kind(sign_in: SignIn, people, agreed) -> None:
    client = sign_in(people[Role.IRO])

    both = "/children/C1/timeline/?kind=decision&kind=note"
    page = unescape(client.get(both).content.decode())

    assert "Risk assessment and visiting plan: signed off" in page
    assert "Case note: Risk assessment and visiting plan" in page
    assert "Visiting plan agreed" not in page


def test_of_another_child_nothing_is_told(agreed) -> None:
    (other,) = made.store(made.case("C2"))

    assert entries(other, Kind.DECISION) == entries(other, Kind.NOTE) == []
