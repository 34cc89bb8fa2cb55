"""Open a child's record for a page: what is read and the event that tells of it stand together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from doorstep.facts import CaseFacts
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.door import Door, door_of
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import (
    Answer,
    CaseDocument,
    Child,
    Circumstance,
    Event,
    Restriction,
    StaffWarning,
    Visit,
)
from doorstep.web.caseload.queries import documents, get_child, with_recorded
from doorstep.web.caseload.services import refresh
from doorstep.web.caseload.visible import Sight, sight_of
from doorstep.web.policies.queries import NothingAdoptedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A child whose record the viewer has open, what they may do with it, and what is at the door."""

    child: Child
    door: Door

    @property
    def may(self) -> frozenset[Can]:
        """Return what the viewer may do with the record, beside seeing it."""
        return self.door.may

    @property
    def answer(self) -> Answer | None:
        """Return what is stored as the answer; none for a child nobody worked out yet."""
        return getattr(self.child, "answer", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is known of a child: all as facts, the document alone, and the rows recorded here."""

    case: CaseFacts
    document: CaseFacts
    visits: tuple[Visit, ...]
    events: tuple[Event, ...]
    circumstances: tuple[Circumstance, ...] = ()


@contextmanager
def reading(
    child_id: str, *, viewer: Access, action: Action, page: str, can: Can = Can.SEE_CHILD
) -> Iterator[Opened]:
    """Open a child's record for the length of one page, which is then told to the log (U2).

    Nothing is shown without its event: if either fails, neither stands.
    Raises: Http404, the same for a child who is not there and one who may not be seen (A4).
    """
    with transaction.atomic():
        opened = open_child(child_id, viewer=viewer, can=can)
        yield opened
        tell(opened, action, page, viewer=viewer)


def tell(opened: Opened, action: Action, page: str, *, viewer: Access) -> None:
    """Write the event of a page; last, because the log's end is then held for a moment only."""
    detail: dict[str, Any] = {"page": page}
    if opened.door.glass:
        detail["break_glass"] = True
    audit.record(
        action=action,
        subject="child",
        subject_id=opened.child.child_id,
        by=viewer,
        at=viewer.at,
        detail=detail,
    )


def open_child(child_id: str, *, viewer: Access, can: Can) -> Opened:
    """Return a child with an answer as of today, and what surrounds the record.

    Raises: Http404.
    """
    sight = sight_of(viewer)
    child = _current(child_id, viewer, can, sight)
    return Opened(child=child, door=door_of(child, viewer, sight))


def _current(child_id: str, viewer: Access, can: Can, sight: Sight) -> Child:
    """Return the child with today's answer, worked out now if the sweep has not been there yet."""
    child = get_child(child_id=child_id, viewer=viewer, can=can, sight=sight)
    answer = getattr(child, "answer", None)
    if answer is not None and answer.as_at >= viewer.on:
        return child
    try:
        refresh([child.pk], at=viewer.at)
    except NothingAdoptedError:
        return child
    return get_child(child_id=child_id, viewer=viewer, can=can, sight=sight)


def restrictions_on(on: date) -> "QuerySet[Restriction]":
    """Return the restrictions that hold on a day, the first placed first."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    return Restriction.objects.filter(until, start_date__lte=on).order_by("pk")


# --- the rows -----------------------------------------------------------------------------------------


def rows_of(child: Child) -> Rows:
    """Return what is known of a child, in three queries; each row comes with who wrote it.

    Of merged records all rows are the child's; `of` is the id of the record each was written on.
    """
    # The name alone: all columns of the person would cost as much again as those of the rows.
    named = {"written_by": F("recorded_by__name"), "of": F("child__child_id")}
    mine = Q(child__in=pks_of(child))
    visits = tuple(Visit.objects.filter(mine).annotate(**named).order_by("pk"))
    events = tuple(Event.objects.filter(mine).annotate(**named).order_by("pk"))
    circumstances = tuple(Circumstance.objects.filter(mine).annotate(**named).order_by("pk"))
    document = documents([child], getattr(child, "known_joined", None))[child.pk]
    case = with_recorded(document, visits, events, circumstances)
    return Rows(
        case=case, document=document, visits=visits, events=events, circumstances=circumstances
    )


def documents_of(child: Child) -> list[CaseDocument]:
    """Return when which source told of the child, the first first; not what it said."""
    of_child = Child.objects.filter(pk__in=pks_of(child)).values("child_id")
    rows = CaseDocument.objects.filter(child_id__in=of_child).order_by("pk")
    return list(rows.select_related("recorded_by").defer("body"))


def warnings_of(child: Child) -> list[StaffWarning]:
    """Return every warning for the safety of staff there was, the latest first."""
    rows = StaffWarning.objects.filter(child__in=pks_of(child))
    return list(rows.select_related("recorded_by").order_by("-start_date", "-pk"))
