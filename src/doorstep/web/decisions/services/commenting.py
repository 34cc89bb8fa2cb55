"""What those who work on a decision say to one another about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.decisions.models import Comment
from doorstep.web.decisions.queries import get_decision
from doorstep.web.decisions.services.locking import locked
from doorstep.workflow import RefusedError


@transaction.atomic
def comment(  # noqa: PLR0913 (on what, which words, by whom and when)
    *,
    child_id: str,
    decision: int,
    words: str,
    field: str = "",
    client_id: UUID,
    by: Access,
    at: datetime,
) -> Comment:
    """Add a comment; the same page sent twice adds one.

    Raises: Http404; RefusedError.
    """
    (child,) = locked([child_id], by)
    row = get_decision(child=child, pk=decision, lock=True)
    if before := Comment.objects.filter(decision=row, client_id=client_id).first():
        return before
    if not words.strip():
        raise RefusedError("Write what you want to say.")
    made = Comment.objects.create(
        decision=row,
        client_id=client_id,
        field=field,
        words=words.strip(),
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    audit.record(
        action=Action.COMMENT_ON_DECISION,
        subject="child",
        subject_id=child_id,
        by=by,
        at=at,
        detail={"decision": row.pk, "comment": made.pk},
    )
    return made
