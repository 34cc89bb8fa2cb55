"""Drafts: begun with what is known, saved as they are written, never lost with a session."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from doorstep.policy.form import Form
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions import queries
from doorstep.web.decisions.known import COMMENT, Prefilled, prefilled
from doorstep.web.decisions.models import Decision, Draft
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.renewing import renewed, without_stale
from doorstep.web.decisions.services.locking import locked
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.versions import ConflictError, change
from doorstep.workflow import RefusedError

NOT_A_DRAFT = "It was submitted already, or thrown away; nothing more can be written."


def draft_of(decision: Decision, form: Form, child: Child, *, by: Access, at: datetime) -> Draft:
    """Begin the draft of a decision with what is known of the child and was said the last time."""
    found = prefilled(form, child, case_of(child), by=by, stack=adopted_stack())
    return _begun(found, form, child, decision, by=by, at=at)


def _begun(  # noqa: PLR0913 (whose, of what, by whom and when)
    found: Prefilled,
    form: Form,
    child: Child,
    decision: Decision | None,
    *,
    by: Access,
    at: datetime,
) -> Draft:
    return Draft.objects.create(
        child=child,
        decision=decision,
        form=form.id,
        answers=found.answers,
        carried=found.carried,
        known=found.known,
        written_by_id=by.user_id,
        written_at=at,
    )


@transaction.atomic
def start_draft(*, child_id: str, form: str, by: Access, at: datetime) -> Draft:
    """Return the person's draft of a form that is filled in by itself, begun if there is none.

    Raises: Http404; RefusedError.
    """
    (child,), stack = locked([child_id], by), adopted_stack()
    paper = form_to_fill(form, stack)
    mine = Draft.objects.filter(child=child, form=form, written_by=by.user_id, decision=None)
    if draft := mine.first():
        return draft
    found = prefilled(paper, child, case_of(child), by=by, stack=stack)
    return _begun(found, paper, child, None, by=by, at=at)


def form_to_fill(form: str, stack: Stack) -> Form:
    """Return a form of the adopted policies that can be filled in by itself.

    Raises: RefusedError.
    """
    paper = stack.forms.get(form)
    if paper is None:
        raise RefusedError("No adopted policy has this form.")
    if paper.private:
        raise RefusedError(f"{paper.title} is nobody’s but your own; it is not filed with a child.")
    return paper


@transaction.atomic
def save_draft(  # noqa: PLR0913 (which draft, what it says now, by whom and when)
    *,
    child_id: str,
    draft: int,
    answers: Mapping[str, str],
    version: int,
    by: Access,
    at: datetime,
) -> Draft:
    """Save a draft as it stands, if nobody else saved it meanwhile.

    Raises: Http404; PermissionDenied; RefusedError once it is no draft any more; ConflictError.
    """
    (child,) = locked([child_id], by)
    row = Draft.objects.filter(child=child, pk=draft).select_related("decision").first()
    if row is None:
        raise RefusedError(NOT_A_DRAFT)
    refuse_another_writer(row, child, by)
    told = {**row.answers, **without_stale(_kept(answers), row)}
    told = {name: text for name, text in told.items() if text}
    if told == row.answers and version == row.version:
        return row
    writers = list(dict.fromkeys([*row.writers, *_writing(row, child, by)]))
    first = by.user_id not in row.writers
    changed = {name for name in {*told, *row.answers} if told.get(name) != row.answers.get(name)}
    change(
        row,
        version=version,
        answers=told,
        carried=[name for name in row.carried if name not in changed],
        writers=writers,
        written_by_id=by.user_id,
        written_at=at,
    )
    if first:
        detail = {"form": row.form, "decision": row.decision_id}
        audit.record(
            action=Action.WRITE_DRAFT,
            subject="child",
            subject_id=child_id,
            by=writing_as(child, by),
            at=at,
            detail=detail,
        )
    return row


@transaction.atomic
def renew_draft(*, child_id: str, draft: int, by: Access) -> bool:
    """Renew what a draft says from the record alone; return whether anything was otherwise.

    It stays the same version: nobody wrote.
    Raises: Http404; PermissionDenied; RefusedError once it is no draft any more.
    """
    (child,) = locked([child_id], by)
    rows = Draft.objects.filter(child=child, pk=draft)
    row = rows.select_related("decision__form_part", "written_by").first()
    if row is None:
        raise RefusedError(NOT_A_DRAFT)
    refuse_another_writer(row, child, by)
    stack = adopted_stack()
    part = row.decision.form_part if row.decision else None
    paper = form_of(part) if part else form_to_fill(row.form, stack)
    now = renewed(paper, child, case_of(child), row, by=by, stack=stack)
    if now is None:
        return False
    answers, known = now
    return bool(rows.filter(version=row.version).update(answers=answers, known=known))


def refuse_another_writer(row: Draft, child: Child, by: Access) -> None:
    """Refuse whoever may not write a draft: of a decision those who act first, else its writer."""
    if row.decision is None:
        if row.written_by_id != by.user_id:
            raise PermissionDenied
        return
    if not row.decision.at_start or row.decision.ended_at:
        raise RefusedError("It was submitted; what was submitted is not changed. Ask for it back.")
    named = queries.writers_of(row.decision)
    if not any(held.role in named for held in queries.roles_for(child, by)):
        raise PermissionDenied


def _writing(row: Draft, child: Child, by: Access) -> list[int]:
    """Return who writes a draft: the person, and whom they act for if only that lets them."""
    if row.decision is None:
        return [by.user_id]
    named = queries.writers_of(row.decision)
    held = next(held for held in queries.roles_for(child, by) if held.role in named)
    return [by.user_id, *([held.acting_for_id] if held.acting_for_id else [])]


LONGEST = 20_000


def _kept(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers as they are kept: newlines alike, nothing longer than a form can hold."""
    plain = {k: v.replace("\r\n", "\n").replace("\0", "").strip() for k, v in answers.items()}
    long = [k.removesuffix(COMMENT) for k, v in plain.items() if len(v) > LONGEST]
    if long:
        raise RefusedError(f"Longer than {LONGEST:,} characters: {', '.join(long)}.")
    return plain


__all__ = ["ConflictError", "draft_of", "form_to_fill", "renew_draft", "save_draft", "start_draft"]
