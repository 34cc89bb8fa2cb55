"""The child's page, the timeline, who has read the record, staff safety, who was told."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.queries import Read, reads_of
from doorstep.web.audit.words import Action
from doorstep.web.caseload import safety, sharing
from doorstep.web.caseload.entries import entries_of
from doorstep.web.caseload.forms import EndWarningForm, SharingForm, TimelineForm, WarningForm
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.listing import chips, listing_of, number_in
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.caseload.page import child_page
from doorstep.web.caseload.reading import reading, rows_of, warnings_of
from doorstep.web.caseload.timeline import chosen
from doorstep.web.components import day, lines, moment
from doorstep.web.versions import ConflictError


@who_can(Can.SEE_CHILD)
@require_safe
def child(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show what is owed to a child and why, and how the child lives."""
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="child") as opened:
        page = child_page(opened, rows_of(opened.child), on=access.on)
    return render(request, "caseload/child.html", {"it": page, "head": page.head})


@who_can(Can.SEE_CHILD)
@require_safe
def timeline(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show everything that happened to a child, the newest first."""
    access, form = request.access, TimelineForm(request.GET or None)
    with reading(child_id, viewer=access, action=Action.READ_TIMELINE, page="timeline") as opened:
        head = head_of(opened, current="timeline", on=access.on)
        entries = entries_of(opened.child, on=access.on)
    told = form.cleaned_data if form.is_valid() else {}
    found = chosen(
        entries, kinds=told.get("kind", ()), since=told.get("since"), until=told.get("until")
    )
    listed = listing_of(found, of=len(entries), asked=request.GET, size=settings.ROWS_ON_A_PAGE)
    context = {"head": head, "form": form, "it": listed, "chips": chips(told, request.GET)}
    return render(request, "caseload/timeline.html", context)


@who_can(Can.SEE_READERS)
@require_safe
def readers(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show who has read a child's record, the latest first."""
    access, size = request.access, settings.ROWS_ON_A_PAGE
    number = number_in(request.GET)
    with reading(
        child_id, viewer=access, action=Action.READ_READERS, page="readers", can=Can.SEE_READERS
    ) as opened:
        head = head_of(opened, current="readers", on=access.on)
        # One more than is shown tells whether there is another page.
        found = reads_of(child_id=child_id, limit=size + 1, offset=(number - 1) * size)
    context = {
        "head": head,
        "reads": [_read(each) for each in found[:size]],
        "number": number,
        "pages": number + (len(found) > size),
    }
    return render(request, "caseload/readers.html", context)


def _read(read: Read) -> tuple[str, str, str]:
    """Return a line of the readers: when, who and for whom, what."""
    acting = f"acting for {read.acting_for}" if read.acting_for else ""
    return moment(read.at), lines(read.who, acting), read.what


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def warnings(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show what staff must know for their safety; add a warning, end one."""
    access = request.access
    form = WarningForm(request.POST if request.POST.get("do") == "add" else None)
    if request.POST.get("do") == "end":
        return _end_warning(request, child_id)
    if form.is_valid():
        words = form.cleaned_data["words"]
        safety.add_warning(child_id=child_id, words=words, by=access, at=access.at)
        messages.success(request, "The warning is added. Everybody who goes there sees it.")
        return redirect("warnings", child_id)
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="warnings", can=Can.RECORD
    ) as opened:
        head = head_of(opened, current="warnings", on=access.on)
        rows = [_warning(row, access.on) for row in warnings_of(opened.child)]
    context = {
        "head": head,
        "form": form,
        "standing": [row for row in rows if row["holds"]],
        "over": [row for row in rows if not row["holds"]],
    }
    return render(request, "caseload/warnings.html", context)


def _warning(row: StaffWarning, on: date) -> dict[str, object]:
    return {
        "pk": row.pk,
        "version": row.version,
        "words": row.words,
        "since": row.start_date,
        "ended": row.end_date,
        "by": row.recorded_by.name,
        "holds": row.end_date is None or row.end_date > on,
    }


def _end_warning(request: SignedInRequest, child_id: str) -> HttpResponse:
    """End one warning; if somebody changed it meanwhile, say so."""
    access, form = request.access, EndWarningForm(request.POST)
    if form.is_valid():
        try:
            safety.end_warning(child_id=child_id, by=access, at=access.at, **form.cleaned_data)
        except ConflictError:
            return render(request, "errors/409.html", status=409)
        messages.success(request, "The warning is ended.")
    return redirect("warnings", child_id)


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def share_arrangements(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record who was told of the interim arrangements, by what means and when."""
    access = request.access
    form = SharingForm(request.POST or None, today=access.on)
    if form.is_valid():
        try:
            sharing.share_arrangements(
                child_id=child_id,
                sharing=form.sharing(),
                client_id=form.cleaned_data["client_id"],
                by=access,
                at=access.at,
            )
        except sharing.SaidOtherwiseError as conflict:
            return _said_otherwise(request, child_id, conflict, form)
        messages.success(request, "It is recorded who was told of the arrangements.")
        return redirect(reverse("child", args=[child_id]) + "#network")
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="sharing", can=Can.RECORD
    ) as opened:
        head = head_of(opened, current="", on=access.on)
    return render(request, "caseload/share.html", {"head": head, "form": form})


def _said_otherwise(
    request: SignedInRequest, child_id: str, conflict: sharing.SaidOtherwiseError, form: SharingForm
) -> HttpResponse:
    """Show what the same form said before beside what it says now; the person chooses."""
    mine = form.sharing()
    rows = [
        ("Day", day(mine.on), day(conflict.row.event_date)),
        ("What was recorded", mine.words, conflict.row.words),
    ]
    left_out = ("csrfmiddlewaretoken", "client_id")
    kept = [(n, v) for n, v in request.POST.items() if n not in left_out]
    context = {
        "rows": rows,
        "kept": [*kept, ("client_id", uuid4())],
        "back": reverse("child", args=[child_id]),
        "errors": True,
    }
    return render(request, "errors/conflict.html", context, status=409)
