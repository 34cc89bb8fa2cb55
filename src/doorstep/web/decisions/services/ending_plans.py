"""Write down the decision that a plan ends, unless a rule refuses it or asks for more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
from doorstep.web.decisions.services.happenings import SaidOtherwiseError
from doorstep.web.decisions.services.locking import locked
from doorstep.web.decisions.services.meetings import tell_noted
from doorstep.web.decisions.services.noting import Note, store_note, written_before
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workflow import RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """That a plan ends: which, why, and what else the policy has told with it."""

    kind: EpisodeKind
    why: str
    told: Mapping[Needed, str] = field(default_factory=dict)


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
        if decided.why not in before.text:
            raise SaidOtherwiseError(before)
        return before
    found = _open(child, decided.kind, stack, by)
    role = check(found, child, stack, by=by)
    _check_told(found, decided)
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
    return role


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
    lines = [
        f"Decided by {name}, {words_within(role)}: the {plan} of {day(found.since)} ends.",
        f"Why: {decided.why}",
        *(f"{words(n)}: {text}" for n, text in decided.told.items() if text),
        *(f"The policy says: {r.case.says} ({r.clause})" for r in found.said),
        "The plan is ended in the case management system. Until it is, what it asks for stays due.",
    ]
    return "\n".join(lines)
