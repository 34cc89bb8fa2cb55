"""What was set aside: the list, and one of them with both versions, why, and what can be done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.reading import reading
from doorstep.web.components import moment
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.views.paging import page_of
from doorstep.web.phone import shown
from doorstep.web.phone.aside_words import (
    is_used,
    labels_of,
    names_for,
    standing_under,
    typed_of,
)
from doorstep.web.phone.forms import SettleForm
from doorstep.web.phone.models import Kind, SetAside
from doorstep.web.phone.queries.asides import asides_for, get_aside, named_in
from doorstep.web.phone.queries.writers import writer_of
from doorstep.web.phone.receipts import receipt_number
from doorstep.web.phone.services.asides import settle
from doorstep.web.versions import ConflictError
from doorstep.web.visits.writer import sealed
from doorstep.workdays import LONDON

ORDINARY = {Kind.VISIT: "record-visit", Kind.CALL: "record-call", Kind.CONTACT: "record-contact"}
MEANWHILE = "Somebody settled this meanwhile. What they said stands below."


@who_can(Can.RECORD)
@require_safe
def set_aside(request: SignedInRequest) -> HttpResponseBase:
    """Show what was set aside and waits, or what was settled."""
    access, settled = request.access, "settled" in request.GET
    rows = asides_for(access, settled=settled)
    if form := form_asked(request, Can.EXPORT):
        return list_file(request, form, "set-aside", shown.ASIDE_HEAD, _rows(list(rows), access))
    size, count = settings.ROWS_ON_A_PAGE, rows.count()
    pages = max(1, -(-count // size))
    number = min(page_of(request), pages)
    page = {
        "head": list(shown.ASIDE_HEAD),
        "rows": _rows(list(rows[(number - 1) * size : number * size]), access),
        "settled": settled,
        "page_number": number,
        "pages": pages,
        "take": take_links(request, Can.EXPORT),
    }
    return render(request, "phone/asides.html", page)


def _rows(rows: list[SetAside], access: Access) -> list[list[object]]:
    seen = set(children_for(access).filter(set_aside__in=rows).values_list("pk", flat=True))
    named = named_in(rows)
    return [shown.aside_row(row, sees=row.child_id in seen, named=named[row.pk]) for row in rows]


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def set_aside_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one thing that was set aside, whole; say what became of it."""
    access = request.access
    row = get_aside(pk, by=access)
    form = SettleForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        return _settled(request, row, form)
    sees = _reaches(row, access, Can.SEE_CHILD)
    with _told(row, access, sees=sees):
        page = _page(row, access, sees=sees) | {"form": form}
    return render(request, "phone/aside.html", page)


def _reaches(row: SetAside, access: Access, can: Can) -> bool:
    """Test whether somebody may do something with the record of the child it is about."""
    child = row.child
    return child is not None and children_for(access, can=can).filter(pk=child.pk).exists()


def _settled(request: SignedInRequest, row: SetAside, form: SettleForm) -> HttpResponse:
    told, access = form.cleaned_data, request.access
    try:
        if row.settled_at is not None:
            raise ConflictError(row, {})
        settle(row, told["why"], version=told["version"], by=access, at=access.at)
    except ConflictError:
        messages.warning(request, MEANWHILE)
        return redirect("set-aside-one", row.pk)
    messages.success(request, "It is settled. It stays here, with what you said.")
    return redirect("set-aside")


@contextmanager
def _told(row: SetAside, access: Access, *, sees: bool) -> Iterator[None]:
    """Tell the log of the read, where it is of a child's record; one's own words alone are none."""
    if not sees or row.child is None:
        yield
        return
    with reading(row.child.child_id, viewer=access, action=Action.READ_VISIT, page="set_aside"):
        yield


def _page(row: SetAside, access: Access, *, sees: bool) -> dict[str, Any]:
    over = row.settled_at
    return {
        "row": row,
        "title": f"{shown.what(row)} that was set aside",
        "facts": [
            ("Number", receipt_number(row.client_id)),
            ("Sent by", row.user.name),
            ("About", shown.about(row, sees=sees, named=named_in([row])[row.pk])),
            ("Saved on the phone", moment(row.told_at.astimezone(LONDON))),
            ("Came here", moment(row.received_at.astimezone(LONDON))),
        ],
        "reasons": [each.get("says", "") for each in row.reasons],
        "written": list(shown.written(_told_once(row), labels_of(row, names_for(row, access)))),
        "standing": standing_under(row, access),
        "is_conflict": row.status == 409,
        "settled": f"{row.settled_by}, {moment(over.astimezone(LONDON))}" if over else "",
        "again": _again(row, access) if over is None else None,
    }


def _told_once(row: SetAside) -> dict[str, Any]:
    """Return what was sent, without the child whom the page names above."""
    return {k: v for k, v in row.body.items() if k != "child_id"}


def _again(row: SetAside, access: Access) -> dict[str, Any] | None:
    """Return the ordinary form that takes what was written, for who may record for the child.

    It is saved under the number it has on the phone, so that it is not taken in a second time.
    """
    route = ORDINARY.get(Kind(row.kind))
    if route is None or row.child is None or not _reaches(row, access, Can.RECORD):
        return None
    child_id, client_id = row.child.child_id, uuid4() if is_used(row.client_id) else row.client_id
    writer = sealed(writer_of(row), client_id=client_id, child_id=child_id, by=access)
    typed = [("client_id", str(client_id)), ("writer", writer), ("step", "change")]
    return {
        "action": reverse(route, args=[child_id]),
        "typed": [*typed_of(row), *typed],
        "of": "" if row.user_id == access.user_id else row.user.name,
    }
