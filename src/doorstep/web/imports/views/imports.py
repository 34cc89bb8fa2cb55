"""Imports: the list of them, a new one, and what one would change, page by page."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.imports import folders, queries, services
from doorstep.web.imports.arriving import inbox, take_uploads
from doorstep.web.imports.forms import UploadForm
from doorstep.web.imports.models import Import, State
from doorstep.web.imports.standing import RUNNING, BusyError, MovedOnError
from doorstep.web.imports.views import rows
from doorstep.web.imports.warnings import warnings_of
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.views.paging import page_of

LOOK_AGAIN = "3"  # seconds after which a page of running work asks again
WHOLE_ONLY = (
    "An extract is of the whole authority: only who holds the role for all of it brings one in, applies "
    "it or undoes it."
)
NOT_STORED = "The files could not be stored ({}). Tell whoever runs Doorstep; nothing was changed"
BUSY = "Another import is being applied or undone. Try again when it is done."
MOVED_ON = "Somebody else was here first: this is how the import stands now."
NOT_NEWEST = "Another import was applied after this one. Undo that one first."
SAID = {
    "apply": "The import is being applied.",
    "undo": "The import is being undone.",
    "stop": "The import stops.",
}
DO = {"apply": services.say_apply, "undo": services.say_undo, "stop": services.say_stop}


@who_can(Can.IMPORT)
def imports(request: SignedInRequest) -> HttpResponseBase:
    """List the imports, the newest first."""
    found = queries.imports()
    if form := form_asked(request):
        return list_file(request, form, "imports", rows.IMPORTS, rows.import_rows(found))
    size, number = settings.ROWS_ON_A_PAGE, page_of(request)
    pages = max(-(-found.count() // size), 1)
    number = min(number, pages)
    page = {
        "head": rows.IMPORTS,
        "rows": rows.import_rows(found[(number - 1) * size : number * size]),
        "number": number,
        "pages": pages,
        "watched": inbox() is not None,
        "may_act": _may_act(request),
        "take": take_links(request),
    }
    return render(request, "imports/imports.html", page)


def _may_act(request: SignedInRequest) -> bool:
    """Test whether somebody may bring in, apply and undo: an extract is of the whole authority."""
    return request.access.everywhere(Can.IMPORT)


def _told_not_to(request: SignedInRequest) -> HttpResponse:
    messages.warning(request, WHOLE_ONLY)
    return redirect("imports")


@who_can(Can.IMPORT)
def new_import(request: SignedInRequest) -> HttpResponse:
    """Take in the files of an extract."""
    if request.method == "POST" and not _may_act(request):
        return _told_not_to(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.access
        try:
            row = take_uploads(given["extract"], key=given["client_id"], by=by, at=clock.now())
        except OSError as error:
            form.add_error("extract", NOT_STORED.format(error.strerror or "the disk refuses"))
        else:
            return redirect("import", row.pk)
    return render(request, "imports/new_import.html", {"form": form})


@who_can(Can.IMPORT)
def one_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show where an import stands and what it would change; apply, undo or stop it."""
    row = queries.get_import(pk)
    if request.method == "POST":
        return _done(request, row)
    newest = queries.newest_applied()
    page = {
        "row": row,
        "is_running": row.state in RUNNING,
        "may_act": _may_act(request),
        "progress": folders.progress(row.key) if row.state in RUNNING else None,
        "warnings": warnings_of(row, request.access) if row.state == State.READY else [],
        "parts": rows.parts(row),
        "facts": rows.facts(row),
        "changes": row.new + row.changed + row.gone,
        "may_undo": row.state == State.APPLIED and newest is not None and newest.pk == row.pk,
        "newest": newest,
        "is_newest": newest is None or newest.pk == row.pk,
        "kept": queries.kept_of(row).count() if row.state == State.UNDONE else 0,
    }
    answer = render(request, "imports/import.html", page)
    if page["is_running"]:
        answer["Refresh"] = LOOK_AGAIN
    return answer


def _done(request: SignedInRequest, row: Import) -> HttpResponse:
    """Do what a button says, and lead back to the import."""
    if not _may_act(request):
        return _told_not_to(request)
    act, version = DO.get(request.POST.get("do", "")), request.POST.get("version", "")
    if act is None or not version.isdecimal() or len(version) > 9:
        raise Http404
    try:
        act(row, version=int(version), by=request.access, at=clock.now())
    except BusyError:
        messages.warning(request, BUSY)
    except MovedOnError:
        messages.warning(request, MOVED_ON)
    except services.NotTheNewestError:
        messages.warning(request, NOT_NEWEST)
    else:
        messages.success(request, SAID[request.POST["do"]])
    return redirect("import", row.pk)


@who_can(Can.IMPORT)
def import_children(request: SignedInRequest, pk: int, what: str) -> HttpResponseBase:
    """Show the children of whom an import says one thing: new, changed, missing, or left as they were."""
    row = queries.get_import(pk)
    part = rows.PARTS.get(what)
    if part is None:
        raise Http404
    found = queries.kept_of(row) if what == rows.KEPT else queries.children_of(row, part.what)
    services.say_seen(row, part=what, by=request.access, at=clock.now())
    if form := form_asked(request, Can.EXPORT):
        every = rows.children(found, request.access, can=Can.EXPORT)
        return list_file(request, form, f"import-{row.pk}-{what}", part.head, every)
    size, number = settings.ROWS_ON_A_PAGE, page_of(request)
    count = found.count()
    pages = max(-(-count // size), 1)
    number = min(number, pages)
    page: dict[str, Any] = {
        "row": row,
        "part": part,
        "count": count,
        "rows": rows.children(found[(number - 1) * size : number * size], request.access),
        "number": number,
        "pages": pages,
        "take": take_links(request, Can.EXPORT),
    }
    return render(request, "imports/children.html", page)


@who_can(Can.IMPORT)
def import_refused(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Show the rows and fields that an import could not use, with what to do about each."""
    row = queries.get_import(pk)
    file = request.GET.get("file", "")
    every = queries.refused_of(row)
    files = list(every.order_by("file").values_list("file", flat=True).distinct())
    found = every.filter(file=file) if file in files else every
    if form := form_asked(request):
        told = rows.refused(found, request.access)
        return list_file(request, form, f"import-{row.pk}-refused", rows.REFUSED, told)
    size, number = settings.ROWS_ON_A_PAGE, page_of(request)
    count = found.count()
    pages = max(-(-count // size), 1)
    number = min(number, pages)
    here = reverse("import-refused", args=[pk])
    page = {
        "row": row,
        "count": count,
        "files": rows.choices(here, files, file),
        "head": rows.REFUSED,
        "rows": rows.refused(found[(number - 1) * size : number * size], request.access),
        "number": number,
        "pages": pages,
        "query": urlencode({"file": file}) if file in files else "",
        "take": take_links(request),
    }
    return render(request, "imports/refused.html", page)
