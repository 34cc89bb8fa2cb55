"""What happened and a policy asks about: record it, look at it, correct it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.policy.stack import Stack
from doorstep.vocabulary import EventKind, Role
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can, may
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.reading import reading
from doorstep.web.components import words
from doorstep.web.decisions import event_pages, happened, queries
from doorstep.web.decisions.event_form import CorrectEventForm, EventForm
from doorstep.web.decisions.happenings import asked_about, effect, may_decide
from doorstep.web.decisions.services import happenings as services
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.visits.forms import WithdrawForm
from doorstep.web.visits.queries import child_to_record

DONE = {
    "recorded": "It is recorded, and what is owed was worked out anew.",
    "corrected": "The record is corrected, and what is owed was worked out anew.",
    "withdrawn": "The record is withdrawn, and what is owed was worked out anew.",
}


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def record_event(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record something that happened; what it sets in motion is shown before it is saved."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    stack = adopted_stack()
    kinds = _kinds(child, stack, request)
    sent = request.POST if request.method == "POST" else None
    first = {"kind": request.GET.get("kind", "")}
    form = EventForm(sent, at=access.at, kinds=[(str(k), words(k)) for k in kinds], initial=first)
    step = request.POST.get("step")
    if step == "change":
        form.without_errors()
    elif form.is_valid() and step == "save":
        return _save(request, child_id, form)
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="event", can=Can.RECORD
    ) as opened:
        page = event_pages.frame(opened, viewer=access)
        if form.is_bound and form.is_valid() and step != "change":
            return _check(request, form, page, child, stack)
        others = [words(k) for k in asked_about(stack, on=access.on) if k not in kinds]
        page |= {"form": form, "kinds": kinds, "for_others": others}
        return render(request, "decisions/event.html", page)


def _kinds(child: Child, stack: Stack, request: SignedInRequest) -> list[EventKind]:
    """Return the events that this person may record for the child."""
    access, known = request.access, set(Role)
    held = queries.roles_for(child, access)
    manages = any(Can.CORRECT in may(each.role)[1] for each in held)
    roles = [Role(each.role) for each in held if each.role in known]
    asked = asked_about(stack, on=access.on)
    return [k for k in asked if may_decide(k, roles, manages=manages, stack=stack)]


def _check(
    request: SignedInRequest, form: EventForm, page: dict[str, Any], child: Child, stack: Stack
) -> HttpResponse:
    access, told = request.access, form.told()
    found = effect(case_of(child), told, stack, on=access.on, at=access.at)
    left_out = ("csrfmiddlewaretoken", "step")
    page |= event_pages.effect_of(found) | {
        "rows": event_pages.happening_rows(told),
        "kept": [(n, v) for n, v in request.POST.items() if n not in left_out],
    }
    return render(request, "decisions/event_check.html", page)


def _save(request: SignedInRequest, child_id: str, form: EventForm) -> HttpResponse:
    access, told = request.access, form.told()
    try:
        row = services.record_happening(
            child_id=child_id,
            happening=told,
            client_id=form.cleaned_data["client_id"],
            by=access,
            at=access.at,
        )
    except services.SaidOtherwiseError as error:
        mine, back = [("What happened", told.words)], reverse("child", args=[child_id])
        shown = event_pages.said_otherwise(request, mine, getattr(error.row, "words", ""), back)
        return render(request, "errors/conflict.html", shown, status=409)
    return to_event(row, child_id, "recorded")


def to_event(row: Event, child_id: str, done: str) -> HttpResponse:
    """Lead to a record; what was done to it stands in the address."""
    return redirect(f"{reverse('event', args=[child_id, row.pk])}?{done}")


@who_can(Can.SEE_CHILD)
@require_safe
def event(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show what was recorded, what became of it, and what is due now."""
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="event") as opened:
        row = happened.get_event(child=opened.child, pk=pk)
        page = event_pages.event(opened, row, services.as_told(row), viewer=access)
    done = next((DONE[word] for word in request.GET if word in DONE), "")
    return render(request, "decisions/happened.html", page | {"done": done})


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_event(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Correct a record by another that takes its place, or take it back."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    row = happened.get_event(child=child, pk=pk)
    may_correct = happened.may_correct(row, access)
    step = request.POST.get("step")
    form = _correcting(request, row)
    taken_back = WithdrawForm(request.POST if step == "withdraw" else None)
    if may_correct and step and (taken_back if step == "withdraw" else form).is_valid():
        return _changed(request, row, taken_back if step == "withdraw" else form)
    if may_correct and not step and happened.is_over(row):
        return redirect("event", child_id, row.pk)
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="correct-event", can=Can.RECORD
    ) as opened:
        page = event_pages.frame(opened, viewer=access)
    page |= {"row": row, "title": words(row.kind), "may": may_correct}
    if may_correct:
        page |= {"f": form, "withdraw": taken_back, "forms": [form, taken_back]}
    return render(request, "decisions/event_correct.html", page, status=200 if may_correct else 403)


def _correcting(request: SignedInRequest, row: Event) -> CorrectEventForm:
    told = services.as_told(row)
    first = {"on": told.on, "at": told.at, "due_date": told.due_date, "words": told.words}
    sent = request.POST if request.POST.get("step") == "correct" else None
    return CorrectEventForm(sent, at=request.access.at, initial=first)


def _changed(
    request: SignedInRequest, row: Event, form: CorrectEventForm | WithdrawForm
) -> HttpResponse:
    """Append the correction or the withdrawal; if somebody else did meanwhile, say so."""
    access, child_id = request.access, row.child.child_id
    told: dict[str, Any] = {"event": row, "by": access, "at": access.at}
    try:
        if isinstance(form, WithdrawForm):
            told |= {"reason": form.cleaned_data["withdraw_reason"], "client_id": form.client_id}
            return to_event(services.withdraw_happening(**told), child_id, "withdrawn")
        told |= {"reason": form.cleaned_data["reason"], "client_id": form.cleaned_data["client_id"]}
        happening = form.happening(EventKind(row.kind))
        after = services.correct_happening(happening=happening, **told)
    except services.CorrectedMeanwhileError as error:
        mine = form.cleaned_data.get("words", "Withdrawn")
        shown = {
            "rows": [("What happened", mine, error.row.words)],
            "latest": reverse("event", args=[child_id, error.row.pk]),
            "errors": True,
        }
        return render(request, "decisions/event_conflict.html", shown, status=409)
    return to_event(after, child_id, "corrected")
