"""What the pages of writing read: the draft, what must come first, the drafts of brothers and sisters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from doorstep.policy.form import Field, Form
from doorstep.policy.procedure import Does
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of, children_for
from doorstep.web.decisions import queries
from doorstep.web.decisions.known import COMMENT, OF_SEVERAL
from doorstep.web.decisions.models import Decision, Draft
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.review_days import review_days_over
from doorstep.web.decisions.saying import in_role, to_do, told_rows, was_done, when
from doorstep.web.decisions.services import renew_draft, save_draft
from doorstep.web.decisions.services.drafting import form_to_fill, refuse_another_writer
from doorstep.web.decisions.sheets import Sheet, sheet_of
from doorstep.web.decisions.state import holding
from doorstep.web.policies.queries import stack
from doorstep.web.versions import ConflictError
from doorstep.workflow import RefusedError, missing
from doorstep.workflow.filling import point_of
from doorstep.workflow.state import AUTHORING

NOT_ANY_MORE = "It was submitted or ended meanwhile, or it is not yours to write any more."


def may_write(found: Opened, by: Access) -> bool:
    """Test whether a person may write the form of a decision as it stands."""
    if found.form is None or found.draft is None:
        return False
    try:
        refuse_another_writer(found.draft, found.child, by)
    except (RefusedError, PermissionDenied):
        return False
    return True


def renewed(found: Opened, by: Access) -> Opened:
    """Return a decision with its draft as the record stands now, if the person may write it."""
    if found.draft is None or not may_write(found, by):
        return found
    if not renew_draft(child_id=found.child.child_id, draft=found.draft.pk, by=by):
        return found
    return queries.opened(found.decision, found.child, stack(), on=by.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """What brought a decision back to whoever writes it: what was done, by whom, and what was said."""

    heading: str
    told: list[tuple[str, str]]


def sent_back(found: Opened) -> SentBack | None:
    """Return how a decision came back to its start; None where it never left it."""
    if not found.done or not found.decision.at_start or found.decision.ended_at:
        return None
    row = found.done[-1]
    who = f"{row.recorded_by.name}, {in_role(row.role, row.acting_for)}"
    heading = f"{was_done(row.action)} on {when(row.recorded_at)} by {who}"
    return SentBack(heading=heading, told=told_rows(row.told))


def sheet(found: Opened, data: Any = None) -> Sheet:
    """Return the form of a decision as it is being filled in.

    Shape: a decision that `may_write` let through.
    """
    if found.form is None or found.draft is None:
        raise RefusedError(NOT_ANY_MORE)
    return sheet_of(found.form, found.holds, found.draft, data)


def get(*, child: Child, pk: int) -> Draft | None:
    """Return a draft about a child, with the decision it is of."""
    rows = Draft.objects.filter(child=child, pk=pk)
    return rows.select_related("decision__form_part", "written_by", "child").first()


def sheet_of_draft(draft: Draft, child: Child, by: Access, data: Any) -> Sheet:
    """Return what was posted of a draft, be it of a decision or of a form filled in by itself.

    Raises: RefusedError where the form is in no adopted policy any more.
    """
    adopted = stack()
    part = draft.decision.form_part if draft.decision else None
    paper = form_of(part) if part else form_to_fill(draft.form, adopted)
    return sheet_of(paper, holding(case_of(child), adopted, on=by.on), draft, data)


def review_days(found: Opened, by: Access, action: str) -> list[tuple[Field, str]]:
    """Return the days of review, as they are written, that an action would refuse, each with why."""
    if found.form is None or not any(d.action == action for d in found.actions):
        return []
    given = found.state.given(found.holds)
    return list(review_days_over(found.state.procedure, found.form, given, on=by.on))


def meanwhile(error: ConflictError) -> str:
    """Return who saved the same draft meanwhile, and what to do about it."""
    row = error.row
    who = row.written_by.name if isinstance(row, Draft) else "Somebody else"
    return f"{who} saved this draft while you were writing. Choose “Save” to see both versions."


# --- handing on ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOn:
    """An action that hands on what was written; `point` is by when the form must be filled in.

    `then` is the step that follows, unless the answers decide on it.
    """

    action: str
    text: str
    point: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Another form that an action asks for first, and whether it is filled in."""

    action: str
    title: str
    href: str
    done: bool
    note: str


def handing_on(found: Opened, by: Access) -> list[HandingOn]:
    """Return the actions by which the person can hand on what is written."""
    return [
        HandingOn(
            action=does.action.value,
            text=f"Check and {to_do(does.action)[:1].lower()}{to_do(does.action)[1:]}",
            point=point_of(does),
            then=_then(found, does),
        )
        for does in _mine(found, by)
    ]


def _then(found: Opened, does: Does) -> str:
    ways = {d.to for d in found.state.here.actions if d.action == does.action}
    return found.state.procedure.steps[does.to].title if len(ways) == 1 else ""


def needed_first(found: Opened, by: Access) -> list[Needed]:
    """Return the forms that an action of the person's asks for beside the draft, filled in or not.

    After the start that may be the decision's own form, which is then filled in further.
    """
    own = found.form.id if found.form else ""
    beside = {d.form: d for d in _open_to(found, by) if d.form}
    if found.decision.at_start:
        beside.pop(own, None)
    return [_needed(found, does, is_own=name == own) for name, does in beside.items()]


def _needed(found: Opened, does: Does, *, is_own: bool) -> Needed:
    rows = found.filled if is_own else [row for row in found.also if row.form == does.form]
    row = rows[-1] if rows else None
    forms, answers = stack().forms, found.state.answers or {}
    lacks = (
        is_own and found.form and missing(found.form, answers, before="submit", holds=found.holds)
    )
    return Needed(
        action=does.action.value,
        title=forms[does.form].title if does.form in forms else does.form,
        href=_fill_in(found, does.form),
        done=row is not None and not lacks,
        note=f"Filled in on {when(row.recorded_at)} by {row.recorded_by.name}" if row else "",
    )


def _mine(found: Opened, by: Access) -> list[Does]:
    """Return the actions that hand it on, also those that only further answers open."""
    roles = queries.roles_for(found.child, by)
    later = [d for d in found.state.here.actions if d.when is None or found.holds(d.when)]
    mine = [
        *_open_to(found, by),
        *(d for d in later if queries.role_to([d], d.action, roles)),
    ]
    first = {d.action: d for d in reversed(mine)}
    return [d for d in reversed(first.values()) if d.action in AUTHORING or point_of(d)]


def _open_to(found: Opened, by: Access) -> list[Does]:
    roles = queries.roles_for(found.child, by)
    return [d for d in found.actions if queries.role_to([d], d.action, roles)]


def _fill_in(found: Opened, form: str) -> str:
    asked = urlencode({"form": form, "decision": found.decision.pk})
    return f"{reverse('fill-form', args=[found.child.child_id])}?{asked}"


# --- brothers and sisters -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The decision of a brother or sister that was opened together with this one."""

    pk: int
    name: str
    href: str
    stands: str
    can_copy: bool


def others(found: Opened, by: Access) -> list[Other]:
    """Return the decisions opened together with this one, of children the person may record for."""
    rows = _together(found, by)
    return [
        Other(
            pk=row.pk,
            name=row.child.name or row.child.child_id,
            href=reverse(
                "write" if _is_draft(row) else "decision", args=[row.child.child_id, row.pk]
            ),
            stands=row.step_title,
            can_copy=_is_draft(row),
        )
        for row in rows
    ]


def _together(found: Opened, by: Access) -> list[Decision]:
    mine = children_for(by, can=Can.RECORD)
    rows = Decision.objects.filter(together=found.decision.together, child__in=mine)
    rows = rows.exclude(pk=found.decision.pk).select_related("child", "form_part", "draft")
    return list(rows.order_by("pk"))


def _is_draft(row: Decision) -> bool:
    return row.at_start and row.ended_at is None and row.form_part is not None


def copy_to(found: Opened, pk: int, by: Access) -> int:
    """Copy what is alike for brothers and sisters into another's draft; return how many answers.

    What stands there already stays, and what is said of the one child is not copied.
    Raises: PermissionDenied; RefusedError; ConflictError.
    """
    other = next(row for row in _together(found, by) if row.pk == pk)
    draft = Draft.objects.filter(decision=other).first()
    if draft is None or other.form_part is None or found.form is None or found.draft is None:
        return 0
    told = _alike(found.form, form_of(other.form_part), found.draft)
    new = {name: text for name, text in told.items() if text and not draft.answers.get(name)}
    if new:
        save_draft(
            child_id=other.child.child_id,
            draft=draft.pk,
            answers=new,
            version=draft.version,
            by=by,
            at=by.at,
        )
    return len(new)


def _alike(mine: Form, theirs: Form, draft: Draft) -> dict[str, str]:
    names = {f.id for f in _common(mine, theirs)}
    return {k: v for k, v in draft.answers.items() if k.removesuffix(COMMENT) in names}


def _common(mine: Form, theirs: Form) -> Iterable[Field]:
    """Yield the fields of both forms that say nothing of the one child alone."""
    there = {(f.id, f.kind) for f in theirs.fields}
    for each in mine.fields:
        is_judged = each.kind == "rag" or each.facts
        if (each.id, each.kind) in there and not is_judged and {*each.prefill} <= OF_SEVERAL:
            yield each
