"""A child's documents, one of them as text, Word or PDF; what was copied and what still has to be."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.reading import Opened, reading
from doorstep.web.documents import queries, services, showing
from doorstep.web.documents.items import NO_SUCH_DOCUMENT, Item, item_of, items_of, papers_of
from doorstep.web.documents.paper import Kind, Paper
from doorstep.web.documents.print import PDF, NoPdfError, print_of
from doorstep.web.documents.word import DOCX, word_of
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError


@who_can(Can.SEE_CHILD)
@require_safe
def documents(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show everything of a child that can be copied out, the newest first."""
    access, number, size = request.access, number_in(request.GET), settings.ROWS_ON_A_PAGE
    kind = _kind(request)
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="documents") as opened:
        found = items_of(opened.child)
        chosen = [item for item in found if kind in (None, item.key.kind)]
        pages = max(-(-len(chosen) // size), 1)
        number = min(number, pages)
        shown = chosen[(number - 1) * size : number * size]
        context = {
            "head": head_of(opened, current="documents", on=access.on),
            "items": _shown(shown, opened, access),
            "found": len(chosen),
            "of": len(found),
            "number": number,
            "pages": pages,
            "kinds": showing.kinds({item.key.kind for item in found}, kind),
            "query": f"kind={kind}" if kind else "",
        }
    return render(request, "documents/documents.html", context)


@who_can(Can.SEE_CHILD)
@require_safe
def document(request: SignedInRequest, child_id: str, kind: str, pk: int) -> HttpResponse:
    """Show one document as text to copy, with its files."""
    return _one(request, child_id, kind, pk)


def _one(
    request: SignedInRequest,
    child_id: str,
    kind: str,
    pk: int,
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="document") as opened:
        item = item_of(opened.child, kind, pk)
        context = {
            "head": head_of(opened, current="documents", on=access.on),
            "it": _shown([item], opened, access)[0],
            "wrong": wrong,
            "from_list": "list" in (request.GET.get("from"), request.POST.get("back")),
        }
    return render(request, "documents/document.html", context, status=status)


def _shown(items: list[Item], opened: Opened, viewer: Access) -> list[showing.Shown]:
    copied = queries.copied_of(item.key for item in items)
    papers = papers_of(items, opened.child)
    records = Can.RECORD in opened.may
    may = showing.May(mark=records, take=records and queries.may_take(opened.child, viewer))
    return [
        showing.shown(item, papers[item.key], copied.get(item.key), may, opened.child.child_id)
        for item in items
    ]


def _kind(request: SignedInRequest) -> Kind | None:
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in set(Kind) else None


# --- files --------------------------------------------------------------------------------------------


@who_can(Can.RECORD)
@require_safe
def word(request: SignedInRequest, child_id: str, kind: str, pk: int) -> HttpResponse:
    """Send a document as a Word file."""

    def made(paper: Paper) -> bytes:
        found = word_of(paper)
        if found.warning:
            messages.warning(request, found.warning)
        return found.content

    return _file(request, child_id, kind, pk, (made, DOCX, "docx"))


@who_can(Can.RECORD)
@require_safe
def pdf(request: SignedInRequest, child_id: str, kind: str, pk: int) -> HttpResponse:
    """Send a document as a PDF; where this machine cannot make one, say so."""
    try:
        return _file(request, child_id, kind, pk, (print_of, PDF, "pdf"))
    except NoPdfError as error:
        wrong = (
            f"No PDF can be made here: {error}. Take the Word file, or ask whoever runs Doorstep."
        )
        return _one(request, child_id, kind, pk, wrong=wrong, status=503)


Making = tuple[Callable[[Paper], bytes], str, str]


def _file(
    request: SignedInRequest, child_id: str, kind: str, pk: int, making: Making
) -> HttpResponse:
    make, content_type, ending = making
    page = f"{kind}-{pk}.{ending}"
    with reading(
        child_id, viewer=request.access, action=Action.MAKE_DOCUMENT, page=page, can=Can.RECORD
    ) as opened:
        if not queries.may_take(opened.child, request.access):
            raise Http404(NO_SUCH_DOCUMENT)
        item = item_of(opened.child, kind, pk)
        paper = papers_of([item], opened.child)[item.key]
        answer = HttpResponse(make(paper), content_type=content_type)
    name = f"{file_name(paper, item, child_id)}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def file_name(paper: Paper, item: Item, child_id: str) -> str:
    """Return the name of a document's file, in which nobody's name stands."""
    on = item.at.astimezone(LONDON).date()
    return "-".join(_plain((paper.names[0], child_id, on.isoformat())))


def _plain(parts: Iterable[str]) -> Iterable[str]:
    return (re.sub(r"[^A-Za-z0-9_.-]+", "_", part) for part in parts)


# --- copied -------------------------------------------------------------------------------------------


@who_can(Can.RECORD)
@require_POST
def mark_copied(request: SignedInRequest, child_id: str, kind: str, pk: int) -> HttpResponse:
    """Store that a document was copied into the case management system."""
    access = request.access
    try:
        services.mark_copied(child_id=child_id, kind=kind, pk=pk, by=access, at=access.at)
    except services.AlreadyCopiedError as error:
        wrong = showing.ticked_before(error.row)
        return _one(request, child_id, kind, pk, wrong=wrong, status=409)
    except RefusedError as error:
        return _one(request, child_id, kind, pk, wrong=str(error), status=409)
    messages.success(request, "Marked as copied to the case management system.")
    if request.POST.get("back") == "list":
        return redirect("to-copy")
    return redirect("document", child_id, kind, pk)


@who_can(Can.RECORD)
@require_safe
def to_copy(request: SignedInRequest) -> HttpResponseBase:
    """Show what is not yet copied, of the children one may record for, the oldest first."""
    kind = _kind(request)
    if form := form_asked(request):
        each = queries.all_to_copy(request.access, kind=kind)
        rows = map(showing.waiting_in_file, each)
        return list_file(request, form, "to-copy", showing.FILE_HEAD, rows)
    found = queries.to_copy(
        request.access, kind=kind, number=number_in(request.GET), size=settings.ROWS_ON_A_PAGE
    )
    context: dict[str, Any] = {
        "it": found,
        "rows": [showing.waiting(row, on=request.access.on) for row in found.rows],
        "kinds": showing.kinds(set(Kind), kind),
        "kind": kind,
        "query": f"kind={kind}" if kind else "",
        "take": take_links(request),
    }
    return render(request, "documents/to_copy.html", context)
