"""Write down the decision that a plan ends, unless a rule refuses it or asks for more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.policy.stack import Stack
from doorstep.vocabulary import EpisodeKind, Needed, Record, Role
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import CaseNote, Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.components import day, words, words_within
from doorstep.web.decisions.ending_plans import Ending, endings
from doorstep.web.decisions.models import Filled
from doorstep.web.decisions.queries import roles_for
from doorstep.web.decisions.saying import TOLD
from doorstep.web.decisions.services.happenings import SaidOtherwiseError
from doorstep.web.decisions.services.locking import locked
from doorstep.web.decisions.services.meetings import tell_noted
from doorstep.web.decisions.services.noting import Note, store_note, written_before
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workflow import RefusedError
from doorstep.workflow.words import either


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """That a plan ends: which, why, and what else the policy has told with it.

    `met_on` is the day of the meeting that decided it, where somebody else writes it down.
    """

    kind: EpisodeKind
    why: str
    told: Mapping[Needed, str] = field(default_factory=dict)
    met_on: date | None = None


@transaction.atomic
def end_plan(
    *, child_id: str, decided: Decided, client_id: UUID, by: Access, at: datetime
) -> CaseNote:
    """Write down the decision as a case management decision; the plan itself ends elsewhere.

    Raises: Http404; RefusedError with the clause; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    before, stack = written_before(child, client_id), adopted_stack()
    if before is not None:
        if decided.why not in before.text or (
            decided.met_on and day(decided.met_on) not in before.text
        ):
            raise SaidOtherwiseError(before)
        return before
    found = _open(child, decided.kind, stack, by)
    role = check(found, child, stack, by=by)
    _check_told(found, decided)
    _check_met(found, decided, role)
    note = Note(
        record=Record.CASE_MANAGEMENT_DECISION,
        title=f"{words(found.kind)} ends",
        text=_text(found, decided, by.name, role),
        clause=found.clause,
        on=at,
        role=role,
    )
    row = store_note(child, note, client_id, by=by, at=at)
    tell_noted(row, child, by=by, at=at)
    return row


def _open(child: Child, kind: EpisodeKind, stack: Stack, by: Access) -> Ending:
    found = endings(case_of(child), stack, on=by.on)
    ending = next((each for each in found if each.kind == kind), None)
    if ending is None:
        raise RefusedError(f"No {words_within(kind)} is open for the child today.")
    return ending


def check(found: Ending, child: Child, stack: Stack, *, by: Access) -> Role:
    """Return the role in which a person may decide that the plan ends.

    Raises: RefusedError saying why it may not end, or not like this.
    """
    if found.is_refused:
        refused = found.said[0]
        raise RefusedError(f"{refused.case.says} ({refused.clause})")
    if found.procedures:
        names = " and ".join(stack.procedures[name].title for name in found.procedures)
        raise RefusedError(f"To end the plan, go through: {names} ({found.clause}).")
    lacking = forms_lacking(found, child)
    if lacking:
        names = "; ".join(stack.forms[name].title for name in lacking)
        raise RefusedError(f"To end the plan, fill in first: {names} ({found.clause}).")
    role = found.role_of(roles_for(child, by))
    if role is None:
        named = "".join(f", or {words_within(each)}," for each in found.named)
        raise RefusedError(f"Only a manager of the child’s team{named} decides that a plan ends.")
    if found.asks_when_it_met(role) and not found.met_on:
        raise RefusedError(_not_alone(found))
    return role


def _not_alone(found: Ending) -> str:
    """Return why a manager does not decide it alone, and what would let it be written down."""
    told = (
        f"It is decided by {either(words_within(role) for role in found.named)} ({found.clause})."
    )
    met = either(words_within(kind) for kind in found.meetings)
    if not met:
        return told
    return f"{told} A manager writes it down once the {met} that decided it is on record."


def _check_met(found: Ending, decided: Decided, role: Role) -> None:
    """Refuse what no meeting on record decided, where somebody else than its chair writes it down."""
    if found.asks_when_it_met(role) and decided.met_on not in found.met_on:
        met = either(words_within(kind) for kind in found.meetings)
        raise RefusedError(f"Say which {met} on record decided it ({found.clause}).")


def forms_lacking(found: Ending, child: Child) -> list[str]:
    """Return the forms that the rules ask for and that were not filled in since the plan began."""
    rows = Filled.objects.filter(
        child=child, form__in=found.forms, recorded_at__date__gte=found.since
    )
    filled = set(rows.values_list("form", flat=True))
    return [name for name in found.forms if name not in filled]


def _check_told(found: Ending, decided: Decided) -> None:
    lacking = [n for n in found.needs if not decided.told.get(n, "").strip()]
    if not decided.why.strip():
        raise RefusedError("Say why the plan ends.")
    if lacking:
        names = ", ".join(words_within(n) for n in lacking)
        raise RefusedError(f"To end the plan, say also: {names} ({found.clause}).")


def _text(found: Ending, decided: Decided, name: str, role: Role) -> str:
    plan = words_within(found.kind)
    ends = f"the {plan} of {day(found.since)} ends."
    met = either(words_within(kind) for kind in found.meetings)
    lines = [
        f"Decided by the {met} of {day(decided.met_on)}, written by {name}, {words_within(role)}: {ends}"
        if found.asks_when_it_met(role)
        else f"Decided by {name}, {words_within(role)}: {ends}",
        f"Why: {decided.why}",
        *(f"{TOLD[n]}: {text}" for n, text in decided.told.items() if text),
        *(f"The policy says: {r.case.says} ({r.clause})" for r in found.said),
        "The plan is ended in the case management system. Until it is, what it asks for stays due.",
    ]
    return "\n".join(lines)
