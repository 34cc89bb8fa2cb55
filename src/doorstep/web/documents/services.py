"""Tick what was copied into the case management system: once, and told to the log."""

from datetime import datetime

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.decisions.services.locking import locked
from doorstep.web.documents.items import item_of
from doorstep.web.documents.models import Copied
from doorstep.workflow import RefusedError


class AlreadyCopiedError(Exception):
    """Somebody else ticked it before; `row` says who and when."""

    def __init__(self, row: Copied):
        super().__init__("It was marked as copied before.")
        self.row = row


@transaction.atomic
def mark_copied(*, child_id: str, kind: str, pk: int, by: Access, at: datetime) -> Copied:
    """Store that a document was copied; the same person ticking twice ticks once.

    Raises: Http404; RefusedError while it is not to be copied yet; AlreadyCopiedError.
    """
    (child,) = locked([child_id], by)
    item = item_of(child, kind, pk)
    before = Copied.objects.filter(kind=kind, item=pk).select_related("recorded_by").first()
    if before is not None:
        if before.recorded_by_id != by.user_id:
            raise AlreadyCopiedError(before)
        return before
    if item.why_not:
        raise RefusedError(item.why_not)
    by = writing_as(child, by)
    row = Copied.objects.create(
        child=child,
        kind=kind,
        item=pk,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
    )
    detail = {"kind": kind, "item": pk}
    audit.record(
        action=Action.MARK_COPIED, subject="child", subject_id=child_id, by=by, at=at, detail=detail
    )
    return row
