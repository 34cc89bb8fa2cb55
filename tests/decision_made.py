"""Decisions gone through in tests: people of every role for one child, and forms filled in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import web_made as made

from doorstep.facts import Involvement
from doorstep.policy.form import Field, Form
from doorstep.vocabulary import Action, Method, Needed, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services import Doing, act, fill_form, open_decisions
from doorstep.web.decisions.shown import first_fingerprint
from doorstep.web.policies.queries import stack
from doorstep.workflow import Arrangement

LANCASHIRE = ("lancashire-2020", date(2026, 3, 23))
PLAN = "lancashire-2020/visiting_plan"
TWO_WEEKS = Arrangement("2 weeks", (Method.IN_PERSON, Method.PHONE), "social worker", "By turns.")
RUNG = {
    Needed.PEOPLE: "the IRO and the practice manager",
    Needed.MEANS: "by telephone",
    Needed.OUTCOME: "no agreement yet",
    Needed.NEXT_STEP: "the next stage",
}


def people(in_team: str = "East") -> dict[Role, User]:
    """Return one person of each role who reaches the children of the team."""
    team = made.team(in_team)
    worker = {"worker_id": "W1", "name": "Noor Calloway"}
    found = {
        Role.SOCIAL_WORKER: made.person(Role.SOCIAL_WORKER, **worker),
        Role.IRO: made.person(Role.IRO, worker_id="I1", name="Ines Ferrar"),
    }
    for role in (Role.PRACTICE_MANAGER, Role.TEAM_MANAGER):
        found[role] = made.person(role, in_team=team, name=f"{role} of {in_team}")
    for role in (
        Role.HEAD_OF_SERVICE,
        Role.QUALITY_AND_REVIEW_MANAGER,
        Role.SENIOR_MANAGER,
        Role.SAFEGUARDING_MANAGER,
    ):
        found[role] = made.person(role, name=f"{role} of all")
    return found


def child(child_id: str = "C1", **more: Any) -> Child:
    """Return a child on a protection plan with an allocated worker and an IRO."""
    iro = Involvement("I1", made.TODAY - timedelta(60), worker="Ines Ferrar", role="IRO")
    return made.store(made.case(child_id, involvements=(iro,), **more))[0]


def right(field: Field) -> str:
    """Return an answer that fills in a field."""
    by_kind = {
        "date": (made.TODAY + timedelta(21)).isoformat(),
        "number": "3",
        "arrangement": TWO_WEEKS.text,
    }
    return field.allowed[0] if field.allowed else by_kind.get(field.kind, f"About {field.id}.")


def answers(form: Form, **changed: str) -> dict[str, str]:
    """Return a form filled in from the first field to the last."""
    return {field.id: right(field) for field in form.fields} | changed


def paper(name: str) -> Form:
    """Return a form of the adopted policies."""
    return stack().forms[name]


def opened(child: Child, by: Access, procedure: str = PLAN, form: str = "") -> Decision:
    """Open a decision."""
    (found,) = open_decisions(
        child_ids=[child.child_id],
        procedure=procedure,
        form=form,
        client_id=uuid4(),
        by=by,
        at=by.at,
    )
    return found


def rated(child: Child, by: Access, rating: str = "amber", form: str = "rag_rating_cp") -> None:
    """Fill in the RAG rating that a plan rests on."""
    name = f"lancashire-2020/{form}"
    fill_form(
        child_id=child.child_id,
        form=name,
        answers=answers(paper(name), rating=rating),
        client_id=uuid4(),
        by=by,
        at=by.at,
    )


def shown(decision: Decision, action: Action | str, by: Access) -> str:
    """Return the fingerprint that the page of an action shows now."""
    return first_fingerprint(queries.opened(decision, decision.child, stack(), on=by.on), action)


def do(  # noqa: PLR0913 (one action in a line)
    decision: Decision,
    action: Action | str,
    by: Access,
    *,
    told: Mapping[Needed, str] | None = None,
    answers: Mapping[str, str] | None = None,
    version: int | None = None,
    client_id: UUID | None = None,
    happened_at: datetime | None = None,
    signed: str | None = None,
) -> Decision:
    """Do an action on a decision as it stands, or as somebody saw it at a version."""
    decision.refresh_from_db()
    if signed is None:
        signed = shown(decision, action, by)
    doing = Doing(
        action=Action(action),
        client_id=client_id or uuid4(),
        version=decision.version if version is None else version,
        told=told or {},
        answers=answers or {},
        happened_at=happened_at,
        signed=signed,
    )
    return act(child_id=decision.child.child_id, decision=decision.pk, doing=doing, by=by, at=by.at)
