"""What people answer: whether a missing child's case is closed, and which of two sides holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.held_bodies import ClosureBody, digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.services import refresh
from doorstep.web.imports.differing import settle_over, still_differs
from doorstep.web.imports.models import Difference, Question
from doorstep.web.imports.queries import may_take_back, open_to
from doorstep.web.versions import change


class NoLongerError(Exception):
    """There is nothing to answer or to settle any more: it was done, or the two say the same now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What somebody answers to the question about a missing child."""

    answer: Question.Answer
    words: str = ""
    closed_on: date | None = None


@transaction.atomic
def answer(
    question: Question, told: Answered, *, version: int, client_id: UUID, by: Access, at: datetime
) -> Question:
    """Answer whether the case of a child who is missing from an extract is closed.

    Raises: Http404; NoLongerError; ConflictError.
    """
    child = _held(question.child_id)
    row = open_to(by, Question).select_for_update(of=("self",)).filter(pk=question.pk).first()
    if row is None:
        raise Http404
    if row.answer != Question.Answer.OPEN:
        raise NoLongerError
    closure = _closure(child, told, client_id, by=by, at=at)
    values = _by_whom(by, at, "answered")
    change(
        row, version=version, answer=told.answer, words=told.words, circumstance=closure, **values
    )
    if closure is not None:
        refresh([child.pk], at=at, involvements=True)
    _tell(child, by=by, at=at, question=row.pk, answer=str(told.answer))
    return row


def _held(pk: int) -> Child:
    return Child.objects.select_for_update(of=("self",)).get(pk=pk)


def _closure(
    child: Child, told: Answered, client_id: UUID, *, by: Access, at: datetime
) -> Circumstance | None:
    if told.answer != Question.Answer.CLOSED or told.closed_on is None:
        return None
    body = ClosureBody(told.words or "Closed in the case management system")
    return Circumstance.objects.create(
        child=child,
        client_id=client_id,
        digest=digest_of(body, told.closed_on),
        what=What.CLOSURE,
        start_date=told.closed_on,
        body=stored(body),
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for[:200],
    )


@transaction.atomic
def settle(  # noqa: PLR0913 (which, how, why, by whom and when)
    difference: Difference,
    *,
    settled: Difference.Settled,
    reason: str,
    version: int,
    client_id: UUID,
    by: Access,
    at: datetime,
) -> Difference:
    """Settle which side holds. The source's: ours is taken back, by a row that says why.

    Raises: Http404; NoLongerError; ConflictError.
    """
    child = _held(difference.child_id)
    rows = open_to(by, Difference).select_for_update(of=("self",)).filter(pk=difference.pk)
    row = rows.select_related("ours").first()
    if row is None:
        raise Http404
    if row.settled != Difference.Settled.OPEN:
        raise NoLongerError
    if not still_differs(row, on=by.on):
        settle_over([row.pk], at=at)
        return row
    taken = None
    if settled == Difference.Settled.THEIRS:
        if not may_take_back(by, row):
            raise Http404
        taken = _taken_back(row.ours, reason, client_id, by=by, at=at)
    values = _by_whom(by, at, "settled")
    change(row, version=version, settled=settled, reason=reason, taken_back=taken, **values)
    if taken is not None:
        refresh([child.pk], at=at, involvements=True)
    _tell(child, by=by, at=at, difference=row.pk, settled=str(settled))
    return row


def _taken_back(
    ours: Circumstance, reason: str, client_id: UUID, *, by: Access, at: datetime
) -> Circumstance:
    """Append the row that takes ours back: what was recorded is never changed."""
    return Circumstance.objects.create(
        child_id=ours.child_id,
        client_id=client_id,
        digest=ours.digest,
        what=ours.what,
        start_date=ours.start_date,
        end_date=ours.end_date,
        body=ours.body,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for[:200],
        corrects=ours,
        withdrawn=True,
        correction_reason=reason,
    )


def _by_whom(by: Access, at: datetime, what: str) -> dict[str, Any]:
    return {
        f"{what}_at": at,
        f"{what}_by_id": by.user_id,
        "acting_for": by.acting_for[:200],
    }


def _tell(child: Child, *, by: Access, at: datetime, **detail: Any) -> None:
    audit.record(
        action=Action.SETTLE_DIFFERENCE,
        subject="child",
        subject_id=child.child_id,
        by=by,
        at=at,
        detail=detail,
    )
