"""A decision's rows as the state that `workflow` moves on, and what holds of the child; read only."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from doorstep.engine import answer
from doorstep.engine.conditions import holds as holds_of_child
from doorstep.facts import CaseFacts
from doorstep.policy.condition import Condition
from doorstep.policy.procedure import Does
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Action, Needed, Role
from doorstep.web.decisions import models
from doorstep.web.decisions.parts import form_of, procedure_of
from doorstep.workdays import LONDON
from doorstep.workflow import Actor, Done, Filled, State
from doorstep.workflow.forms import Holds


def person(user_id: int) -> str:
    """Return the name by which a procedure tells people apart: one for one account."""
    return f"user {user_id}"


def state_of(
    decision: models.Decision,
    *,
    done: Sequence[models.Done],
    filled: models.Filled | None,
    also: Iterable[models.Filled] = (),
    draft: models.Draft | None = None,
) -> State:
    """Return where a decision stands; `filled` is its form's last version, `draft` what is written.

    While it stands at its start, the draft is what will be signed.
    """
    use_draft = decision.at_start and draft is not None
    answers = draft.answers if use_draft and draft else filled.answers if filled else {}
    writers = draft.writers if use_draft and draft else filled.writers if filled else []
    return State(
        procedure=procedure_of(decision.part),
        step=decision.step,
        since=decision.since.astimezone(LONDON),
        done=tuple(_done(row, decision) for row in done),
        form=form_of(decision.form_part) if decision.form_part else None,
        answers=dict(answers) if decision.form_part else None,
        also=tuple(Filled(form_of(row.part), row.answers) for row in also),
        writers=frozenset(person(pk) for pk in writers),
    )


def _done(row: models.Done, decision: models.Decision) -> Done:
    return Done(
        step=row.step,
        action=Action(row.action),
        by=actor(row.recorded_by_id, Role(row.role), row.acting_for_user_id),
        at=row.happened_at.astimezone(LONDON),
        told={Needed(k): v for k, v in row.told.items()},
        to=row.to,
        signature=row.signature,
        writes=does_of(decision, row).writes,
        signs=row.signs,
        digest=row.digest,
    )


def does_of(decision: models.Decision, row: models.Done) -> Does:
    """Return the action of the policy that a row is one of."""
    step = procedure_of(decision.part).steps[row.step]
    same = [d for d in step.actions if d.action == row.action and d.to == row.to]
    return next((d for d in same if row.role in d.by), same[0])


def actor(user_id: int, role: Role, acting_for: int | None) -> Actor:
    """Return who acts, as a procedure knows them."""
    return Actor(
        person=person(user_id), role=role, acts_for=person(acting_for) if acting_for else ""
    )


def holding(case: CaseFacts, stack: Stack, *, on: date) -> Holds:
    """Return the test whether a condition holds of the child on a day."""
    child = answer(case, stack, as_at=on).child

    def holds(condition: Condition) -> bool:
        return holds_of_child(condition, child, child.day)

    return holds


def clock_end(due: date | datetime | None) -> datetime | None:
    """Return the moment after which a step is overdue: of a day, its end."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, datetime.max.time().replace(microsecond=0), LONDON)


def roles_waiting(does: Iterable[Does]) -> dict[str, bool]:
    """Return the roles it waits for, each with whether they can sign; to withdraw is no duty."""
    found: dict[str, bool] = {}
    for each in (d for d in does if d.action != Action.WITHDRAW):
        for role in each.by:
            found[str(role)] = found.get(str(role), False) or each.signature
    return found


def told_of(told: dict[str, Any]) -> dict[Needed, str]:
    """Return what was told with an action, by what the policy calls it."""
    return {Needed(k): str(v).strip() for k, v in told.items() if str(v).strip()}
