"""Open a child's record for a page: what is read and the event that tells of it stand together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When

from doorstep.facts import CaseFacts
from doorstep.intake.store_codec import decoded
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import (
    Answer,
    BreakGlass,
    CaseDocument,
    Child,
    Event,
    Restriction,
    StaffWarning,
    Visit,
)
from doorstep.web.caseload.queries import get_child, with_recorded
from doorstep.web.caseload.services import refresh
from doorstep.web.caseload.visible import Sight, sight_of, visible
from doorstep.web.policies.queries import NothingAdoptedError

ASKED = (Can.RECORD, Can.RESTRICT, Can.SEE_READERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Why and since when a record is open to named people only."""

    reason: str
    since: date
    placed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """Access the viewer took in an emergency, until when and why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another child at the same address; without a name where the viewer may not see the record."""

    child_id: str
    name: str
    born: date | None
    case: str
    overdue: int
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A child whose record the viewer has open, what they may do with it, and who else lives there."""

    child: Child
    may: frozenset[Can]
    restricted: Restricted | None
    glass: Glass | None
    warnings: tuple[str, ...]
    warnings_unseen: int
    neighbours: tuple[Neighbour, ...]

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
    if opened.glass:
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
    warnings, unseen, neighbours = _at_the_door(child, viewer, sight)
    return Opened(
        child=child,
        may=_may(child, viewer, sight),
        restricted=_restricted(child, viewer) if child.pk in sight.restricted else None,
        glass=_glass(child, viewer) if child.pk in sight.opened else None,
        warnings=warnings,
        warnings_unseen=unseen,
        neighbours=neighbours,
    )


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


# --- what the viewer may do ---------------------------------------------------------------------------


def _may(child: Child, viewer: Access, sight: Sight) -> frozenset[Can]:
    """Return what the viewer may do with this record; the database is asked only where roles differ."""
    told = {can: _settled(viewer, can) for can in ASKED}
    open_questions = [can for can, answer in told.items() if answer is None]
    if open_questions:
        yes: dict[str, Any] = {
            can.value: Case(When(visible(viewer, can, sight), then=Value(1)), default=Value(0))
            for can in open_questions
        }
        rows: Any = Child.objects.filter(pk=child.pk)
        found = rows.values(**yes).get()
        told |= {can: bool(found[can.value]) for can in open_questions}
    return frozenset(can for can, answer in told.items() if answer)


def _settled(viewer: Access, can: Can) -> bool | None:
    """Return whether every role that shows a child allows this, or none does; None if they differ."""
    if not viewer.has(can):
        return False
    if all(can in held.can for held in viewer.held if Can.SEE_CHILD in held.can):
        return True
    return None


def _restricted(child: Child, viewer: Access) -> Restricted | None:
    found = restrictions_on(viewer.on).filter(child=child).select_related("placed_by").first()
    if found is None:
        return None
    return Restricted(reason=found.reason, since=found.start_date, placed_by=found.placed_by.name)


def restrictions_on(on: date) -> "QuerySet[Restriction]":
    """Return the restrictions that hold on a day, the first placed first."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    return Restriction.objects.filter(until, start_date__lte=on).order_by("pk")


def _glass(child: Child, viewer: Access) -> Glass | None:
    found = (
        BreakGlass.objects.filter(
            child=child, user=viewer.user_id, start_at__lte=viewer.at, end_at__gt=viewer.at
        )
        .order_by("-end_at")
        .first()
    )
    return Glass(until=found.end_at, reason=found.reason) if found else None


# --- who and what else is at the address --------------------------------------------------------------


def _at_the_door(
    child: Child, viewer: Access, sight: Sight
) -> tuple[tuple[str, ...], int, tuple[Neighbour, ...]]:
    """Return warnings of this address, how many more there are unseen, and the other children."""
    rows = list(_household(child, viewer, sight))
    shown = {(r["whose"], r["warned"], r["said"]) for r in rows if r["said"] and r["shown"]}
    unseen = {r["warned"] for r in rows if r["said"] and not r["shown"]}
    ordered = sorted(shown, key=lambda w: (w[0] != child.pk, w[1]))
    others = {r["whose"]: _neighbour(r) for r in rows if r["whose"] != child.pk}
    return tuple(dict.fromkeys(w[2] for w in ordered)), len(unseen), tuple(others.values())


def _household(child: Child, viewer: Access, sight: Sight) -> Any:
    """Return the child and the others at the door, a row for each warning that holds, in one query."""
    same = Q(pk=child.pk) | (Q(household=child.household) if child.household else Q(pk=child.pk))
    holds = Q(warnings__end_date=None) | Q(warnings__end_date__gt=viewer.on)
    seen = Q(pk=child.pk) | visible(viewer, Can.SEE_CHILD, sight)
    return (
        Child.objects.filter(same)
        .annotate(warning=FilteredRelation(
            "warnings", condition=holds & Q(warnings__start_date__lte=viewer.on)
        ))
        .values(
            "child_id", "name", "born",
            whose=F("pk"),
            case=F("answer__case"),
            overdue=F("answer__overdue"),
            warned=F("warning__pk"),
            said=F("warning__words"),
            shown=Case(When(seen, then=Value(1)), default=Value(0)),
        )
        .order_by("born", "pk")
    )  # fmt: skip


def _neighbour(row: dict[str, Any]) -> Neighbour:
    seen = bool(row["shown"])
    return Neighbour(
        child_id=row["child_id"] if seen else "",
        name=row["name"] if seen else "",
        born=row["born"] if seen else None,
        case=(row["case"] or "") if seen else "",
        overdue=(row["overdue"] or 0) if seen else 0,
        is_visible=seen,
    )


# --- the rows -----------------------------------------------------------------------------------------


def rows_of(child: Child) -> Rows:
    """Return what is known of a child, in two queries; each row comes with who wrote it."""
    visits = tuple(Visit.objects.filter(child=child).select_related("recorded_by").order_by("pk"))
    events = tuple(Event.objects.filter(child=child).select_related("recorded_by").order_by("pk"))
    document = decoded(child.document.body)
    case = with_recorded(document, visits, events)
    return Rows(case=case, document=document, visits=visits, events=events)


def documents_of(child: Child) -> list[CaseDocument]:
    """Return when which source told of the child, the first first; not what it said."""
    rows = CaseDocument.objects.filter(child_id=child.child_id).order_by("pk")
    return list(rows.select_related("recorded_by").defer("body"))


def warnings_of(child: Child) -> list[StaffWarning]:
    """Return every warning for the safety of staff there was, the latest first."""
    return list(child.warnings.select_related("recorded_by").order_by("-start_date", "-pk"))
