"""Write what somebody who goes to a door must know for their own safety: add a warning, end one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, StaffWarning
from doorstep.web.caseload.queries import get_child
from doorstep.web.versions import change


@transaction.atomic
def add_warning(*, child_id: str, words: str, by: Access, at: datetime) -> StaffWarning:
    """Add a warning for staff from today; one that says the same already is left as it is.

    Raises: Http404.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    Child.objects.select_for_update().get(pk=child.pk)
    holds = Q(end_date=None) | Q(end_date__gt=by.on)
    before = child.warnings.filter(holds, words=words).first()
    if before is not None:
        return before
    row = StaffWarning.objects.create(
        child=child, words=words, start_date=by.on, recorded_at=at, recorded_by_id=by.user_id
    )
    _told(Action.ADD_WARNING, child, row, by=by, at=at)
    return row


@transaction.atomic
def end_warning(*, child_id: str, warning: int, version: int, by: Access, at: datetime) -> None:
    """End a warning: from today it holds no more. One that is over already is left as it is.

    Raises: Http404; ConflictError with what is stored now.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    row = child.warnings.select_for_update().filter(pk=warning).first()
    if row is None:
        raise Http404
    if row.end_date is not None and row.end_date <= by.on:
        return
    change(row, version=version, end_date=by.on)
    _told(Action.END_WARNING, child, row, by=by, at=at)


def _told(action: Action, child: Child, row: StaffWarning, *, by: Access, at: datetime) -> None:
    audit.record(
        action=action,
        subject="child",
        subject_id=child.child_id,
        by=by,
        at=at,
        detail={"warning": row.pk},
    )
