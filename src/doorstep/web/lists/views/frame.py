"""What the pages of one list share: its name, its parts, where else one can go, what can be taken out."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.lists.filters import Filters
from doorstep.web.lists.scope import Scope

FORMATS = (("csv", "CSV"), ("xlsx", "Excel"))
QUALITY = "quality"
COUNTED: dict[str, Callable[[Access, Scope], int]] = {}
"""How much a part of a list has, told by the app above this one whose page it is."""


def address_of(scope: Scope) -> str:
    """Return where a list is."""
    return reverse(scope.kind, args=[] if scope.pk is None else [scope.pk])


def frame_of(
    scope: Scope, access: Access, current: str, filters: Filters | None = None
) -> dict[str, Any]:
    """Return what stands around each page of a list."""
    asked = filters or Filters()
    query = asked.query()
    return {
        "scope": scope,
        "here": address_of(scope),
        "parts": parts_of(scope, current, access),
        "query": query,
        "exports": _exports(scope, asked) if access.has(Can.EXPORT) else [],
        "print_address": _export(scope, asked, "print"),
        "save_address": f"{reverse('save-view')}?{urlencode({'list': scope.key, 'query': query})}",
    }


def parts_of(scope: Scope, current: str, access: Access) -> list[dict[str, Any]]:
    """Return the pages of a list."""
    of_list = urlencode({"list": scope.key})
    places = (
        ("list", "List", address_of(scope)),
        ("workload", "Workload", f"{reverse('workload')}?{of_list}"),
        ("staff", "People", f"{reverse('staff')}?{of_list}" if access.has(Can.MOVE) else ""),
        ("availability", "Who is there", _of_staff(access, of_list)),
        ("continuity", "Continuity", f"{reverse('continuity')}?{of_list}"),
        ("written-down", "Writing up", f"{reverse('written-down')}?{of_list}"),
        ("blind-spots", "Blind spots", f"{reverse('blind-spots')}?{of_list}"),
        (QUALITY, _with("Data quality", scope.wrong), f"{reverse(QUALITY)}?{of_list}"),
        ("saved-views", "Saved views", f"{reverse('saved-views')}?{of_list}"),
    )
    return [
        {"text": text, "href": href, "current": key == current}
        for key, text, href in places
        if href
    ]


def _of_staff(access: Access, of_list: str) -> str:
    """Return where to see who is there today; nothing for who is shown counts only."""
    return f"{reverse('availability')}?{of_list}" if access.has(Can.RECORD) else ""


def _with(text: str, number: int) -> str:
    return f"{text} ({number:,})" if number else text


def _exports(scope: Scope, asked: Filters) -> list[dict[str, str]]:
    return [{"href": _export(scope, asked, form), "text": text} for form, text in FORMATS]


def _export(scope: Scope, asked: Filters, form: str) -> str:
    return f"{reverse('due-export')}?{asked.query(list=scope.key, format=form)}"
