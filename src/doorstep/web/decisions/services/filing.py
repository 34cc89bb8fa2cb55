"""The form of a decision as an action files it: what was written, by whom, a new version of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action
from doorstep.web.accounts.access import Access, Held
from doorstep.web.decisions.models import Decision, Draft, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.services.doing import Doing
from doorstep.web.decisions.state import person
from doorstep.workflow import RefusedError, State
from doorstep.workflow.forms import asked
from doorstep.workflow.signing import digest


class Filing(NamedTuple):
    """By whom, in which role and when an action files a form."""

    by: Access
    held: Held
    at: datetime


def as_written(found: Opened, doing: Doing, by: Access) -> Opened:
    """Return a decision with its draft as it is sent, for what may be done depends on the answers.

    Who changes the draft as they send it has written in it.
    """
    if not found.decision.at_start or found.form is None or not doing.answers:
        return found
    before = found.state.answers or {}
    told = {k: v.strip() for k, v in doing.answers.items()}
    answers = {k: v for k, v in {**before, **told}.items() if v}
    wrote = {person(by.user_id)} if answers != before else set()
    state = replace(found.state, writers=found.state.writers | wrote)
    return replace(found, state=_with(state, answers))


def filed(found: Opened, doing: Doing, does: Does, who: Filing) -> tuple[State, Filled | None]:
    """Return the state with the answers as they are handed on or signed, and their stored version.

    Raises: RefusedError for an answer that is not whoever acts to give.
    """
    if found.form is None:
        _refuse_answers(doing)
        return found.state, found.last_filled
    if found.decision.at_start:
        return _handed_on(found, doing, does, who)
    own = {f.id for f in found.form.fields if does.signs and f.before == does.signs}
    if not set(doing.answers) <= own | {f"{name}.comment" for name in own}:
        _refuse_answers(doing)
    told = {k: v.strip() for k, v in doing.answers.items() if v.strip()}
    before = found.state.answers or {}
    if not told or told.items() <= before.items():
        return found.state, found.last_filled
    filled = _version(found, {**before, **told}, doing, found.last_filled, who)
    return _with(found.state, filled.answers), filled


def _refuse_answers(doing: Doing) -> None:
    if doing.answers:
        raise RefusedError(
            "What was submitted is not changed any more; send it back to be written anew."
        )


def _handed_on(found: Opened, doing: Doing, does: Does, who: Filing) -> tuple[State, Filled | None]:
    """Return the state with the draft as it is handed on or signed; who withdraws it files nothing."""
    answers = dict(found.state.answers or {})
    if does.action == Action.WITHDRAW:
        return found.state, found.last_filled
    filled = _version(found, answers, doing, found.draft, who)
    return _with(found.state, filled.answers), filled


def _with(state: State, answers: Mapping[str, str]) -> State:
    return replace(state, answers=dict(answers))


def _version(
    found: Opened,
    answers: Mapping[str, str],
    doing: Doing,
    last: Draft | Filled | None,
    who: Filing,
) -> Filled:
    part = found.decision.form_part
    if part is None or found.state.form is None:
        raise RefusedError("This decision has no form.")
    shown = {f.id for f in asked(form_of(part), answers, found.holds)}
    kept = {k: v for k, v in answers.items() if k.removesuffix(".comment") in shown}
    return Filled.objects.create(
        child=found.child,
        decision=found.decision,
        form=part.part_id,
        title=part.title,
        part=part,
        answers=kept,
        carried=[n for n in (last.carried if last else []) if n in kept],
        known=last.known if last else {},
        writers=_writers(found, last, who.by),
        client_id=doing.client_id,
        digest=digest(_with(found.state, kept), ""),
        recorded_at=who.at,
        recorded_by_id=who.by.user_id,
        acting_for=who.held.acting_for,
    )


def _writers(found: Opened, last: Draft | Filled | None, by: Access) -> list[int]:
    """Return who wrote it; who only signs it later is none of them."""
    before = last.writers if last else []
    return list(dict.fromkeys([*before, by.user_id])) if found.decision.at_start else before


def draft_again(decision: Decision, found: Opened, at: datetime) -> None:
    """Begin the draft anew from what was handed on last, when it was sent back to be written again.

    It was written by whoever handed it on, at that time; who sent it back wrote nothing in it.
    """
    rows = decision.forms_filled.filter(form=found.form.id if found.form else "")
    last = rows.order_by("-pk").first()
    if last is None:
        return
    start = found.state.procedure.start
    handed_on = next((row for row in reversed(found.done) if row.step == start), None)
    Draft.objects.create(
        child=found.child,
        decision=decision,
        form=last.form,
        answers=last.answers,
        carried=last.carried,
        known=last.known,
        writers=last.writers,
        written_by_id=handed_on.recorded_by_id if handed_on else last.recorded_by_id,
        written_at=handed_on.recorded_at if handed_on else at,
    )
