"""Store photographs of documents, and take them back: each once, and told to the log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.joined import joined, refuse_put_away
from doorstep.web.decisions.services.locking import locked
from doorstep.web.phone.models import Photograph
from doorstep.web.phone.pictures import Drawn, drawn_anew
from doorstep.web.phone.queries.photographs import get_photograph, may_withdraw
from doorstep.web.versions import ConflictError, change


class SaidOtherwiseError(Exception):
    """The same id was sent before with another picture or other words; `row` is what was stored then."""

    def __init__(self, row: Photograph):
        super().__init__("This photograph was saved before, and was another one then.")
        self.row = row


def store_photograph(  # noqa: PLR0913 (what, of whom, when and by whom)
    *,
    child_id: str,
    of: UUID | None,
    words: str,
    image: bytes | Drawn,
    client_id: UUID,
    told_at: datetime,
    by: Access,
    at: datetime,
) -> Photograph:
    """Store a photograph, drawn anew; the same sent again is stored once.

    `of` is the id of the visit's form. Drawing takes a while: give it drawn where a transaction is open.
    Raises: Http404; PutAwayError; NotAPictureError; SaidOtherwiseError.
    """
    drawn = image if isinstance(image, Drawn) else drawn_anew(image)
    told = {"client_id": client_id, "of": of, "words": words, "told_at": told_at}
    return _stored(child_id, drawn, told, by=by, at=at)


@transaction.atomic
def _stored(
    child_id: str, drawn: Drawn, told: dict[str, Any], *, by: Access, at: datetime
) -> Photograph:
    (child,) = locked([child_id], by)
    refuse_put_away([child], joined())
    before = Photograph.objects.filter(client_id=told["client_id"]).first()
    if before is not None:
        return _the_same(before, child.pk, drawn, told, by)
    by = writing_as(child, by)
    row = Photograph.objects.create(
        child=child,
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        size=len(drawn.content),
        digest=drawn.digest,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
        **told,
    )
    _tell(Action.ADD_PHOTOGRAPH, child_id, row, by=by, at=at)
    return row


def _the_same(
    before: Photograph, child: int, drawn: Drawn, told: dict[str, Any], by: Access
) -> Photograph:
    """Return what was stored when it was sent the first time.

    Raises: SaidOtherwiseError.
    """
    said = (before.child_id, before.of, before.words, before.digest, before.recorded_by_id)
    if said != (child, told["of"], told["words"], drawn.digest, by.user_id):
        raise SaidOtherwiseError(before)
    return before


@transaction.atomic
def withdraw_photograph(  # noqa: PLR0913 (which, why, and by whom)
    *, child_id: str, pk: int, why: str, version: int, by: Access, at: datetime
) -> Photograph:
    """Take a photograph back: it is shown no more, and stays with who took it back and why.

    Raises: Http404; PermissionDenied; ConflictError.
    """
    (child,) = locked([child_id], by)
    row = get_photograph(child, pk=pk)
    if row.withdrawn_at is not None:
        if (row.withdrawn_by_id, row.withdrawn_why) == (by.user_id, why):
            return row
        raise ConflictError(row, {"withdrawn_why": why})
    if not may_withdraw(row, by):
        raise PermissionDenied
    change(row, version=version, withdrawn_at=at, withdrawn_by_id=by.user_id, withdrawn_why=why)
    _tell(Action.WITHDRAW_PHOTOGRAPH, child_id, row, by=by, at=at)
    return row


def _tell(action: Action, child_id: str, row: Photograph, *, by: Access, at: datetime) -> None:
    detail = {"photograph": row.pk}
    audit.record(action=action, subject="child", subject_id=child_id, by=by, at=at, detail=detail)
