"""The policy pages: what is asked on any day, by which clause, adopted by whom."""

from datetime import date
from functools import partial
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render

from doorstep.policy import PackError
from doorstep.policy.plain.parts import head_part
from doorstep.policy.plain.said import Kind, Name
from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.policies import rows
from doorstep.web.policies.forms import DayForm
from doorstep.web.policies.queries import stack
from doorstep.web.policies.standing import Standing, split, standing


@who_can(Can.SEE_POLICY)
def policy(request: SignedInRequest) -> HttpResponse:
    """Show what is in force on a day: the packs, the duties at a glance, and what else there is."""
    form, on, words = _asked(request)
    found = _standing(on)
    sections = (found.found(words) if words else found.sections) if found else ()
    shown = {
        "form": form,
        "words": words,
        "packs": rows.pack_rows(found.layers, on) if found else (),
        "duties": rows.glance_groups(sections, on),
        "silent": rows.silent(sections, on),
        "contents": rows.contents(sections, on),
        "number": sum(len(section.entries) for section in sections),
        "heads": {"packs": rows.PACKS, "duties": rows.GLANCE},
    }
    return render(request, "policies/policy.html", _page(on, found) | shown)


@who_can(Can.SEE_POLICY)
def whole_policy(request: SignedInRequest) -> HttpResponse:
    """Show everything in force on a day on one page, to read through and to print."""
    _, on, _ = _asked(request)
    found = _standing(on)
    if found is None or not found.layers:
        raise Http404
    shown = {
        "packs": rows.pack_rows(found.layers, on),
        "duties": rows.glance_groups(found.sections, on),
        "heads": {"packs": rows.PACKS, "duties": rows.GLANCE},
    }
    return render(request, "policies/whole.html", _page(on, found) | shown)


@who_can(Can.SEE_POLICY)
def policy_pack(request: SignedInRequest, label: str) -> HttpResponse:
    """Show what an adopted pack says of itself, and its parts."""
    _, on, _ = _asked(request)
    found = _standing(on)
    layer = next((each for each in found.layers if each.label == label), None) if found else None
    if found is None or layer is None:
        raise Http404
    shown = {
        "layer": layer,
        "head": head_part(layer.pack),
        "contents": rows.contents(found.of_pack(layer), on),
        "duties": rows.glance_groups(found.of_pack(layer), on),
        "glance": rows.GLANCE,
    }
    return render(request, "policies/pack.html", _page(on, found) | shown)


@who_can(Can.SEE_POLICY)
def policy_part(request: SignedInRequest, kind: str, part_id: str) -> HttpResponse:
    """Show one duty, rule, form or other part with its clauses."""
    _, on, _ = _asked(request)
    found = _standing(on)
    entry = found.entry(Name(cast("Kind", kind), part_id)) if found else None
    if entry is None:
        raise Http404
    return render(request, "policies/part.html", _page(on, found) | {"entry": entry})


def _asked(request: SignedInRequest) -> tuple[DayForm, date, str]:
    """Return the form, the day asked for or today, and the words to find."""
    today = clock.today()
    form = DayForm(request.GET) if request.GET else DayForm(initial={"on": today})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, asked.get("on") or today, asked.get("q", "")


def _standing(on: date) -> Standing | None:
    """Return what stands on a day; none where nothing is adopted or what is cannot be read."""
    try:
        return standing(stack(), on)
    except (PackError, LookupError):
        return None


def _page(on: date, found: Standing | None) -> dict[str, Any]:
    """Return what every policy page needs; links keep the day."""
    return {
        "on": on,
        "found": found,
        "titles": found.titles if found else {},
        "day_query": f"?on={on.isoformat()}",
        "split": partial(split, on=on),
    }
