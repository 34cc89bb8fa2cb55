"""Which list a page about a list is of: the one the address names, else the widest one may open."""

from typing import Any

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.caseload.visible import Sight, sight_of
from doorstep.web.lists.scope import Scope, lists_for, scope_of
from doorstep.web.lists.views.frame import frame_of


def asked_list(request: SignedInRequest) -> tuple[Scope | None, Sight, dict[str, str]]:
    """Return the list a page is of, what the person may see of it, and all lists they may open.

    Raises: Http404 for a list that may not be opened.
    """
    access = request.access
    sight, lists = sight_of(access), lists_for(access)
    key = request.GET.get("list") or next(iter(lists), "")
    scope = scope_of(access, sight, key=key) if key else None
    return scope, sight, lists


def frame(
    request: SignedInRequest, scope: Scope | None, lists: dict[str, str], current: str
) -> dict[str, Any]:
    """Return what stands around a page about a list, and the choice of lists."""
    around = frame_of(scope, request.access, current) if scope else {"scope": None}
    return {**around, "lists": lists}
