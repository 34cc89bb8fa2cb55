"""Give a draft to somebody else to go on with, because its writer leaves or changes work."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision, Draft
from doorstep.workflow import RefusedError


@transaction.atomic
def hand_on_draft(*, draft: int, to: Access, at: datetime) -> Draft:
    """Let somebody go on writing a draft; who wrote in it before stays an author of it.

    The caller tells the log. Raises: RefusedError, Http404 if it is gone.
    """
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft).first()
    if row is None:
        raise Http404("It was submitted or thrown away meanwhile.")
    if row.decision is None:
        _refuse_a_second(row, to)
        _refuse_out_of_reach(row.child, to)
    else:
        _refuse_no_writer(row.decision, row.child, to)
    row.written_by_id = to.user_id
    row.written_at = at
    row.version += 1
    row.save(update_fields=["written_by", "written_at", "version"])
    return row


@transaction.atomic
def hand_on_decision(*, decision: int, to: Access, at: datetime) -> Decision:
    """Let somebody go on with a decision that stands at its start; with its draft, if it has one.

    A decision without a form has no writer but who opened it, which the log keeps.
    Raises: RefusedError, Http404 if it is no draft any more.
    """
    rows = Decision.objects.filter(pk=decision, at_start=True, ended_at=None)
    row = rows.select_for_update(of=("self",)).select_related("child", "part").first()
    if row is None:
        raise Http404("It was submitted or ended meanwhile.")
    draft = Draft.objects.filter(decision=row).first()
    if draft is not None:
        hand_on_draft(draft=draft.pk, to=to, at=at)
        return row
    _refuse_no_writer(row, row.child, to)
    row.opened_by_id = to.user_id
    row.save(update_fields=["opened_by"])
    return row


def _refuse_out_of_reach(child: Child, to: Access) -> None:
    if not children_for(to, can=Can.RECORD).filter(pk=child.pk).exists():
        raise RefusedError(f"{to.name} may not write on this child’s record")


def _refuse_a_second(row: Draft, to: Access) -> None:
    others = Draft.objects.filter(child=row.child, form=row.form, written_by=to.user_id)
    if others.filter(decision=None).exists():
        raise RefusedError(f"{to.name} is writing the same form for this child already")


def _refuse_no_writer(decision: Decision, child: Child, to: Access) -> None:
    _refuse_out_of_reach(child, to)
    named = queries.writers_of(decision)
    if not any(held.role in named for held in queries.roles_for(child, to)):
        raise RefusedError(f"{to.name} has no role in which this is written")
