"""The one function that moves a procedure on: a state and an action give the next state.

It reads no clock and keeps no records: the caller gives the time and keeps the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does, Procedure, Step, Writes
from doorstep.policy.say import in_words
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workflow.forms import Given, Holds, is_asked, missing, nothing_holds, signatures


class RefusedError(ValueError):
    """An action that may not be done now; the message says why, and what could be done instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which role, and for whom if as a deputy."""

    person: str
    role: Role
    acts_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One action done: never changed, only followed by others."""

    step: str
    action: Action
    by: Actor
    at: datetime
    told: Mapping[Needed, str]
    to: str
    signature: bool
    writes: tuple[Writes, ...]


class Filled(NamedTuple):
    """Another form that was filled in beside the procedure's own."""

    form: Form
    answers: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a procedure stands: its step, since when, and all that was done.

    `form` with its `answers` is what is signed; `also` are other forms an action may ask for.
    """

    procedure: Procedure
    step: str
    since: datetime
    done: tuple[Done, ...] = ()
    form: Form | None = None
    answers: Given | None = None
    also: tuple[Filled, ...] = ()

    @property
    def here(self) -> Step:
        """Return the step it stands in."""
        return self.procedure.steps[self.step]

    @property
    def has_ended(self) -> bool:
        """Test whether nothing more is to be done."""
        return self.here.ends

    @property
    def round(self) -> tuple[Done, ...]:
        """Return what was done since it was last back at the start."""
        last = max(
            (n for n, d in enumerate(self.done, 1) if d.to == self.procedure.start), default=0
        )
        return self.done[last:]

    @property
    def authors(self) -> frozenset[str]:
        """Return who wrote what is now to be signed."""
        written = [d for d in self.round if d.step == self.procedure.start and not d.signature]
        return frozenset(p for d in written for p in (d.by.person, d.by.acts_for) if p)

    @property
    def signed_by(self) -> frozenset[str]:
        """Return who has signed what now stands."""
        return frozenset(d.by.person for d in self.round if d.signature)


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
    _check_told(does, told)
    _check_form(state, does, holds)
    if does.signature:
        _check_signature(state, by)
    done = Done(
        step=state.step,
        action=action,
        by=by,
        at=at,
        told=dict(told),
        to=does.to,
        signature=does.signature,
        writes=does.writes,
    )
    return replace(state, step=does.to, since=at, done=(*state.done, done))


def open_actions(state: State, holds: Holds = nothing_holds) -> list[Does]:
    """Return what may be done now: of each action, for each role, the first whose conditions hold."""
    found: dict[tuple[Action, Role], Does] = {}
    for does in state.here.actions:
        if is_asked(does.when, does.if_answer, state.answers or {}, holds):
            for role in does.by:
                found.setdefault((does.action, role), does)
    return list({id(does): does for does in found.values()}.values())


def _chosen(state: State, action: Action, role: Role, holds: Holds) -> Does:
    if state.has_ended:
        raise RefusedError(f"{state.procedure.title} has ended: {_lower(state.here.title)}.")
    now = open_actions(state, holds)
    found = [does for does in now if does.action == action]
    for does in found:
        if role in does.by:
            return does
    if found:
        roles = " or ".join(_spaced(r) for does in found for r in does.by)
        raise RefusedError(f"Only {roles} may {_spaced(action)} here, not {_spaced(role)}.")
    can = ", ".join(dict.fromkeys(_spaced(does.action) for does in now)) or "nothing"
    raise RefusedError(
        f"Nobody can {_spaced(action)} in the step {_lower(state.here.title)}; what can be done: {can}."
    )


def _check_told(does: Does, told: Mapping[Needed, str]) -> None:
    lacking = [_spaced(n) for n in does.needs if not told.get(n, "").strip()]
    if lacking:
        raise RefusedError(f"To {_spaced(does.action)}, say: {', '.join(lacking)}.")


def _check_form(state: State, does: Does, holds: Holds) -> None:
    if does.form:
        _check_filled(state, does, holds)
    if state.form is None:
        if does.signs or (does.action == Action.SUBMIT and state.procedure.forms):
            raise RefusedError(f"To {_spaced(does.action)}, the form must be filled in first.")
        return
    answers = state.answers or {}
    if does.signs and does.signs not in {s.id for s in signatures(state.form, answers, holds)}:
        raise RefusedError(f"{state.form.title} asks for no such signature in this case.")
    before = does.signs or ("submit" if does.action == Action.SUBMIT else "")
    empty = missing(state.form, answers, before=before, holds=holds) if before else []
    if empty:
        raise RefusedError(f"Still to be filled in: {'; '.join(f.label for f in empty)}.")


def _check_filled(state: State, does: Does, holds: Holds) -> None:
    """Refuse an action whose form is not filled in, be it the procedure's own or another."""
    own = [Filled(state.form, state.answers or {})] if state.form else []
    found = next((f for f in (*own, *state.also) if f.form.id == does.form), None)
    if found is None:
        name = does.form.rpartition("/")[2].replace("_", " ")
        raise RefusedError(f"To {_spaced(does.action)}, fill in first: {name}.")
    meant = found.form.chosen_when
    if found.form is not state.form and meant is not None and not holds(meant):
        raise RefusedError(f"{found.form.title} is for children of whom: {in_words(meant)}.")
    empty = missing(found.form, found.answers, before="submit", holds=holds)
    if empty:
        labels = "; ".join(f.label for f in empty)
        on = "" if found.form is state.form else f" on {found.form.title}"
        raise RefusedError(f"Still to be filled in{on}: {labels}.")


def _check_signature(state: State, by: Actor) -> None:
    if by.person in state.authors:
        raise RefusedError("Nobody signs their own work: another person must do this.")
    if by.acts_for and by.acts_for in state.authors:
        raise RefusedError("A deputy may not sign the work of the person they act for.")
    if by.person in state.signed_by:
        raise RefusedError("Whoever gave one signature may not give the other as well.")


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _lower(title: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"
