"""A person's reminders: the list, a new one (also from a child's page), changed, settled, undone."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.web.accounts.gate import SignedInRequest, signed_in, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day
from doorstep.web.conflicts import conflict_page
from doorstep.web.notices.forms import ChangeReminderForm, ReminderForm
from doorstep.web.notices.queries.reminders import open_reminders, settled_reminders, shown
from doorstep.web.notices.services import reminders
from doorstep.web.versions import ConflictError

LABELS = {"words": "What to think of", "due_on": "On which day"}
SETTLED = "settled"


@signed_in
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """List a person's reminders: those open, or those settled."""
    access, is_settled = request.access, request.GET.get("show") == SETTLED
    rows = settled_reminders(access) if is_settled else open_reminders(access)
    page = Paginator(rows, settings.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": shown(page.object_list, access),  # type: ignore[arg-type] # a slice of a query
        "is_settled": is_settled,
        "today": access.on,
        "number": page.number,
        "pages": page.paginator.num_pages,
        "count": page.paginator.count,
    }
    return render(request, "notices/reminders.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Set a reminder about nobody in particular."""
    form = ReminderForm(request.POST or None, on=request.access.on)
    if form.is_valid():
        return _set(request, form, child=None, to=reverse("reminders"))
    context = {"form": form, "back": reverse("reminders"), "title": "Set a reminder"}
    return render(request, "notices/reminder.html", context)


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def of_child(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Set a reminder about a child."""
    access = request.access
    form = ReminderForm(request.POST or None, on=access.on)
    if form.is_valid():
        child = get_child(child_id=child_id, viewer=access, can=Can.RECORD)
        return _set(request, form, child=child, to=reverse("child", args=[child_id]))
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="reminder", can=Can.RECORD
    ) as opened:
        head = head_of(opened, current="", on=access.on)
    return render(request, "notices/child_reminder.html", {"head": head, "form": form})


def _set(
    request: SignedInRequest, form: ReminderForm, *, child: Child | None, to: str
) -> HttpResponse:
    access, told = request.access, form.cleaned_data
    reminders.set_reminder(
        words=told["words"],
        due_on=told["due_on"],
        child=child,
        client_id=told["client_id"],
        by=access,
        at=access.at,
    )
    messages.success(request, f"You are reminded on {day(told['due_on'])}, on My day.")
    return redirect(to)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a reminder of one's own."""
    access, back = request.access, reverse("reminders")
    row = reminders.own_reminder(pk=pk, by=access)
    initial = {"words": row.words, "due_on": row.due_on, "version": row.version}
    form = ChangeReminderForm(request.POST or None, initial=initial, on=access.on)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("version", "words", "due_on")}
        try:
            reminders.change_reminder(pk=pk, by=access, at=access.at, **told)
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        messages.success(request, "The reminder is changed.")
        return redirect(back)
    context: dict[str, Any] = {"form": form, "back": back, "title": "Change a reminder"}
    return render(request, "notices/reminder.html", context)


@signed_in
@require_POST
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Settle a reminder of one's own; the list of the settled offers to undo it."""
    reminders.settle(pk=pk, by=request.access, at=request.access.at)
    messages.success(request, "Settled. To undo it, open Reminders, Settled.")
    return redirect(_back(request))


@signed_in
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo that a reminder of one's own was settled."""
    reminders.reopen(pk=pk, by=request.access, at=request.access.at)
    messages.success(request, "The reminder is open again.")
    return redirect("reminders")


def _back(request: SignedInRequest) -> str:
    """Return the page of ours where the button was pressed."""
    asked = request.POST.get("next", "")
    local = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if local else reverse("reminders")
