"""Read the log page by page, and the records that were opened by breaking the glass."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import sentence
from doorstep.web.caseload.models import BreakGlass
from doorstep.web.oversight.search import Search, events

ON_A_PAGE = 50
COUNTED_UP_TO = 10_000
CHUNK = 2_000
PERSON = "person"  # the subject of events about an account


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event as a page or a file shows it."""

    pk: int
    at: datetime
    who: str
    acting_for: str
    what: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the events found, newest first, and whether there are newer and older ones.

    `counted` is how many were found, or one more than COUNTED_UP_TO where it is not worth counting.
    """

    lines: list[Line]
    newer: bool
    older: bool
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A record that somebody opened by breaking the glass."""

    pk: int
    child_id: str
    user_id: int
    who: str
    reason: str
    start_at: datetime
    end_at: datetime
    done: int
    looked_at: datetime | None
    looked_at_by: str


def page(search: Search, *, before: int | None = None, after: int | None = None) -> Page:
    """Return a page of what was found: the newest, or those next to an event already shown."""
    found = events(search)
    if after is not None:
        some = list(found.filter(pk__gt=after).order_by("pk")[: ON_A_PAGE + 1])
        more, shown = len(some) > ON_A_PAGE, some[:ON_A_PAGE][::-1]
        newer, older = more, bool(shown)
    else:
        rest = found.filter(pk__lt=before) if before is not None else found
        some = list(rest.order_by("-pk")[: ON_A_PAGE + 1])
        newer, older, shown = before is not None, len(some) > ON_A_PAGE, some[:ON_A_PAGE]
    counted = found.order_by()[: COUNTED_UP_TO + 1].count()
    return Page(lines=lines(shown), newer=newer, older=older, counted=counted)


def lines(some: Sequence[AuditEvent]) -> list[Line]:
    """Return events as they are shown; accounts by the name their people have now."""
    accounts = {e.subject_id for e in some if e.subject == PERSON and e.subject_id.isdecimal()}
    people = User.objects.filter(pk__in=accounts) if accounts else ()
    names = {str(person.pk): str(person) for person in people}
    return [
        Line(
            pk=event.pk,
            at=event.happened_at,
            who=event.actor,
            acting_for=event.acting_for,
            what=sentence(event.action),
            about=_about(event, names),
        )
        for event in some
    ]


def _about(event: AuditEvent, names: Mapping[str, str]) -> str:
    if event.subject == PERSON and event.subject_id in names:
        return f"{names[event.subject_id]} (account {event.subject_id})"
    return f"{event.subject.replace('_', ' ')} {event.subject_id}".strip()


def all_events(search: Search, *, before: int) -> Iterator[AuditEvent]:
    """Return everything found that was written before an event, newest first, constant in memory."""
    while True:
        some = list(events(search).filter(pk__lt=before).order_by("-pk")[:CHUNK])
        yield from some
        if len(some) < CHUNK:
            return
        before = some[-1].pk


def to_look_at() -> int:
    """Return how many openings no auditor has looked at."""
    return BreakGlass.objects.filter(looked_at=None).count()


def openings(*, first: int, number: int) -> list[Opening]:
    """Return records opened by breaking the glass: those not looked at first, latest first."""
    waiting = Case(When(looked_at=None, then=0), default=1, output_field=IntegerField())
    rows = _openings().order_by(waiting, "-start_at", "-pk")[first : first + number]
    return [_opening(row) for row in rows]


def opening(pk: int) -> Opening:
    """Return one opening.

    Raises: BreakGlass.DoesNotExist.
    """
    return _opening(_openings().get(pk=pk))


def _openings() -> "QuerySet[BreakGlass]":
    done = AuditEvent.objects.filter(
        subject="child",
        subject_id=OuterRef("child__child_id"),
        actor_id=OuterRef("user_id"),
        happened_at__gte=OuterRef("start_at"),
        happened_at__lt=OuterRef("end_at"),
    )
    counted = done.order_by().values("subject").annotate(n=Count("pk")).values("n")
    rows = BreakGlass.objects.select_related("child", "user", "looked_at_by")
    return rows.annotate(done=Coalesce(Subquery(counted), Value(0)))


def _opening(row: Any) -> Opening:
    return Opening(
        pk=row.pk,
        child_id=row.child.child_id,
        user_id=row.user_id,
        who=str(row.user),
        reason=row.reason,
        start_at=row.start_at,
        end_at=row.end_at,
        done=row.done,
        looked_at=row.looked_at,
        looked_at_by=str(row.looked_at_by) if row.looked_at_by else "",
    )
