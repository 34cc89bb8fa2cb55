"""Read what is kept until when, held, on its way out, and asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.joined import joined
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.visible import sight_of, visible
from doorstep.web.governance.clock import Clock, Pause, clock
from doorstep.web.governance.models import AccessRequest, Disposal, DisposalLog, Hold, Kept, Mark
from doorstep.web.governance.models import PackEntry as Entry
from doorstep.web.governance.own import right_of
from doorstep.web.governance.retention import Verdict, due_for_disposal
from doorstep.web.governance.schedule import Schedule, load
from doorstep.workdays import england

NO_SUCH = "There is no such entry, or you may not see the record."
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, how many rows there are in all, and on how many pages."""

    rows: list[Any]
    found: int
    number: int
    pages: int


def page_of(rows: "QuerySet[Any]", number: int) -> Page:
    """Return one page of rows; the last, where there are not so many."""
    size, found = settings.ROWS_ON_A_PAGE, rows.count()
    pages = max(-(-found // size), 1)
    number = min(number, pages)
    told = list(rows[(number - 1) * size : number * size])
    return Page(rows=told, found=found, number=number, pages=pages)


def schedule_now() -> Schedule:
    """Return the schedule that holds here.

    Raises: ScheduleError.
    """
    return load(settings.RETENTION)


def in_sight(viewer: Access, *, can: Can | None = None, prefix: str = "child__") -> Q:
    """Return the filter for rows of children whose records a person governs."""
    return visible(viewer, can or right_of(viewer), sight_of(viewer), prefix=prefix)


def family(child: Child) -> list[Child]:
    """Return the records that are of this child, with those merged into it."""
    return list(Child.objects.filter(pk__in=joined().members(child.pk)).order_by("pk"))


def verdict_of(child: Child, *, on: date) -> Verdict:
    """Return from which day a record may go, worked out from its facts now.

    Raises: ScheduleError.
    """
    return due_for_disposal(case_of(child), schedule_now(), on)


# --- lists --------------------------------------------------------------------------------------------


def due(viewer: Access, *, on: date) -> "QuerySet[Kept]":
    """Return the records whose time is over, the longest over first; those on their way left out."""
    held = Hold.objects.filter(lifted_at=None, child__isnull=False).values("child")
    rows = Kept.objects.filter(in_sight(viewer), due_on__lte=on)
    rows = rows.exclude(child__in=held).exclude(child__disposals__in=_going())
    return rows.select_related("child").order_by("due_on", "child__child_id")


def due_unseen(viewer: Access, *, on: date) -> int:
    """Return how many restricted records are due that the viewer may not see."""
    hidden = sight_of(viewer).restricted - sight_of(viewer).opened_for(right_of(viewer))
    return Kept.objects.filter(due_on__lte=on, child__in=hidden).count()


def _going() -> "QuerySet[Disposal]":
    return Disposal.objects.filter(ended_at=None)


def holds(viewer: Access, *, lifted: bool) -> "QuerySet[Hold]":
    """Return the holds that stand, or those that were lifted; the last placed first."""
    seen = in_sight(viewer) | Q(child=None)
    rows = Hold.objects.filter(seen, lifted_at__isnull=not lifted)
    return rows.select_related("child", "placed_by", "lifted_by").order_by("-placed_at", "-pk")


def holds_on(children: Iterable[Child]) -> "QuerySet[Hold]":
    """Return the holds that keep these records now, those on all records too."""
    rows = Hold.objects.filter(Q(child=None) | Q(child__in=list(children)), lifted_at=None)
    return rows.select_related("placed_by").order_by("pk")


def disposals(viewer: Access, *, state: str) -> "QuerySet[Disposal]":
    """Return disposals that wait for approval, wait for their day, or were ended."""
    states = {
        "proposed": Q(ended_at=None, approved_at=None),
        "approved": Q(ended_at=None, approved_at__isnull=False),
        "ended": Q(ended_at__isnull=False),
    }
    rows = Disposal.objects.filter(in_sight(viewer), states[state])
    return rows.select_related("child", "proposed_by", "approved_by", "ended_by").order_by("pk")


def get_disposal(*, pk: int, viewer: Access) -> Disposal:
    """Return one disposal of a child in reach.

    Raises: Http404.
    """
    rows = Disposal.objects.filter(in_sight(viewer), pk=pk)
    return _found(rows.select_related("child", "proposed_by", "approved_by", "ended_by"))


def waited_for(*, on: date) -> "QuerySet[Disposal]":
    """Return the approved disposals whose wait is over on a day, the first approved first."""
    rows = Disposal.objects.filter(ended_at=None, approved_at__isnull=False, not_before__lte=on)
    return rows.order_by("not_before", "pk")


def disposed() -> "QuerySet[DisposalLog]":
    """Return the log of what was disposed of, the last first."""
    return DisposalLog.objects.order_by("-pk")


def _found(rows: "QuerySet[M]") -> M:
    row = rows.first()
    if row is None:
        raise Http404(NO_SUCH)
    return row


# --- subject access -----------------------------------------------------------------------------------


def open_requests(viewer: Access) -> "QuerySet[AccessRequest]":
    """Return the requests that are not closed, the first received first."""
    rows = AccessRequest.objects.filter(in_sight(viewer), closed_at=None)
    rows = rows.select_related("child").prefetch_related("pauses")
    return rows.order_by("received_on", "pk")


def request_of(child: Child, *, pk: int) -> AccessRequest:
    """Return one request for a child's record.

    Raises: Http404.
    """
    rows = AccessRequest.objects.filter(child=child, pk=pk)
    return _found(rows.select_related("child", "prepared_by", "checked_by", "recorded_by"))


def clock_of(row: AccessRequest, *, on: date) -> Clock:
    """Return how the clock of a request stands on a day; that of a closed one on the day it closed."""
    stood = row.closed_at.date() if row.closed_at else on
    return clock(
        received=row.received_on,
        identified=row.identified_on,
        pauses=[Pause(p.start_date, p.end_date) for p in row.pauses.order_by("start_date", "pk")],
        extended=row.extended_at is not None,
        on=min(stood, on),
        working_days=england(),
    )


def entries_of(row: AccessRequest) -> "QuerySet[Entry]":
    """Return the entries of a request's copy in their order, each with how many marks it has."""
    return Entry.objects.filter(request=row).annotate(marked=Count("marks")).order_by("number")


def entry_of(row: AccessRequest, *, number: int) -> Entry:
    """Return one entry by its number.

    Raises: Http404.
    """
    return _found(Entry.objects.filter(request=row, number=number))


def marks_of(entries: Iterable[Entry]) -> dict[int, list[Mark]]:
    """Return the marks of entries by the entry's key, in their order."""
    found: dict[int, list[Mark]] = {}
    rows = Mark.objects.filter(entry__in=list(entries)).select_related("made_by")
    for mark in rows.order_by("line", "start", "pk"):
        found.setdefault(mark.entry_id, []).append(mark)
    return found
