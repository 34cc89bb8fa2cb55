"""Read photographs of documents; the pictures themselves only where one is shown."""

from django.db.models import QuerySet
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.models import Photograph

NO_SUCH_PHOTOGRAPH = "There is no such photograph, or you may not see the record."


def photographs_of(child: Child) -> "QuerySet[Photograph]":
    """Return the photographs of a child and of the records merged with it, the newest first."""
    rows = Photograph.objects.filter(child__in=pks_of(child)).defer("content")
    return rows.select_related("recorded_by", "withdrawn_by").order_by("-recorded_at", "-pk")


def photographs_at(row: Visit) -> list[Photograph]:
    """Return what was photographed at a visit, in all its versions, the first first."""
    rows = Photograph.objects.filter(child=row.child_id, of=row.occasion, withdrawn_at=None)
    return list(rows.defer("content").order_by("pk"))


def get_photograph(child: Child, *, pk: int, whole: bool = False) -> Photograph:
    """Return a photograph of a child; with `whole` the picture too.

    Raises: Http404.
    """
    rows = photographs_of(child).defer(None) if whole else photographs_of(child)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(NO_SUCH_PHOTOGRAPH)
    return found


def visit_of(child: Child, row: Photograph) -> Visit | None:
    """Return the visit a photograph was made at, as it stands now; None while it has not come in."""
    if row.of is None:
        return None
    rows = Visit.objects.filter(child__in=pks_of(child), occasion=row.of, corrected_by=None)
    return rows.first()


def may_withdraw(row: Photograph, viewer: Access) -> bool:
    """Test whether somebody may take it back: who stored it, or a manager who reaches the child."""
    can = Can.RECORD if row.recorded_by_id == viewer.user_id else Can.CORRECT
    is_over = row.withdrawn_at is not None
    return not is_over and children_for(viewer, can=can).filter(pk=row.child_id).exists()
