"""The auditors' pages: search the log, take it away, look at openings, see that it is whole."""

from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.audit import triggers
from doorstep.web.audit.heads import check_log, outside
from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.audit.queries import last_checked, last_head
from doorstep.web.caseload.models import BreakGlass
from doorstep.web.export import ROWS_IN_XLSX, csv_response, xlsx_response
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.oversight import queries, services, shown
from doorstep.web.oversight.forms import SearchForm
from doorstep.web.oversight.search import events

OPENINGS_ON_A_PAGE = 25
MOST_IN_FILE = 1_000_000
HEADS_SHOWN = 31
KINDS = {"csv": csv_response, "xlsx": xlsx_response}


@who_can(Can.AUDIT)
@require_safe
def log(request: SignedInRequest) -> HttpResponse:
    """Show what happened, newest first, as far as it was asked for."""
    form = SearchForm(request.GET)
    told = {"form": form, "head": shown.LOG_HEAD, "query": ""} | _sections("audit")
    if not form.is_valid():
        return render(request, "oversight/log.html", told | {"page_of": None}, status=400)
    page = queries.page(
        form.search(), before=_number(request, "before"), after=_number(request, "after")
    )
    told |= {
        "page_of": page,
        "rows": shown.log_rows(page.lines),
        "count": shown.count_words(page),
        "query": shown.searched(form),
        "chips": shown.chips(form),
    }
    return render(request, "oversight/log.html", told)


def _sections(name: str) -> dict[str, Any]:
    return {"sections": shown.sections(name, queries.to_look_at())}


def _number(request: SignedInRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


@who_can(Can.AUDIT)
@require_safe
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one event with all it says, and whether its hash fits."""
    found = AuditEvent.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    (line,) = queries.lines([found])
    told = {"line": line, "facts": shown.event_facts(found, line), "seal": shown.seal(found)}
    return render(request, "oversight/event.html", told)


@who_can(Can.AUDIT)
@recently_authenticated
def export(request: SignedInRequest) -> HttpResponseBase:
    """Say what the file will have; give it when asked, and write that it was taken away."""
    form, kind = SearchForm(request.GET), request.POST.get("format", "")
    if not form.is_valid():
        return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")
    search, query = form.search(), shown.searched(form)
    number = events(search).count()
    too_many = number >= ROWS_IN_XLSX
    if kind not in KINDS or (kind == "xlsx" and too_many):
        told = {"number": number, "too_many": too_many, "query": query, "chips": shown.chips(form)}
        return render(request, "oversight/export.html", told)
    told_as = services.record_export(search=search, kind=kind, by=request.access, at=clock.now())
    found = queries.all_events(search, before=told_as.pk)
    rows = (shown.file_row(each) for each in found)
    return KINDS[kind](rows, shown.FILE_COLUMNS, f"audit-log-{clock.today()}.{kind}")


@who_can(Can.AUDIT)
@require_safe
def openings(request: SignedInRequest) -> HttpResponseBase:
    """Show the records that were opened by breaking the glass, those to look at first."""
    pages = max(1, -(-BreakGlass.objects.count() // OPENINGS_ON_A_PAGE))
    number = min(max(_number(request, "page") or 1, 1), pages)
    if form := form_asked(request):
        every = shown.opening_rows(queries.openings(first=0, number=MOST_IN_FILE))
        return list_file(request, form, "break-glass-openings", shown.OPENINGS_HEAD, every)
    found = queries.openings(first=(number - 1) * OPENINGS_ON_A_PAGE, number=OPENINGS_ON_A_PAGE)
    told = {
        "head": shown.OPENINGS_HEAD,
        "rows": shown.opening_rows(found),
        "number": number,
        "pages": pages,
        "take": take_links(request),
    }
    return render(request, "oversight/openings.html", told | _sections("break-glass-openings"))


@who_can(Can.AUDIT)
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one opening, and mark it as looked at."""
    try:
        if request.method == "POST":
            return _looked_at(request, pk)
        found = queries.opening(pk)
    except (BreakGlass.DoesNotExist, OverflowError):
        raise Http404 from None
    told = {"facts": shown.opening_facts(found), "opening": found}
    return render(request, "oversight/opening.html", told)


def _looked_at(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        is_new = services.look_at(opening=pk, by=request.access, at=clock.now())
    except services.OwnOpeningError as error:
        messages.error(request, str(error))
        return redirect("break-glass-opening", pk)
    if is_new:
        messages.success(request, "You have marked the opening as looked at.")
    else:
        messages.info(request, "Somebody had marked the opening as looked at before you.")
    return redirect("break-glass-opening", pk)


@who_can(Can.AUDIT)
@require_safe
def state(request: SignedInRequest) -> HttpResponse:
    """Show when the log was last checked and its head published, and what guards it."""
    facts = shown.state_facts(
        last_checked(),
        last_head(),
        outside=outside() is not None,
        guarded=not triggers.missing(connection),
    )
    heads = PublishedHead.objects.order_by("-published_on")[:HEADS_SHOWN]
    told = {"facts": facts, "heads": shown.head_rows(heads)}
    return render(request, "oversight/state.html", told | _sections("audit-state"))


@who_can(Can.AUDIT)
@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """Check the log from the last published head on; the whole of it is checked by a command."""
    try:
        walk = check_log(at=clock.now(), by=request.access, since_last_head=True)
    except (OSError, ValueError):
        messages.error(request, "The heads published outside the system cannot be read.")
        return redirect("audit-state")
    if walk.whole:
        messages.success(request, f"The log is whole: {walk.events:,} events were checked.")
    for fault in walk.faults:
        messages.error(request, fault.sentence)
    return redirect("audit-state")
