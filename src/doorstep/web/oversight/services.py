"""Write what auditors do: looking at an opening, taking the log away."""

from datetime import datetime

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import record
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import BreakGlass
from doorstep.web.oversight.search import Search, events


class OwnOpeningError(PermissionError):
    """Somebody would look at an opening of their own (A8)."""


@transaction.atomic
def look_at(*, opening: int, by: Access, at: datetime) -> bool:
    """Mark an opening as looked at; return whether it was not before.

    Raises: BreakGlass.DoesNotExist; OwnOpeningError.
    """
    row = BreakGlass.objects.select_related("child").get(pk=opening)
    if row.user_id == by.user_id:
        raise OwnOpeningError("It is your own opening: another auditor must look at it.")
    waiting = BreakGlass.objects.filter(pk=opening, looked_at=None)
    if not waiting.update(looked_at=at, looked_at_by=by.user_id):
        return False
    record(
        action=Action.LOOK_AT_BREAK_GLASS,
        subject="child",
        subject_id=row.child.child_id,
        by=by,
        at=at,
        detail={"break_glass": opening, "opened_by": row.user_id},
    )
    return True


@transaction.atomic
def record_export(*, search: Search, kind: str, by: Access, at: datetime) -> AuditEvent:
    """Write that the log is taken away: what was looked for, in which form, how many events."""
    detail = {"format": kind, "search": search.as_detail(), "events": events(search).count()}
    return record(action=Action.EXPORT_LOG, subject="log", by=by, at=at, detail=detail)
