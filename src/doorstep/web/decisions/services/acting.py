"""Do an action of a decision: check it against the policy, write it down, put it into effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action, Needed, Role, Tells
from doorstep.web.accounts.access import Access, Held
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action as Told
from doorstep.web.caseload.services import answer_anew
from doorstep.web.decisions import effects, notes, queries
from doorstep.web.decisions.models import Decision, Done, Draft, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.services.locking import locked, refuse_another_page
from doorstep.web.decisions.services.opening import wait
from doorstep.web.decisions.state import actor, clock_end, person, roles_waiting
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import LONDON, england
from doorstep.workflow import Done as PureDone
from doorstep.workflow import RefusedError, State, advance, due, open_actions, outcome
from doorstep.workflow.forms import asked
from doorstep.workflow.signing import digest as fingerprint


class MovedOnError(Exception):
    """Somebody else acted meanwhile; `decision` is where it stands now."""

    def __init__(self, decision: Decision):
        super().__init__("Somebody else acted on this decision while you were.")
        self.decision = decision


class SaidOtherwiseError(Exception):
    """The same page was sent before and said something else; `row` is what was done then."""

    def __init__(self, row: Done):
        super().__init__("This page was sent before, and said something else then.")
        self.row = row


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What somebody does: the action, what they tell, the answers that are theirs to give.

    `version` is the decision's as they saw it, `signed` the fingerprint shown to who signs.
    `happened_at` is when it happened, where that was before it is written; a signature is given now.
    """

    action: Action
    client_id: UUID
    version: int
    told: Mapping[Needed, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    signed: str = ""
    role: Role | None = None
    happened_at: datetime | None = None


@transaction.atomic
def act(*, child_id: str, decision: int, doing: Doing, by: Access, at: datetime) -> Decision:
    """Do an action of a decision, with all that follows from it; the same page sent twice does it once.

    Raises: Http404; RefusedError saying why not; MovedOnError; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    row = queries.get_decision(child=child, pk=decision, lock=True)
    if before := Done.objects.filter(decision=row, client_id=doing.client_id).first():
        return _the_same(before, doing, row, by)
    if row.version != doing.version:
        raise MovedOnError(row)
    refuse_another_page(child, doing.client_id)
    shown = queries.opened(row, child, adopted_stack(), on=by.on)
    _check_signed(shown.state, doing)
    found = _as_written(shown, doing, by)
    held = _role(found, doing, by)
    return _done(found, doing, held, by=by, at=at)


def _the_same(before: Done, doing: Doing, row: Decision, by: Access) -> Decision:
    told = {k.value: v for k, v in doing.told.items() if v}
    if before.recorded_by_id != by.user_id or before.action != doing.action or before.told != told:
        raise SaidOtherwiseError(before)
    return row


def _as_written(found: Opened, doing: Doing, by: Access) -> Opened:
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


def _done(found: Opened, doing: Doing, held: Held, *, by: Access, at: datetime) -> Decision:
    does = _does(found, doing, held)
    state, filled = _filled(found, doing, does, by=by, at=at)
    happened = _happened(doing, does, at)
    who = actor(by.user_id, Role(held.role), held.acting_for_id)
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


def _does(found: Opened, doing: Doing, held: Held) -> Does | None:
    """Return the action that will be taken, if it is open to the role; `advance` says why not."""
    same = [d for d in found.actions if d.action == doing.action]
    return next((d for d in same if held.role in d.by), None)


# --- the form -----------------------------------------------------------------------------------------


def _filled(
    found: Opened, doing: Doing, does: Does | None, *, by: Access, at: datetime
) -> tuple[State, Filled | None]:
    """Return the state with the answers as they are submitted or signed, and their stored version."""
    if does is None or found.form is None:
        _refuse_answers(doing)
        return found.state, found.last_filled
    if found.decision.at_start:
        return _submitted(found, doing, does, by=by, at=at)
    own = {f.id for f in found.form.fields if does.signs and f.before == does.signs}
    if not set(doing.answers) <= own | {f"{name}.comment" for name in own}:
        _refuse_answers(doing)
    told = {k: v.strip() for k, v in doing.answers.items() if v.strip()}
    before = found.state.answers or {}
    if not told or told.items() <= before.items():
        return found.state, found.last_filled
    answers = {**before, **told}
    filled = _version(found, answers, doing, writers=found.last_filled, by=by, at=at)
    return _with(found.state, filled.answers), filled


def _refuse_answers(doing: Doing) -> None:
    if doing.answers:
        raise RefusedError(
            "What was submitted is not changed any more; send it back to be written anew."
        )


def _submitted(
    found: Opened, doing: Doing, does: Does, *, by: Access, at: datetime
) -> tuple[State, Filled | None]:
    """Return the state with the draft as it is handed on or signed; who withdraws it files nothing."""
    answers = dict(found.state.answers or {})
    if does.action == Action.WITHDRAW:
        return found.state, found.last_filled
    filled = _version(found, answers, doing, writers=found.draft, by=by, at=at)
    return _with(found.state, filled.answers), filled


def _with(state: State, answers: dict[str, str]) -> State:
    return replace(state, answers=answers)


def _version(  # noqa: PLR0913 (what was written, by whom and when)
    found: Opened,
    answers: dict[str, str],
    doing: Doing,
    *,
    writers: Draft | Filled | None,
    by: Access,
    at: datetime,
) -> Filled:
    part = found.decision.form_part
    if part is None or found.state.form is None:
        raise RefusedError("This decision has no form.")
    form = form_of(part)
    shown = {f.id for f in asked(form, answers, found.holds)}
    kept = {k: v for k, v in answers.items() if k.removesuffix(".comment") in shown}
    wrote = list(dict.fromkeys([*(writers.writers if writers else []), by.user_id]))
    return Filled.objects.create(
        child=found.child,
        decision=found.decision,
        form=part.part_id,
        title=part.title,
        part=part,
        answers=kept,
        carried=[n for n in (writers.carried if writers else []) if n in kept],
        known=writers.known if writers else {},
        writers=wrote if found.decision.at_start else (writers.writers if writers else []),
        client_id=doing.client_id,
        digest=fingerprint(_with(found.state, kept), ""),
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
    )


# --- the action ---------------------------------------------------------------------------------------


def _check_signed(shown: State, doing: Doing) -> None:
    """Refuse a signature on something else than what was shown to who signs."""
    signing = [d for d in shown.here.actions if d.action == doing.action and d.signature]
    if not doing.signed or not signing:
        return
    if doing.signed not in {fingerprint(shown, d.signs) for d in signing}:
        raise RefusedError("What you were shown is not what stands now; read it again and sign.")


def _check_review(after: State, found: Opened, at: datetime) -> None:
    """Refuse a day of review that has come already: what is agreed would hold on no day (S9)."""
    done = after.done[-1]
    if after.form is None or not (done.is_authoring or after.has_ended):
        return
    given, today = after.given(found.holds), at.astimezone(LONDON).date().isoformat()
    for each in after.form.fields:
        if each.tells == Tells.REVIEW_DATE and given.get(each.id, today + "+") <= today:
            raise RefusedError(f"{each.label} That day must lie ahead.")


def _happened(doing: Doing, does: Does | None, at: datetime) -> datetime:
    if doing.happened_at is None or (does is not None and does.signature):
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
        _draft_again(decision, found, at)


def _draft_again(decision: Decision, found: Opened, at: datetime) -> None:
    """Begin the draft anew from what was submitted, when it was sent back to be written again."""
    last = (
        decision.forms_filled.filter(form=found.form.id if found.form else "")
        .order_by("-pk")
        .first()
    )
    if last is None:
        return
    Draft.objects.create(
        child=found.child,
        decision=decision,
        form=last.form,
        answers=last.answers,
        carried=last.carried,
        known=last.known,
        writers=last.writers,
        written_by_id=last.recorded_by_id,
        written_at=at,
    )


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
        by=by,
        at=at,
        detail=detail,
    )


__all__ = ["Doing", "MovedOnError", "SaidOtherwiseError", "act"]
