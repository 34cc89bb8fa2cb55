"""A record that was merged into another: its pages say where it went, and nothing new begins on it.

What was begun there before the merge, a decision or a visit to correct, stays usable at its address.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.joined import PutAwayError
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.visible import sight_of, visible_to

Handler = Callable[[HttpRequest], HttpResponse]
STAYS_USABLE = frozenset(
    {
        *("visit", "correct-visit", "event", "correct-event", "meeting-note", "form"),
        *("decision", "write", "compare", "comment", "act", "save-draft"),
        *("document", "document-word", "document-pdf", "mark-copied"),
        *("readers",),
    }
)


class PutAway:
    """Answer for a child who is put away, after it is clear who asks and what they may open."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whether the child is put away is asked once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: Any, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Say where a record went; a page that does not exist, or may not be seen, says so itself."""
        access, child_id = getattr(request, "access", None), kwargs.get("child_id", "")
        if access is None or not child_id or "\0" in child_id:
            return None
        match = request.resolver_match
        if match.url_name in STAYS_USABLE or match.route.startswith("api/"):
            return None
        merges = sight_of(access).joined.into
        return _told(request, access, child_id) if merges else None

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Say where a record went to whoever would have written on it."""
        access = getattr(request, "access", None)
        if access is None or not isinstance(error, PutAwayError):
            return None
        return _told(request, access, error.child.child_id)


def _told(request: HttpRequest, access: Access, child_id: str) -> HttpResponse | None:
    rows = Merge.objects.filter(undone_at=None, child__child_id=child_id)
    row = rows.select_related("child", "into", "merged_by").first()
    visible = visible_to(access, can=Can.SEE_CHILD, sight=sight_of(access))
    if row is None or not visible.filter(pk=row.child_id).exists():
        return None
    is_writing = request.method not in ("GET", "HEAD")
    page = {
        "child": row.child,
        "into": row.into,
        "row": row,
        "is_writing": is_writing,
        "may_undo": _may_undo(row, access),
    }
    if not is_writing:
        _tell(row.child, access)
    return render(request, "imports/put_away.html", page, status=409 if is_writing else 200)


def _may_undo(row: Merge, access: Access) -> bool:
    rows = visible_to(access, can=Can.MERGE, sight=sight_of(access))
    return rows.filter(pk__in=(row.child_id, row.into_id)).count() == 2


@transaction.atomic
def _tell(child: Child, access: Access) -> None:
    audit.record(
        action=Action.READ_CHILD,
        subject="child",
        subject_id=child.child_id,
        by=access,
        at=access.at,
        detail={"page": "put_away"},
    )
