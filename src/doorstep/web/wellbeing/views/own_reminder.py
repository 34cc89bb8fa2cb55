"""Somebody's own reminder to test, on a part of their own page that opens to nobody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.components import day
from doorstep.web.conflicts import conflict_page
from doorstep.web.versions import ConflictError
from doorstep.web.wellbeing import testing
from doorstep.web.wellbeing.forms import TestedForm
from doorstep.web.wellbeing.models import TestReminder

ASKED = "reminder"


def address() -> str:
    """Return where one's own reminder is."""
    return f"{reverse('how-i-am')}?{ASKED}=own"


def own_reminder_page(request: SignedInRequest) -> HttpResponse:
    """Show one's own reminder; turn it on or off, and note the day of a test."""
    access = request.access
    row = testing.own_reminder(access)
    done = request.POST.get("do", "")
    form = TestedForm(
        request.POST if done == "note" and row else None,
        initial={"version": row.version if row else 1, "tested_on": access.on},
        on=access.on,
    )
    if done == "note" and row is not None:
        if form.is_valid():
            return _note(request, form)
    elif done in ("on", "off"):
        (testing.turn_on if done == "on" else testing.turn_off)(by=access, at=access.at)
        words = (
            "It is on. Only you see it." if done == "on" else "It is off. Nothing of it is kept."
        )
        messages.success(request, words)
        return redirect(address())
    page = {"form": form, "it": row, "next": _next(row) if row else "", "here": address()}
    return render(request, "wellbeing/own_reminder.html", page)


def _note(request: SignedInRequest, form: TestedForm) -> HttpResponse:
    access, given = request.access, form.cleaned_data
    try:
        testing.note_test(given["tested_on"], version=given["version"], by=access, at=access.at)
    except ConflictError as error:
        return conflict_page(request, error, labels={"tested_on": "Last tested on"}, back=address())
    except TestReminder.DoesNotExist:
        return redirect(address())
    messages.success(request, "Noted. Only you see it.")
    return redirect(address())


def _next(row: TestReminder) -> str:
    if row.tested_on is None:
        return "No test is noted yet. The next one is whenever you like."
    when = testing.suggested(row.tested_on)
    return f"The next test would be on {day(when.first)} or {day(when.last)}."
