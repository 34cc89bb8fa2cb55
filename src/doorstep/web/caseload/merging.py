"""Merge two records of one child, and take a merge back: no row of either is moved (ADR 27)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.services import refresh
from doorstep.web.caseload.visible import forget_sight


class CannotMergeError(ValueError):
    """The two records cannot be merged as asked; the message says why and what to do."""


class NotMergedError(Exception):
    """The merge to take back is over already."""


@transaction.atomic
def merge(*, child_id: str, into_id: str, reason: str, by: Access, at: datetime) -> Merge:
    """Put the record `child_id` away into `into_id`, which from now on shows both.

    The same asked for twice by the same person is one merge.
    Raises: Http404 unless the person may merge both; CannotMergeError.
    """
    if child_id == into_id:
        raise CannotMergeError("A record cannot be merged with itself. Choose two records.")
    child, into = locked([child_id, into_id], by)
    standing = _standing(child, into)
    before = next((row for row in standing if row.child_id == child.pk), None)
    if before and (before.into_id, before.merged_by_id) == (into.pk, by.user_id):
        return before
    if standing:
        raise CannotMergeError(_why_not(standing, child, into))
    row = Merge.objects.create(
        child=child, into=into, reason=reason, merged_at=at, merged_by_id=by.user_id
    )
    _follow(row, Action.MERGE_RECORDS, by=by, at=at)
    return row


@transaction.atomic
def undo_merge(*, pk: int, reason: str, by: Access, at: datetime) -> Merge:
    """Take a merge back: both are as before, with what was written on either in between.

    Raises: Http404 unless the person may merge both; NotMergedError if somebody took it back before.
    """
    row = Merge.objects.select_related("child", "into").filter(pk=pk).first()
    if row is None:
        raise Http404(NO_SUCH_CHILD)
    locked([row.child.child_id, row.into.child_id], by)
    row.refresh_from_db()
    if row.undone_at is not None:
        raise NotMergedError("Somebody undid this merge before.")
    row.undone_at, row.undone_by_id, row.undone_reason = at, by.user_id, reason
    row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _follow(row, Action.UNDO_MERGE, by=by, at=at)
    return row


def locked(child_ids: Sequence[str], by: Access) -> list[Child]:
    """Return the children in the order given, locked until the transaction ends.

    Raises: Http404 if the person may not merge one of them.
    """
    if any("\0" in child_id for child_id in child_ids):
        raise Http404(NO_SUCH_CHILD)
    rows = children_for(by, can=Can.MERGE).filter(child_id__in=child_ids).order_by("pk")
    found = {child.child_id: child for child in rows.select_for_update(of=("self",))}
    if len(found) != len(child_ids):
        raise Http404(NO_SUCH_CHILD)
    return [found[child_id] for child_id in child_ids]


def _standing(child: Child, into: Child) -> list[Merge]:
    """Return the merges in which one of the two is put away, or the one to put away stays."""
    rows = Merge.objects.filter(Q(child__in=(child, into)) | Q(into=child), undone_at=None)
    return list(rows.select_related("child", "into"))


def _why_not(standing: Sequence[Merge], child: Child, into: Child) -> str:
    for row in standing:
        if row.child_id in (child.pk, into.pk):
            gone = child if row.child_id == child.pk else into
            return (
                f"{gone.child_id} is merged into another record already. Undo that merge first, or "
                "choose the record it went to."
            )
    return (
        f"Another record is merged into {child.child_id}, so it cannot be put away itself. Keep "
        f"{child.child_id} and put {into.child_id} away, or undo the other merge first."
    )


def _follow(row: Merge, action: Action, *, by: Access, at: datetime) -> None:
    """Answer both anew, and tell the log; the words of the reason stay out of it."""
    forget_sight(by)
    refresh([row.child_id, row.into_id], at=at, involvements=True)
    audit.record(
        action=action,
        subject="child",
        subject_id=row.child.child_id,
        by=by,
        at=at,
        detail={"merge": row.pk, "into": row.into.child_id},
    )
