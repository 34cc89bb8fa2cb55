"""The child whose record is written in, locked until the transaction ends."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CaseNote, Child, Circumstance, Event
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.decisions.models import Filled
from doorstep.workflow import RefusedError


def refuse_another_page(child: Child, client_id: UUID) -> None:
    """Refuse the id of a page that wrote something else on the child's record: each page has its own.

    Raises: RefusedError.
    """
    rows = (Filled, Event, Circumstance, CaseNote)
    if any(kind.objects.filter(child=child, client_id=client_id).exists() for kind in rows):
        raise RefusedError("This page was sent before, for something else. Open it anew.")


def locked(child_ids: Sequence[str], by: Access) -> list[Child]:
    """Return the children in the order given.

    Raises: Http404 if the person may not record for one of them.
    """
    wanted = list(dict.fromkeys(child_ids))
    if any("\0" in child_id for child_id in wanted):
        raise Http404(NO_SUCH_CHILD)
    rows = children_for(by, can=Can.RECORD).filter(child_id__in=wanted).order_by("pk")
    found = {c.child_id: c for c in rows.select_related("document").select_for_update(of=("self",))}
    if not wanted or len(found) != len(wanted):
        raise Http404(NO_SUCH_CHILD)
    return [found[child_id] for child_id in wanted]
