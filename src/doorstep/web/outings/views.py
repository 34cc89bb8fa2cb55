"""Going in, being out again, who is out now, and where."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.web.accounts.colleagues import colleagues
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import plural
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.outings import queries, services, shown
from doorstep.web.outings.forms import LONGER, GoForm, Heard, HeardForm, LongerForm, OutForm
from doorstep.web.outings.models import Outing
from doorstep.web.outings.people import was_there
from doorstep.web.outings.saying import ring, time_of
from doorstep.web.visits.queries import together

BEFORE = "before"


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def go(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Say that one goes in to see a child, and others at the same door."""
    access = request.access
    child = get_child(child_id=child_id, viewer=access, can=Can.RECORD)
    asked = [each for each in request.GET.get("with", "").split(",") if each]
    form = GoForm(
        request.POST or None,
        initial={"together": asked},
        others=together(child, access, asked=asked),
        colleagues=colleagues(access),
        last=queries.last_of(access),
        at=access.at,
    )
    if form.is_valid():
        return _start(request, form, child_id)
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="go-out", can=Can.RECORD
    ) as opened:
        head = head_of(opened, current="", on=access.on)
    own = queries.own_open(access)
    context = {
        "form": form,
        "head": head,
        "own": shown.banner(own, access) if own else None,
        "ring": ring(),
    }
    return render(request, "outings/go.html", context)


def _start(request: SignedInRequest, form: GoForm, child_id: str) -> HttpResponse:
    access, told = request.access, form.cleaned_data
    try:
        row = services.start_outing(
            client_id=told["client_id"],
            child_ids=[child_id, *told.get("together", [])],
            started_at=form.started_at,
            minutes=told["minutes"],
            buddy=told["buddy"],
            second=told["second"],
            telephone=told["telephone"],
            by=access,
            at=access.at,
        )
    except services.SaidOtherwiseError:
        return _said_otherwise(request)
    expected = time_of(row.expected_at, access.at)
    messages.success(request, f"You are expected out by {expected}. Say so here when you are.")
    return redirect("outing", row.pk)


def _said_otherwise(request: SignedInRequest) -> HttpResponse:
    """Say that the same form said something else before; the person may send it as a new one."""
    left_out = ("csrfmiddlewaretoken", "client_id")
    kept = [(n, v) for n, values in request.POST.lists() if n not in left_out for v in values]
    context = {"kept": [*kept, ("client_id", uuid4())], "errors": True}
    return render(request, "outings/said_otherwise.html", context, status=409)


@who_can(Can.RECORD, Can.SEE_TEAM)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show where somebody is and what is known; whoever looks is told to the children's records."""
    access = request.access
    with transaction.atomic():
        row = queries.get_outing(pk, viewer=access)
        page = shown.page(row, access)
        _tell_read(row, page, request)
    return render(request, "outings/outing.html", {"it": page, "minutes": LONGER})


def _tell_read(row: Outing, page: dict[str, Any], request: SignedInRequest) -> None:
    """Write who looked where somebody is: an event for each child there or whose warning was told."""
    if page["place"] is None:
        return
    detail = {"page": "outing", "outing": row.pk}
    audit.record_all(
        [(Action.READ_OUTING, "child", each, detail) for each in page["place"].read_ids],
        by=request.access,
        at=request.access.at,
    )


@who_can(Can.RECORD)
@require_POST
def longer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that all is well and it takes half an hour longer: one tap of somebody who is there."""
    access, form = request.access, LongerForm(request.POST)
    row = queries.get_outing(pk, viewer=access)
    if not was_there(row, access):
        return redirect("end-outing", pk)
    if form.is_valid():
        _extend(request, row, form.cleaned_data["client_id"])
    return redirect("outing", pk)


def _extend(request: SignedInRequest, row: Outing, client_id: Any, why: str = "") -> None:
    access = request.access
    try:
        found = services.extend(
            client_id=client_id, of=row.client_id, minutes=LONGER, said_at=access.at, why=why,
            by=access, at=access.at,
        )  # fmt: skip
    except (services.OverError, services.SaidOtherwiseError) as error:
        messages.error(request, str(error))
        return
    if found is not None:
        until = time_of(found.expected_at, access.at)
        messages.success(request, f"All is well, until {until}.")


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that somebody is out again; who was not there says what they heard, and how they know."""
    access = request.access
    row = queries.get_outing(pk, viewer=access)
    there = was_there(row, access)
    form = (OutForm if there else HeardForm)(request.POST or None, row=row, at=access.at)
    if form.is_valid():
        return _end(request, row, form)
    context = {"form": form, "it": shown.banner(row, access), "was_there": there, "ring": ring()}
    return render(request, "outings/end.html", context)


def _end(request: SignedInRequest, row: Outing, form: OutForm) -> HttpResponse:
    access, told = request.access, form.cleaned_data
    why = told.get("why", "")
    try:
        if told.get("heard") == Heard.LONGER:
            _extend(request, row, told["client_id"], why)
            return redirect("outing", row.pk)
        services.end_outing(
            client_id=told["client_id"], of=row.client_id, ended_at=form.ended_at, why=why,
            by=access, at=access.at,
        )  # fmt: skip
    except services.SaidOtherwiseError:
        return redirect("outing", row.pk)  # what was said first stands on that page
    messages.success(request, "It is said that you are out." if not why else "It is noted: out.")
    return redirect("outing", row.pk)


@who_can(Can.SEE_TEAM)
@require_safe
def now(request: SignedInRequest) -> HttpResponseBase:
    """List who is out now in the teams somebody sees, or who was in the last days."""
    access, is_before = request.access, request.GET.get("show") == BEFORE
    found = queries.over_lately(access) if is_before else queries.out_now(access)
    if form := form_asked(request):
        return _taken(request, form, "outings" if is_before else "out-now", found)
    page = Paginator(found, settings.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "head": shown.HEAD,
        "rows": [shown.row_of(row, access, opens=access.has(Can.RECORD)) for row in page],
        "take": take_links(request),
        "is_before": is_before,
        "number": page.number,
        "pages": page.paginator.num_pages,
        "said": plural(page.paginator.count, "worker"),
        "late": queries.late_in(access, at=access.at)[1],
        "ring": ring(),
    }
    return render(request, "outings/now.html", context)


@who_can(Can.RECORD)
@require_safe
def mine(request: SignedInRequest) -> HttpResponseBase:
    """List somebody's own outings, the last first."""
    access = request.access
    found = queries.of_worker(access)
    if form := form_asked(request):
        return _taken(request, form, "own-outings", found)
    page = Paginator(found, settings.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "head": shown.HEAD,
        "rows": [shown.row_of(row, access, opens=True) for row in page],
        "take": take_links(request),
        "number": page.number,
        "pages": page.paginator.num_pages,
        "back": reverse("my-day"),
    }
    return render(request, "outings/mine.html", context)


def _taken(
    request: SignedInRequest, form: str, name: str, found: "QuerySet[Outing]"
) -> HttpResponseBase:
    """Return a list as a file; it names no child and no place, as its page does not."""
    rows = (shown.row_of(row, request.access, opens=False) for row in found)
    return list_file(request, form, name, shown.HEAD, rows)
