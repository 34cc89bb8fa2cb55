"""Open a decision for a child, or one each for brothers and sisters at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access, Held
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision, Waiting
from doorstep.web.decisions.parts import kept
from doorstep.web.decisions.services.drafting import draft_of
from doorstep.web.decisions.services.locking import locked
from doorstep.web.decisions.state import clock_end, holding, roles_waiting
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import england
from doorstep.workflow import RefusedError, begin, due, open_actions
from doorstep.workflow.forms import Holds
from doorstep.workflow.words import either


class AlreadyOpenError(RefusedError):
    """A decision of this kind is open for the child; `decision` is the one to go on with."""

    def __init__(self, decision: Decision):
        name = decision.child.name or decision.child.child_id
        super().__init__(f"{decision.title} is open for {name} already; go on with that one.")
        self.decision = decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is opened: the procedure, on which form, by whom, when, with which id of the page's form."""

    procedure: Procedure
    form: str
    client_id: UUID
    by: Access
    at: datetime
    stack: Stack


@transaction.atomic
def open_decisions(  # noqa: PLR0913 (what, for whom, by whom and when)
    *,
    child_ids: Sequence[str],
    procedure: str,
    form: str = "",
    client_id: UUID,
    by: Access,
    at: datetime,
) -> list[Decision]:
    """Open a procedure for each child, all or none; the same page sent twice opens them once.

    Shape: `procedure` and `form` are ids in the stack; without a form, and for a brother or sister for
    whom that one is not meant, the one that is.
    Raises: Http404; RefusedError; AlreadyOpenError.
    """
    children, stack = locked(child_ids, by), adopted_stack()
    before = Decision.objects.filter(child__in=children, client_id=client_id).order_by("pk")
    if found := list(before):
        return found
    rule = _rule(procedure, children[0], by, stack)
    opening = Opening(procedure=rule, form=form, client_id=client_id, by=by, at=at, stack=stack)
    made = [_open_one(child, opening, is_one=len(children) == 1) for child in children]
    audit.record_all(
        [
            (Action.OPEN_DECISION, "child", d.child.child_id, {"decision": d.pk, "of": d.procedure})
            for d in made
        ],
        by=_as_opener(rule, children[0], by),
        at=at,
    )
    return made


def _as_opener(rule: Procedure, child: Child, by: Access) -> Access:
    """Return who opens a procedure, acting for somebody only where they open it in that role."""
    openers = {str(role) for role in queries.openers(rule)}
    mine = (held.role for held in queries.roles_for(child, by) if held.role in openers)
    return writing_as(child, by, role=next(mine, ""))


def _rule(procedure: str, child: Child, by: Access, stack: Stack) -> Procedure:
    rule = stack.procedures.get(procedure)
    if rule is None:
        raise RefusedError("No adopted policy has this procedure.")
    if rule not in queries.may_open(child, by, stack, on=by.on):
        who = either(queries.openers(rule))
        raise RefusedError(f"{rule.title} is opened by {who}, while the policy is in force.")
    return rule


def _open_one(child: Child, opening: Opening, *, is_one: bool) -> Decision:
    """Open it for one child; where it is for several, a refusal names the child."""
    holds = holding(case_of(child), opening.stack, on=opening.by.on)
    try:
        return _open(child, opening, _paper(opening, holds, is_one=is_one), holds)
    except AlreadyOpenError:
        raise
    except RefusedError as why:
        if is_one:
            raise
        raise RefusedError(f"{child.name or child.child_id}: {why}") from why


def _paper(opening: Opening, holds: Holds, *, is_one: bool) -> Form | None:
    rule, stack = opening.procedure, opening.stack
    if not rule.forms:
        return None
    meant, chosen = queries.forms_for(rule, stack, holds), stack.forms.get(opening.form)
    if opening.form and (is_one or chosen in meant):
        return chosen
    return meant[0] if meant else stack.forms[rule.forms[0]]


def _open(child: Child, opening: Opening, form: Form | None, holds: Holds) -> Decision:
    rule, by, at = opening.procedure, opening.by, opening.at
    held = _opener(rule, queries.roles_for(child, by))
    if held is None:
        raise RefusedError(f"{rule.title} is opened by {either(queries.openers(rule))}.")
    state = begin(rule, at=at, form=form, answers={}, holds=holds)
    _refuse_a_second(child, rule)
    decision = Decision.objects.create(
        client_id=opening.client_id,
        child=child,
        procedure=rule.id,
        title=rule.title,
        part=kept(rule),
        form_part=kept(form) if form else None,
        pack=opening.stack.head.version,
        opened_at=at,
        opened_by_id=by.user_id,
        together=opening.client_id,
        step=state.step,
        step_title=state.here.title,
        since=at,
        due_at=clock_end(due(state, england())),
        is_alone=queries.is_alone(rule),
    )
    wait(decision, roles_waiting(open_actions(state, holds)))
    if form is not None:
        draft_of(decision, form, child, by=by, at=at)
    return decision


def _opener(rule: Procedure, roles: Sequence[Held]) -> Held | None:
    named = {*queries.openers(rule)}
    return next((held for held in roles if held.role in named), None)


def _refuse_a_second(child: Child, rule: Procedure) -> None:
    if found := queries.one_open(child, rule):
        raise AlreadyOpenError(found)


def wait(decision: Decision, roles: dict[str, bool]) -> None:
    """Store which roles can act now."""
    Waiting.objects.filter(decision=decision).delete()
    Waiting.objects.bulk_create(
        Waiting(decision=decision, role=Role(role), signs=signs) for role, signs in roles.items()
    )
