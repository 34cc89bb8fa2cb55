"""Whether a household isolates or shields, and what is asked when that ends."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child, Circumstance
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import Opened, reading
from doorstep.web.components import day, words
from doorstep.web.decisions import household_shown, households
from doorstep.web.decisions.household_form import (
    AnswerForm,
    CorrectionForm,
    HouseholdForm,
    TakenBackForm,
)
from doorstep.web.decisions.households import Told, told_of
from doorstep.web.decisions.services import household as services
from doorstep.web.policies.queries import stack
from doorstep.web.visits.queries import together
from doorstep.workflow import RefusedError

RECORD, ANSWER, CORRECT, WITHDRAW = "record", "answer", "correct", "withdraw"
SAID = {
    RECORD: "It is recorded, and what is owed was worked out anew.",
    ANSWER: "The answer is recorded, and what is owed was worked out anew.",
    CORRECT: "The record is corrected, and what is owed was worked out anew.",
    WITHDRAW: "The record is withdrawn, and what is owed was worked out anew.",
}


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show and record the status of a child’s household; answer whether it is over; correct it."""
    access = request.access
    child = get_child(child_id=child_id, viewer=access, can=Can.RECORD)
    done = request.POST.get("do", "")
    form = _sent(request, child, done)
    if form is not None and form.is_valid():
        answered = _save(request, child, done, form)
        if answered is not None:
            return answered
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="household", can=Can.RECORD
    ) as opened:
        return _shown(request, opened, done, form)


def _sent(request: SignedInRequest, child: Child, done: str) -> Any:
    """Return the form that was sent, of those on the page; none for a page that is only looked at."""
    on = request.access.on
    if done == RECORD:
        return HouseholdForm(request.POST, today=on, others=together(child, request.access))
    if done not in (ANSWER, CORRECT, WITHDRAW):
        return None
    row = households.get_row(child, _number(request.POST.get("row", "")))
    if done == WITHDRAW:
        return TakenBackForm(request.POST)
    make = AnswerForm if done == ANSWER else CorrectionForm
    return make(request.POST, today=on, of=row)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


# --- saving -------------------------------------------------------------------------------------------


def _save(request: SignedInRequest, child: Child, done: str, form: Any) -> HttpResponse | None:
    """Save what was sent; none if it is refused, and the page is shown again with the reason."""
    try:
        _saved(request, child, done, form)
    except RefusedError as refused:
        form.add_error(None, str(refused))
        return None
    except services.SaidOtherwiseError as conflict:
        return _both(request, child, form, conflict.row)
    except services.FollowedMeanwhileError as conflict:
        return _both(request, child, form, conflict.latest)
    messages.success(request, SAID[done])
    return redirect("household", child.child_id)


def _saved(request: SignedInRequest, child: Child, done: str, form: Any) -> None:
    access, said = request.access, form.cleaned_data
    if done == RECORD:
        services.record_household(
            child_ids=[child.child_id, *said.get("children", ())],
            told=form.told(),
            client_id=said["client_id"],
            by=access,
            at=access.at,
        )
        return
    back = done == WITHDRAW
    reason = form.reason if done == ANSWER else said["back_reason" if back else "reason"]
    services.follow_household(
        child_id=child.child_id,
        row=said["row"],
        told=None if back else form.told(),
        reason=reason,
        client_id=said["back_id" if back else "client_id"],
        by=access,
        at=access.at,
    )


def _both(request: SignedInRequest, child: Child, form: Any, row: Circumstance) -> HttpResponse:
    """Show what was saved meanwhile beside what was written; the person chooses (D5)."""
    if row.withdrawn or isinstance(form, TakenBackForm):
        messages.warning(
            request, "Somebody else changed this record meanwhile. It stands as below."
        )
        return redirect("household", child.child_id)
    left_out = {"csrfmiddlewaretoken", "client_id", "row", "do"}
    kept = [(n, v) for n, vs in request.POST.lists() if n not in left_out for v in vs]
    do = CORRECT if isinstance(form, HouseholdForm) else ANSWER
    more = [("reason", "Recorded otherwise before")] if "reason" not in request.POST else []
    context = {
        "rows": _differences(form.told(), told_of(row)),
        "kept": [*kept, *more, ("client_id", uuid4()), ("row", row.pk), ("do", do)],
        "back": reverse("household", args=[child.child_id]),
        "errors": True,
    }
    return render(request, "errors/conflict.html", context, status=409)


def _differences(mine: Told, theirs: Told) -> list[tuple[str, str, str]]:
    both = zip(household_shown.LABELS, _said(mine), _said(theirs), strict=True)
    return [(label, own, other) for label, own, other in both]


def _said(told: Told) -> list[str]:
    return [household_shown.said(value) for value in told]


# --- the page -----------------------------------------------------------------------------------------


def _shown(request: SignedInRequest, opened: Opened, done: str, form: Any) -> HttpResponse:
    access, child = request.access, opened.child
    correcting = done in (CORRECT, WITHDRAW) or bool(request.GET.get("correct"))
    rows = list(households.standing(child))
    context = household_shown.frame(opened, rows, by=access, stack=stack()) | {
        "head": head_of(opened, current="household", on=access.on),
        "forms": [form] if done in (ANSWER, WITHDRAW) else [],
    }
    if correcting:
        number = request.POST.get("row") or request.GET.get("correct", "")
        row = households.get_row(child, _number(number))
        return render(
            request,
            "decisions/household_correct.html",
            context | _correcting(row, access.on, done, form),
        )
    others = together(child, access)
    context |= {
        "form": form if done == RECORD else HouseholdForm(today=access.on, others=others),
        "unseen": households.others_unseen(opened, others),
        "questions": _questions(rows, access.on, form if done == ANSWER else None),
    }
    return render(request, "decisions/household.html", context)


def _correcting(row: Circumstance, on: date, done: str, form: Any) -> dict[str, Any]:
    body = told_of(row)
    return {
        "row": row,
        "what": f"{words(body.kind)} since {day(body.since)}",
        "form": form if done == CORRECT else CorrectionForm(today=on, of=row),
        "taken": form if done == WITHDRAW else TakenBackForm(initial={"row": row.pk}),
    }


def _questions(rows: list[Circumstance], on: date, sent: Any) -> list[tuple[str, Any]]:
    """Return each question that stands with the form that answers it."""
    found = household_shown.asked(rows, on=on)
    of = sent["row"].value() if sent is not None else ""
    return [
        (text, sent if str(row.pk) == str(of) else AnswerForm(today=on, of=row))
        for row, text in found
    ]
