"""Read what happened and was recorded here: one record with all its versions, who may correct it."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from doorstep.vocabulary import EventKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.records import chains
from doorstep.web.decisions.models import Filled


def get_event(*, child: Child, pk: int) -> Event:
    """Return something recorded here that happened, with who wrote it and what follows it.

    Raises: Http404, as for a child who is not there.
    """
    rows = Event.objects.select_related("recorded_by", "corrected_by", "child")
    found = rows.filter(child=child, pk=pk).first()
    if found is None:
        raise Http404(NO_SUCH_CHILD)
    return found


def get_note(*, child: Child, pk: int) -> CaseNote:
    """Return a note on a child's record that no decision wrote.

    Raises: Http404, as for a child who is not there.
    """
    rows = CaseNote.objects.select_related("recorded_by", "corrected_by")
    found = rows.filter(child=child, pk=pk, decision=None).first()
    if found is None:
        raise Http404(NO_SUCH_CHILD)
    return found


def versions_of(event: Event) -> Sequence[Event]:
    """Return every version of a record, the first first."""
    rows = Event.objects.filter(child=event.child_id, kind=event.kind).order_by("pk")
    all_of = chains(list(rows.select_related("recorded_by")))
    return next(chain for chain in all_of if any(row.pk == event.pk for row in chain))


def is_over(row: Event | CaseNote) -> bool:
    """Test whether something took the place of a record, or it was taken back."""
    return row.withdrawn or getattr(row, "corrected_by", None) is not None


def is_own_record(event: Event) -> bool:
    """Test whether it was recorded by itself, and not by a visit, a decision or a form."""
    made_by = event.visit_id or event.decision or event.kind == EventKind.ARRANGEMENTS_SHARED
    return not made_by and not _is_of_a_form(event.child_id, event.client_id)


def _is_of_a_form(child: int, client_id: UUID) -> bool:
    return Filled.objects.filter(child=child, client_id=client_id).exists()


def may_correct(event: Event, viewer: Access) -> bool:
    """Test whether somebody may correct a record: who wrote it, or a manager who reaches the child."""
    can = Can.RECORD if event.recorded_by_id == viewer.user_id else Can.CORRECT
    reached = children_for(viewer, can=can).filter(pk=event.child_id).exists()
    return reached and is_own_record(event)
