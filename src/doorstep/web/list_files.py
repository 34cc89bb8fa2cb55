"""Any list as CSV or a spreadsheet: the rows of its page, all pages of them, told to the audit log.

A view asks `form_asked` before it cuts its rows into pages, and gives `take_links` to its template:

    if form := form_asked(request, Can.EXPORT):
        return list_file(request, form, "disputes", HEAD, all_rows)
    context["take"] = take_links(request, Can.EXPORT)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseBase
from markupsafe import Markup

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.export import csv_response, xlsx_response

WRITERS: dict[str, Any] = {"csv": csv_response, "xlsx": xlsx_response}
FORMS = {"csv": "CSV", "xlsx": "a spreadsheet"}
ASKED = "take"  # the address's parameter

_HIDDEN = re.compile(r'<span class="govuk-visually-hidden">.*?</span>', re.DOTALL)
_BETWEEN = re.compile(r'</span>\s*<span class="d-line">|</li>\s*<li>|<br\s*/?>|</p>\s*<p[^>]*>')
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*|-?\d+")


def form_asked(request: SignedInRequest, can: Can | None = None) -> str:
    """Return in which form the list is to be taken; blank where the page itself is asked for.

    `can` is `Can.EXPORT` where the list names children, else nobody who sees it is refused.
    Raises: Http404 for a form there is not; PermissionDenied.
    """
    form = request.GET.get(ASKED, "")
    if form and form not in WRITERS:
        raise Http404
    if form and can is not None and not request.access.has(can):
        raise PermissionDenied
    return form


def take_links(request: SignedInRequest, can: Can | None = None) -> list[dict[str, str]]:
    """Return where the list as it is filtered and sorted can be taken; nothing for who may not."""
    if can is not None and not request.access.has(can):
        return []
    query = request.GET.copy()
    for name in ("page", ASKED):
        query.pop(name, None)
    start = f"?{query.urlencode()}&" if query else "?"
    return [{"text": text, "href": f"{start}{ASKED}={form}"} for form, text in FORMS.items()]


def list_file(
    request: SignedInRequest,
    form: str,
    name: str,
    head: Sequence[Any],
    rows: Iterable[Sequence[object]],
) -> HttpResponseBase:
    """Return a list as a file, and write to the log that it was taken, with how many rows.

    Shape: `head` and `rows` as `ui.table` takes them; columns without words are not in the file.
    """
    columns = list(_columns(head))
    found = [[cell(row[at], is_number=number) for at, _, number in columns] for row in rows]
    access = request.access
    with transaction.atomic():
        audit.record(
            action=Action.EXPORT,
            subject="list",
            subject_id=name,
            by=access,
            at=access.at,
            detail={"format": form, "rows": len(found)},
        )
    file = f"{name}-{access.on.isoformat()}.{form}"
    response: HttpResponseBase = WRITERS[form](found, [label for _, label, _ in columns], file)
    return response


def cell(value: object, *, is_number: bool = False) -> object:
    """Return what a cell of a page says as a file has it: without marks, a number as a number.

    Example:
        >>> cell(Markup('<span class="d-line">Noor</span> <span class="d-line">East &amp; co</span>'))
        'Noor; East & co'
        >>> cell("1,200", is_number=True), cell(None)
        (1200, '')
    """
    if isinstance(value, Markup):
        value = _text_of(value)
    if value is None:
        return ""
    if is_number and isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value.replace(",", ""))
    return value


def _text_of(html: Markup) -> str:
    bare = _TAG.sub("", _BETWEEN.sub("; ", _HIDDEN.sub("", str(html))))
    return " ".join(unescape(bare).split())


def _columns(head: Sequence[Any]) -> Iterator[tuple[int, str, bool]]:
    """Yield the place of each column that has words, the words, and whether it holds numbers."""
    for at, column in enumerate(head):
        if isinstance(column, str):
            label, is_number = column, False
        elif isinstance(column, dict):
            label, is_number = column.get("label", ""), bool(column.get("numeric"))
        else:
            label, is_number = column.label, False
        if label:
            yield at, label, is_number
