"""Break the glass: open a record in an emergency, for hours, with a reason the auditor reads (A9)."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import BreakGlass, Child
from doorstep.web.caseload.visible import forget_sight, sight_of, visible_to
from doorstep.workdays import moved

LASTS = timedelta(hours=4)
REASON_AT_LEAST = 20


@transaction.atomic
def break_glass(*, child_id: str, reason: str, by: Access, at: datetime) -> None:
    """Open a child's record to a person for four hours, and tell the log.

    It says nothing of whether there is such a child: the page that follows does, as it does for all
    (A4). For a record that is open to the person anyway nothing is done.
    Raises: PermissionDenied.
    """
    if not by.has(Can.BREAK_GLASS):
        raise PermissionDenied
    child = Child.objects.select_for_update().filter(child_id=child_id).first()
    if child is not None and _is_open(child, by, at):
        return
    if child is not None:
        forget_sight(by)
        BreakGlass.objects.create(
            child=child, user_id=by.user_id, reason=reason, start_at=at, end_at=moved(at, LASTS)
        )
    # What was typed in vain may be anything, a name too: it is not written down.
    audit.record(
        action=Action.BREAK_GLASS,
        subject="child",
        subject_id=child.child_id if child else "",
        by=by,
        at=at,
        detail={"found": child is not None, "hours": LASTS // timedelta(hours=1)},
    )


def _is_open(child: Child, by: Access, at: datetime) -> bool:
    """Test whether the person may see the record already, by their roles or by broken glass."""
    if BreakGlass.objects.filter(child=child, user=by.user_id, end_at__gt=at).exists():
        return True
    return visible_to(by, can=Can.SEE_CHILD, sight=sight_of(by)).filter(pk=child.pk).exists()
