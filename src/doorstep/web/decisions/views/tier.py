"""Decide on a child’s tier."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.policy.stack import Stack
from doorstep.vocabulary import Tier
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of, get_child
from doorstep.web.caseload.reading import Opened, reading
from doorstep.web.caseload.tiering import tiering, tiers_decided
from doorstep.web.components import words, words_within
from doorstep.web.decisions import tiers
from doorstep.web.decisions.models import Done
from doorstep.web.decisions.services.acting import MovedOnError, SaidOtherwiseError
from doorstep.web.decisions.services.tier import decide_tier as decide
from doorstep.web.decisions.tier_form import TierForm
from doorstep.web.decisions.tiers import Choice, Way
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_tier(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Raise a child’s tier with a reason, or lower it where no criterion holds."""
    access, adopted = request.access, stack()
    child = get_child(child_id=child_id, viewer=access, can=Can.RECORD)
    way = tiers.way_of(child, access, adopted)
    found = _choices(child, way, adopted, request)
    form = _form(request, way, found)
    if form is not None and way is not None and form.is_valid():
        answered = _save(request, child, form, way)
        if answered is not None:
            return answered
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="tier", can=Can.RECORD
    ) as opened:
        shown = _shown(request, opened, adopted) | {
            "form": form,
            "choices": _refused(found),
            "ends": tiers.ended_by_deciding(found),
        }
        return render(request, "decisions/tier.html", shown)


def _choices(
    child: Child, way: Way | None, adopted: Stack, request: SignedInRequest
) -> list[Choice]:
    if way is None:
        return []
    return tiers.choices(case_of(child), adopted, role=way.role, on=request.access.on)


def _form(request: SignedInRequest, way: Way | None, found: list[Choice]) -> TierForm | None:
    if way is None or not found:
        return None
    sent = request.POST if request.method == "POST" else None
    return TierForm(sent, choices=found, today=request.access.on, has_end=bool(way.until))


def _save(request: SignedInRequest, child: Child, form: TierForm, way: Way) -> HttpResponse | None:
    """Decide; none if it is refused, and the page is shown again with the reason."""
    access, said = request.access, form.cleaned_data
    try:
        decide(
            child_id=child.child_id,
            tier=said["tier"],
            reason=said["reason"],
            until=said.get("until"),
            client_id=said["client_id"],
            by=access,
            at=access.at,
        )
    except RefusedError as refused:
        form.add_error("tier", str(refused))
        return None
    except SaidOtherwiseError as conflict:
        return _said_otherwise(request, child, form, (conflict.row, way.tier))
    except MovedOnError:
        return render(request, "errors/409.html", status=409)
    text = f"Decided: {words_within(said['tier'])}. What is owed was worked out anew."
    messages.success(request, text)
    return redirect("child", child.child_id)


def _said_otherwise(
    request: SignedInRequest, child: Child, form: TierForm, stood: tuple[Done, str]
) -> HttpResponse:
    """Show what the same page said before beside what it says now; the person chooses (D5)."""
    said, (row, field) = form.cleaned_data, stood
    before = row.filled.answers.get(field, "") if row.filled else ""
    rows = [
        ("Tier", words(said["tier"]), words(before)),
        ("Reason", said["reason"], row.told.get("reason", "")),
    ]
    left_out = {"csrfmiddlewaretoken", "client_id"}
    kept = [(n, v) for n, v in request.POST.items() if n not in left_out]
    context = {
        "rows": rows,
        "kept": [*kept, ("client_id", uuid4())],
        "back": reverse("child", args=[child.child_id]),
        "errors": True,
    }
    return render(request, "errors/conflict.html", context, status=409)


def _shown(request: SignedInRequest, opened: Opened, adopted: Stack) -> dict[str, Any]:
    access, child = request.access, opened.child
    where = reverse("open-decision", args=[child.child_id])
    return {
        "head": head_of(opened, current="tier", on=access.on),
        "tier": tiering(opened.answer.explanation) if opened.answer else None,
        "decided": list(tiers_decided(case_of(child))),
        "others": [
            (f"{where}?{urlencode({'procedure': each.id})}", each.title)
            for each in tiers.others(child, access, adopted)
        ],
        "deciders": " or ".join(words_within(role) for role in tiers.deciders(adopted)),
    }


def _refused(found: list[Choice]) -> list[tuple[Tier, tuple[str, ...]]]:
    return [(each.tier, each.against) for each in found if each.against]
