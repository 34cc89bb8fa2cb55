"""What those who work on a decision say to one another about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.decisions.models import Comment
from doorstep.web.decisions.queries import get_decision
from doorstep.web.decisions.services.doing import SaidOtherwiseError
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

    Raises: Http404; RefusedError; SaidOtherwiseError.
    """
    (child,) = locked([child_id], by)
    row = get_decision(child=child, pk=decision, lock=True)
    if before := Comment.objects.filter(decision=row, client_id=client_id).first():
        said = (before.words, before.field, before.recorded_by_id)
        if said != (words.strip(), field, by.user_id):
            raise SaidOtherwiseError(before)
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
        by=writing_as(child, by),
        at=at,
        detail={"decision": row.pk, "comment": made.pk},
    )
    return made
