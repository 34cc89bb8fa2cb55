"""Let go of the telephone numbers of workers whose outings are long over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.outings.models import Outing


def with_numbers() -> "QuerySet[Outing]":
    """Return the outings that hold a worker's number."""
    return Outing.objects.exclude(telephone="")


@transaction.atomic
def forget_numbers(*, before: datetime, at: datetime) -> int:
    """Blank the numbers of outings over before a time; return of how many outings. Repeatable.

    One that nobody ended counts as over at the time expected. The log is told how many, once.
    """
    never_ended = Q(ended_at=None, expected_at__lt=before)
    over = with_numbers().filter(Q(ended_at__lt=before) | never_ended)
    gone = over.update(telephone="")
    if gone:
        audit.record(
            action=Action.FORGET_NUMBERS, subject="outing", by=None, at=at,
            detail={"before": before.isoformat(), "entries": gone},
        )  # fmt: skip
    return gone
