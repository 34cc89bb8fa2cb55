"""What is asked of people on their day: whether a household that was expected to be over is over."""

from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child, Circumstance, Involvement, What
from doorstep.web.caseload.situation import asked_in_words
from doorstep.web.caseload.visible import sight_of, visible
from doorstep.web.components import plural


class Question(NamedTuple):
    """A question about a child, and where it is answered."""

    child: Child
    words: str
    href: str


def questions_for(by: Access) -> list[Question]:
    """Return what is asked of a person about the children they work with, the longest open first.

    What was recorded for several children at once is asked once.
    """
    ids = by.worker_ids(Can.RECORD) | ({by.worker_id} - {""} if by.has(Can.RECORD) else set())
    if not ids:
        return []
    rows = _open(by, frozenset(ids))
    together: dict[object, list[Circumstance]] = {}
    for row in rows:
        together.setdefault(row.client_id, []).append(row)
    return [_question(same) for same in together.values()]


def _open(by: Access, ids: frozenset[str]) -> list[Circumstance]:
    until = Q(end_date=None) | Q(end_date__gt=by.on)
    mine = Involvement.objects.filter(until, worker_id__in=ids, start_date__lte=by.on)
    rows = Circumstance.objects.filter(
        visible(by, Can.RECORD, sight_of(by), prefix="child__"),
        what=What.HOUSEHOLD,
        end_date__lte=by.on,
        withdrawn=False,
        corrected_by=None,
        body__is_over=False,
        child__in=mine.values("child_id"),
    ).exclude(child__answer__standing="closed")
    return list(rows.select_related("child").order_by("end_date", "pk"))


def _question(rows: list[Circumstance]) -> Question:
    first = rows[0]
    more = len(rows) - 1
    also = f" Recorded for {plural(more, 'more child', 'more children')} too." if more else ""
    href = reverse("household", args=[first.child.child_id])
    return Question(first.child, asked_in_words(first) + also, href)
