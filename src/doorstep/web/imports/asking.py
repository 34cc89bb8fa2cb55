"""Ask about the children whom an extract leaves out: a case is not closed because a row is missing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from doorstep.web.caseload.models import CLOSED, Child
from doorstep.web.imports.models import Import, ImportedChild, Question, State, Told

ASK_AGAIN = timedelta(weeks=4)
"""After so long an answer that the case goes on is asked for anew, if the child is still missing."""


def ask_about(row: Import, *, at: datetime) -> int:
    """Ask about those whom an applied import leaves out; return how many are asked about anew.

    Who is told of again, or whose case is closed by now, is no longer asked about.
    """
    gone = ImportedChild.objects.filter(of=row, what=Told.GONE).values("child_id")
    _come_back(row, at=at)
    missing = Child.objects.filter(child_id__in=gone).exclude(answer__standing=CLOSED)
    asked = Question.objects.filter(answer=Question.Answer.OPEN).values("child")
    wanted = missing.exclude(pk__in=asked).exclude(pk__in=_answered(row, at))
    made = Question.objects.bulk_create(
        Question(child=child, of=row, asked_at=at)
        for child in wanted.order_by("pk").defer("document__body")
    )
    return len(made)


def _come_back(row: Import, *, at: datetime) -> None:
    gone = ImportedChild.objects.filter(of=row, what=Told.GONE).values("child_id")
    back = Q(child__document__source=row.source) & ~Q(child__child_id__in=gone)
    rows = Question.objects.filter(back | Q(child__answer__standing=CLOSED))
    _over(rows.filter(answer=Question.Answer.OPEN).values_list("pk", flat=True), at=at)


def _answered(row: Import, at: datetime) -> set[int]:
    """Return whom somebody said to keep a short while ago, and who have been missing ever since."""
    before = (
        Import.objects.filter(state=State.APPLIED, source=row.source)
        .order_by("-applied_at", "-pk")
        .first()
    )
    kept = Question.objects.filter(
        answer__in=(Question.Answer.KEPT, Question.Answer.OTHER), answered_at__gt=at - ASK_AGAIN
    )
    still = ImportedChild.objects.filter(of=before, what=Told.GONE).values("child_id")
    return set(kept.filter(child__child_id__in=still).values_list("child_id", flat=True))


def no_longer_ask(row: Import, *, at: datetime) -> None:
    """Take back the questions of an import that is undone, but for those that were answered."""
    rows = Question.objects.filter(of=row, answer=Question.Answer.OPEN)
    _over(rows.values_list("pk", flat=True), at=at)


def _over(pks: Iterable[int], *, at: datetime) -> None:
    rows = Question.objects.filter(pk__in=list(pks))
    rows.update(answer=Question.Answer.OVER, answered_at=at)
