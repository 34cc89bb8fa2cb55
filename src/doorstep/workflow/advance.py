"""The one function that moves a procedure on: a state and an action give the next state.

It reads no clock and keeps no records: the caller gives the time and keeps the state.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.say import in_words
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workflow.filling import check_form, check_told
from doorstep.workflow.forms import Given, Holds, is_asked, nothing_holds
from doorstep.workflow.signing import check_signature, digest
from doorstep.workflow.state import Actor, Done, NotHereError, RefusedError, State
from doorstep.workflow.words import moment, quoted


def begin(
    procedure: Procedure,
    *,
    at: datetime,
    form: Form | None = None,
    answers: Given | None = None,
    holds: Holds | None = None,
) -> State:
    """Return a procedure just opened; with `holds`, on a form that is meant for the child.

    Raises: RefusedError if the form is not one of the procedure's, or is meant for other children.
    """
    if form is not None and form.id not in procedure.forms:
        raise RefusedError(f"{procedure.title} is not gone through on the form {form.title}.")
    if form is not None and form.chosen_when is not None and holds and not holds(form.chosen_when):
        raise RefusedError(f"{form.title} is for children of whom: {in_words(form.chosen_when)}.")
    return State(procedure=procedure, step=procedure.start, since=at, form=form, answers=answers)


def advance(
    state: State,
    action: Action,
    by: Actor,
    *,
    at: datetime,
    told: Mapping[Needed, str] | None = None,
    holds: Holds = nothing_holds,
) -> State:
    """Return the state after `by` has done `action`.

    Raises: RefusedError saying why not, and what could be done instead; nothing is changed then.
    """
    told = told or {}
    does = _chosen(state, action, by.role, holds)
    _check_time(state, at)
    check_told(does, told)
    check_form(state, does, holds)
    if does.signature:
        check_signature(state, does, by)
    stays = does.to == state.step
    done = (*state.done, _done(state, does, by, at, told))
    return replace(state, step=does.to, since=state.since if stays else at, done=done)


def _done(state: State, does: Does, by: Actor, at: datetime, told: Mapping[Needed, str]) -> Done:
    return Done(
        step=state.step,
        action=does.action,
        by=by,
        at=at,
        told=dict(told),
        to=does.to,
        signature=does.signature,
        writes=does.writes,
        signs=does.signs,
        digest=digest(state, does.signs) if does.signature else "",
    )


def open_actions(state: State, holds: Holds = nothing_holds) -> list[Does]:
    """Return what may be done now: of each action, for each role, the first whose conditions hold."""
    given = state.given(holds)
    found: dict[tuple[Action, Role], Does] = {}
    for does in state.here.actions:
        if is_asked(does.when, does.if_answer, given, holds):
            for role in does.by:
                found.setdefault((does.action, role), does)
    return list({id(does): does for does in found.values()}.values())


def _chosen(state: State, action: Action, role: Role, holds: Holds) -> Does:
    if state.has_ended:
        raise RefusedError(f"{state.procedure.title} has ended: {quoted(state.here.title)}.")
    now = open_actions(state, holds)
    found = [does for does in now if does.action == action]
    for does in found:
        if role in does.by:
            return does
    named = tuple(r for does in found for r in does.by)
    can = tuple(dict.fromkeys(does.action for does in now))
    raise NotHereError(action, role, step=state.here.title, named=named, can=can)


def _check_time(state: State, at: datetime) -> None:
    if at.astimezone(UTC) < state.latest.astimezone(UTC):
        raise RefusedError(f"It cannot have been done before {moment(state.latest)}.")
