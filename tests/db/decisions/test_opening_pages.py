"""Beginning a decision through the pages: what is offered, for whom, and only once."""

from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from decision_pages import page, submitted, text
from django.test import Client
from django.urls import resolve

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.beginning import where_duty_is_met
from doorstep.web.decisions.choices import choices
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.queries import may_open, opened
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child() -> Child:
    return d.child()


@pytest.fixture
def open_as(people: dict[Role, User], sign_in: SignIn) -> Callable[[Role], Client]:
    return lambda role: sign_in(people[role])


@pytest.fixture
def with_manager(people: dict[Role, User], child: Child) -> Decision:
    return submitted(people, child)


def test_the_tab_says_what_can_be_begun_and_what_calls_for_it(open_as, child) -> None:
    said = text(open_as(Role.SOCIAL_WORKER).get("/children/C1/decisions/"))

    assert "No decision is open" in said
    assert "Risk assessment and visiting plan" in said
    assert "Called for by:" in said
    assert "A planned placement move" not in said  # whose form is for children who are to move
    assert "No decision has ended yet" in said


def test_an_iro_begins_no_visiting_plan(open_as, child) -> None:
    client = open_as(Role.IRO)

    assert "?procedure=" not in text(client.get("/children/C1/decisions/"))
    said = text(client.get(f"/children/C1/decisions/new/?procedure={d.PLAN}"))
    assert "You cannot begin this" in said
    assert "Social worker" in said


def test_begun_it_goes_straight_to_writing(open_as, child) -> None:
    client = open_as(Role.SOCIAL_WORKER)
    new = f"/children/C1/decisions/new/?procedure={d.PLAN}"
    assert "Template for Risk Management of Home Visits (Child Protection)" in text(client.get(new))

    answer = client.post(new, {"procedure": d.PLAN, "client_id": str(uuid4())})

    decision = Decision.objects.get()
    assert answer.headers["Location"] == f"/children/C1/decisions/{decision.pk}/write/"


def test_a_second_leads_to_the_first(open_as, child, with_manager) -> None:
    client = open_as(Role.SOCIAL_WORKER)
    new = f"/children/C1/decisions/new/?procedure={d.PLAN}"

    assert "One is open already" in text(client.get(new))
    said = text(client.post(new, {"procedure": d.PLAN, "client_id": str(uuid4())}))

    assert "is open for Child C1 already" in said
    assert page(with_manager) in said
    assert Decision.objects.count() == 1


def test_brothers_and_sisters_each_get_their_own(open_as, child) -> None:
    made.store(made.case("C2"))
    client = open_as(Role.SOCIAL_WORKER)
    new = f"/children/C1/decisions/new/?procedure={d.PLAN}"
    assert "Child C2" in text(client.get(new))

    client.post(new, {"procedure": d.PLAN, "client_id": str(uuid4()), "together": ["C2"]})

    assert {x.child.child_id for x in Decision.objects.all()} == {"C1", "C2"}
    assert Decision.objects.values("together").distinct().count() == 1


def test_a_duty_leads_to_its_procedure(open_as, child) -> None:
    (row,) = child.obligations.filter(duty="lancashire-2020/cp_risk_assessment")

    answer = open_as(Role.SOCIAL_WORKER).get(f"/children/C1/decisions/new/?duty={row.duty}")

    assert answer.headers["Location"].endswith("?procedure=lancashire-2020%2Fvisiting_plan")


def test_what_any_decision_duty_asks_for_can_be_begun_from_it(open_as, child) -> None:
    made.adopt(("england-statutory", made.TODAY), ("worcestershire-2020", made.TODAY))
    adopted = stack()
    owed = [duty for duty in adopted.duties if duty.met_by]
    assert len(owed) > 5

    found = {duty.id: where_duty_is_met(duty.id, child, adopted) for duty in owed}

    assert all(resolve(address.partition("?")[0]) for address in found.values())
    names = {resolve(address.partition("?")[0]).url_name for address in found.values()}
    assert {"open-decision", "fill-form", "record-meeting"} <= names


def test_whatever_a_worker_can_begin_has_its_pages(open_as, people, child) -> None:
    made.adopt(("practice-standards-2022", made.TODAY), ("worcestershire-2020", made.TODAY))
    worker, client = made.access(people[Role.SOCIAL_WORKER]), open_as(Role.SOCIAL_WORKER)
    begun = []
    for rule in may_open(child, worker, stack(), on=made.TODAY):
        with suppress(RefusedError):  # on a form that is meant for other children
            begun.append(d.opened(child, worker, rule.id))
    assert len(begun) > 8

    for decision in begun:
        assert client.get(page(decision)).status_code == 200, decision
        found = opened(decision, child, stack(), on=made.TODAY)
        for choice in choices(found, worker):
            asked = client.get(page(decision, choice.does.action))
            assert asked.status_code == 200, (decision, choice)
