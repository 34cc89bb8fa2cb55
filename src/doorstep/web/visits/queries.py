"""Read what was recorded here of a child: one visit, what corrected it, who may change it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.http import Http404

from doorstep.facts import CaseFacts
from doorstep.vocabulary import EventKind, FactKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.joined import kept, pks_of
from doorstep.web.caseload.lateness import told_at_of, written_at_of
from doorstep.web.caseload.models import Child, Circumstance, Event, Obligation, Visit
from doorstep.web.caseload.queries import (
    NO_SUCH_CHILD,
    case_of,
    children_for,
    documents,
    with_recorded,
)
from doorstep.web.caseload.rows import standing, visit_of
from doorstep.web.visits.report import (
    CLOCK,
    WRITTEN_BY,
    Happened,
    Note,
    VisitReport,
    agreed_in,
    filled_in,
    late_in,
    with_in,
)

MOST_TOGETHER = 20  # children one visit is recorded for at once


def together(child: Child, viewer: Access, *, asked: Iterable[str] = ()) -> list[Child]:
    """Return the other children the viewer may record for with this one: of the same door, or asked for.

    Order: the eldest first.
    """
    wanted = Q(child_id__in=[c for c in asked if "\0" not in c][:MOST_TOGETHER])
    if child.household:
        wanted |= Q(household=child.household)
    found = children_for(viewer, can=Can.RECORD).filter(wanted, kept()).exclude(pk=child.pk)
    rows = found.select_related("document").order_by("born", "pk")
    return list(rows[:MOST_TOGETHER])


def child_to_record(*, child_id: str, viewer: Access) -> Child:
    """Return a child the viewer may record for, without the answer, which is worked out anew anyway.

    Raises: Http404, the same for a child who is not there and one who may not be seen (A4).
    """
    rows = children_for(viewer, can=Can.RECORD).filter(child_id=child_id)
    child = rows.first() if "\0" not in child_id else None  # which PostgreSQL will not compare
    if child is None:
        raise Http404(NO_SUCH_CHILD)
    return child


def get_visit(*, child: Child, pk: int) -> Visit:
    """Return a visit recorded here of this child, with who wrote it and what follows it.

    Raises: Http404, as for a child who is not there.
    """
    rows = Visit.objects.select_related("recorded_by", "corrected_by")
    found = rows.filter(child=child, pk=pk).first()
    if found is None:
        raise Http404(NO_SUCH_CHILD)
    return found


def is_over(visit: Visit) -> bool:
    """Test whether something took the place of a record, or it was taken back."""
    return visit.withdrawn or getattr(visit, "corrected_by", None) is not None


def versions_of(visit: Visit) -> list[Visit]:
    """Return every version of a record, the first first."""
    rows = Visit.objects.filter(child=visit.child_id, occasion=visit.occasion)
    return list(rows.select_related("recorded_by").order_by("pk"))


def first_written_at(visit: Visit) -> datetime:
    """Return when a record was first written, before anything corrected it."""
    return written_at_of(versions_of(visit)[0])


def others_of(visit: Visit, viewer: Access) -> list[Visit]:
    """Return the records of the same occasion for other children the viewer may see."""
    rows = Visit.objects.filter(
        occasion=visit.occasion, corrected_by=None, child__in=children_for(viewer)
    )
    return list(rows.exclude(child=visit.child_id).select_related("child").order_by("child__born"))


def may_correct(visit: Visit, viewer: Access) -> bool:
    """Test whether somebody may correct a record: who wrote it, or a manager who reaches the child."""
    can = Can.RECORD if visit.recorded_by_id == viewer.user_id else Can.CORRECT
    return children_for(viewer, can=can).filter(pk=visit.child_id).exists()


def report_of(visit: Visit) -> VisitReport:
    """Return what a record says; the other way round of what `services` stores."""
    events: list[Event] = standing(list(visit.events.order_by("pk")))
    return VisitReport(
        told=visit_of(visit),
        note=Note(*(getattr(visit, name) for name in Note._fields)),
        events=tuple(Happened(EventKind(e.kind), e.words, e.due_date) for e in events),
        circumstances=tuple(FactKind(kind) for kind in visit.details.get("facts", ())),
        filled=filled_in(visit.details),
        method_words=visit.details.get("method_words", ""),
        agreed=agreed_in(visit.details),
        with_worker=with_in(visit.details),
        late=late_in(visit.details),
        told_at=told_at_of(visit.details),
        clock=visit.details.get(CLOCK, ""),
        written_by=visit.details.get(WRITTEN_BY, ""),
    )


def case_without(child: Child, visit: Visit | None) -> CaseFacts:
    """Return what is known of a child apart from one record, in all its versions."""
    if visit is None:
        return case_of(child)
    pks = pks_of(child)
    visits = Visit.objects.filter(child__in=pks).exclude(occasion=visit.occasion).order_by("pk")
    events = Event.objects.filter(child__in=pks).exclude(visit__occasion=visit.occasion)
    held = Circumstance.objects.filter(child__in=pks).order_by("pk")
    return with_recorded(documents([child])[child.pk], visits, events.order_by("pk"), held)


def owed_now(child: Child) -> list[Obligation]:
    """Return the rows of the due list of a child, visits before decisions."""
    return list(Obligation.objects.filter(child=pks_of(child)[0]).order_by("is_decision", "place"))
