"""Do an action of a decision: check it against the policy, write it down, put it into effect."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action, Role
from doorstep.web.accounts.access import Access, Held
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action as Told
from doorstep.web.caseload.services import answer_anew
from doorstep.web.decisions import effects, notes, queries
from doorstep.web.decisions.models import Decision, Done, Draft, Filled
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.review_days import review_days_over
from doorstep.web.decisions.services.doing import (
    Doing,
    MovedOnError,
    SaidOtherwiseError,
    ShownOtherwiseError,
    refuse_otherwise,
)
from doorstep.web.decisions.services.filing import Filing, as_written, draft_again, filed
from doorstep.web.decisions.services.locking import locked, refuse_another_page
from doorstep.web.decisions.services.opening import wait
from doorstep.web.decisions.shown import fingerprint, fingerprints
from doorstep.web.decisions.state import actor, clock_end, roles_waiting
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import LONDON, england
from doorstep.workflow import Actor, RefusedError, State, advance, due, open_actions, outcome
from doorstep.workflow import Done as PureDone


@transaction.atomic
def act(*, child_id: str, decision: int, doing: Doing, by: Access, at: datetime) -> Decision:
    """Do an action of a decision, with all that follows from it; the same page sent twice does it once.

    Raises: Http404; RefusedError saying why not; ShownOtherwiseError; MovedOnError; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    row = queries.get_decision(child=child, pk=decision, lock=True)
    before = Done.objects.filter(decision=row, client_id=doing.client_id)
    if done := before.select_related("filled__part").first():
        holds = queries.opened(row, child, adopted_stack(), on=by.on).holds
        refuse_otherwise(done, doing, by, holds)
        return row
    if row.version != doing.version:
        raise MovedOnError(row)
    refuse_another_page(child, doing.client_id)
    shown = queries.opened(row, child, adopted_stack(), on=by.on)
    held = _role(as_written(shown, doing, by), doing, by)
    return _done(shown, doing, held, by=by, at=at)


def _role(found: Opened, doing: Doing, by: Access) -> Held:
    """Return the role in which the person acts; where none will do, one whose refusal says why."""
    roles = queries.roles_for(found.child, by)
    if doing.role:
        roles = [held for held in roles if held.role == doing.role]
    if chosen := queries.role_to(found.actions, doing.action, roles):
        return chosen
    named = [h for h in roles if h.role in set(Role)]
    if not named:
        raise RefusedError("None of your roles acts on decisions about this child.")
    return named[0]


def _done(shown: Opened, doing: Doing, held: Held, *, by: Access, at: datetime) -> Decision:
    found = as_written(shown, doing, by)
    who = actor(by.user_id, Role(held.role), held.acting_for_id)
    does = _does(found, doing, who, at)
    _check_shown(shown, doing, does)
    state, filled = filed(found, doing, does, Filing(by, held, at))
    happened = _happened(doing, does, at)
    after = advance(state, doing.action, who, at=happened, told=dict(doing.told), holds=found.holds)
    result = outcome(state, after, found.holds)
    _check_review(after, found, happened)
    effects.check_plan(after, found)
    row = _store(found, after, doing, (held, filled), by=by, at=at)
    effects.put(found, after, result, row, by=by, at=at)
    notes.write(found, after, row, by=by)
    _move(found.decision, after, found, at)
    answer_anew([found.child], at=at)
    effects.check_tier(found.child, result)
    _tell(found, row, by=by, at=at)
    return found.decision


def _does(found: Opened, doing: Doing, who: Actor, at: datetime) -> Does:
    """Return the action that will be taken, if it is open to the role; else `advance` says why not."""
    same = [d for d in found.actions if d.action == doing.action and who.role in d.by]
    if not same or found.state.has_ended:
        advance(found.state, doing.action, who, at=at, told=dict(doing.told), holds=found.holds)
    return same[0]


# --- the action ---------------------------------------------------------------------------------------


def _check_shown(shown: Opened, doing: Doing, does: Does) -> None:
    """Refuse to sign or hand on something else than what was shown to who does it."""
    if fingerprint(shown, does) and doing.signed not in fingerprints(shown, doing.action):
        raise ShownOtherwiseError


def _check_review(after: State, found: Opened, at: datetime) -> None:
    """Refuse a day of review that has come already: what is agreed would hold on no day (S9)."""
    done = after.done[-1]
    if after.form is None or not (done.is_authoring or after.has_ended):
        return
    given, on = after.given(found.holds), at.astimezone(LONDON).date()
    for _, why in review_days_over(after.procedure, after.form, given, on=on):
        raise RefusedError(why)


def _happened(doing: Doing, does: Does, at: datetime) -> datetime:
    if doing.happened_at is None or does.signature:
        return at
    if doing.happened_at > at:
        raise RefusedError("It cannot have happened after now.")
    return doing.happened_at


def _store(
    found: Opened,
    after: State,
    doing: Doing,
    done_by: tuple[Held, Filled | None],
    *,
    by: Access,
    at: datetime,
) -> Done:
    done, (held, filled) = after.done[-1], done_by
    return Done.objects.create(
        decision=found.decision,
        number=len(after.done),
        client_id=doing.client_id,
        step=done.step,
        step_title=found.state.here.title,
        action=done.action,
        to=done.to,
        to_title=after.here.title,
        told={k.value: v for k, v in doing.told.items() if v},
        clause=_clause(found, done),
        signature=done.signature,
        signs=done.signs,
        digest=done.digest,
        filled=filled,
        role=held.role,
        happened_at=done.at,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=held.acting_for,
        acting_for_user_id=held.acting_for_id,
    )


def _clause(found: Opened, done: PureDone) -> str:
    step = found.state.procedure.steps[done.step]
    same = [d for d in step.actions if d.action == done.action and d.to == done.to]
    return next((d.clause for d in same if d.clause), step.clause)


def _move(decision: Decision, after: State, found: Opened, at: datetime) -> None:
    """Store where the decision stands now, and who can act."""
    decision.step, decision.step_title = after.step, after.here.title
    decision.since = after.since
    decision.at_start = after.step == after.procedure.start
    decision.ended_at = at if after.has_ended else None
    decision.due_at = clock_end(due(after, england()))
    decision.in_dispute = _is_disputed(after)
    decision.version += 1
    decision.save()
    wait(decision, roles_waiting(open_actions(after, found.holds)))
    if not decision.at_start:
        Draft.objects.filter(decision=decision).delete()
    elif found.form is not None and not Draft.objects.filter(decision=decision).exists():
        draft_again(decision, found, at)


def _is_disputed(after: State) -> bool:
    """Test whether somebody disagreed and it has come neither back to agreement nor to an end."""
    if after.has_ended or after.step == after.procedure.start:
        return False
    steps = [d.step for d in after.round if d.action == Action.DISAGREE]
    return bool(steps) and after.step not in steps


def _tell(found: Opened, row: Done, *, by: Access, at: datetime) -> None:
    detail: dict[str, Any] = {
        "decision": found.decision.pk,
        "done": row.pk,
        "action": row.action,
        "to": row.to,
    }
    action = Told.SIGN_DECISION if row.signature else Told.ACT_ON_DECISION
    audit.record(
        action=action,
        subject="child",
        subject_id=found.child.child_id,
        by=replace(by, acting_for=row.acting_for),
        at=at,
        detail=detail,
    )


__all__ = ["Doing", "MovedOnError", "SaidOtherwiseError", "ShownOtherwiseError", "act"]
