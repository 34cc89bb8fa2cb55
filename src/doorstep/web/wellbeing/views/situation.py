"""The situation of each day: staff who cannot work, as the adopted policy asks for it (BUC-1)."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.policy.stack import Stack
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.web.wellbeing import shown
from doorstep.web.wellbeing.situation import (
    FEWEST,
    DaysStaff,
    as_figure,
    asked_by,
    situation,
    told,
)

HEAD = (
    "Day",
    *(
        {"label": label, "numeric": True}
        for label in (
            "Cannot work", "Of staff", "Share", "Change from the day before", "Work from home",
            "Have not said",
        )
    ),
)  # fmt: skip


@who_can(Can.SEE_TEAM)
@require_safe
def show(request: SignedInRequest) -> HttpResponseBase:
    """Show how many of the staff cannot work, today and in the two weeks before."""
    days = situation(on=request.access.on)
    rows = shown.of_situation(days)
    if form := form_asked(request):
        return list_file(request, form, "situation-staff", HEAD, rows)
    now = days[0]
    page: dict[str, Any] = {
        "head": list(HEAD),
        "rows": rows if now.of else [],
        "figures": [
            {"number": told(now.away, now.of), "label": "cannot work", "href": "", "tone": ""},
            {"number": f"{now.of:,}", "label": "staff", "href": "", "tone": ""},
        ],
        "asked": _asked(days),
        "fewest": FEWEST,
        "take": take_links(request) if now.of else [],
    }
    return render(request, "wellbeing/situation.html", page)


def _asked(days: list[DaysStaff]) -> list[tuple[str, str]]:
    """Return what adopted packs call the figure and where they ask for it, with its values."""
    try:
        policy: Stack = stack()
    except NothingAdoptedError:
        return []
    found = []
    for figure in asked_by(policy, on=days[0].day):
        clause = policy.cite(figure.clause, figure.document)
        found.append((figure.title, _said(as_figure(figure, policy, days), clause)))
    return found


def _said(row: dict[str, object], clause: str) -> str:
    share = f", {row['share']}%" if row["share"] else ""
    trend = f", {row['trend']} against a week ago" if row["trend"] else ""
    return f"{row['count']} of {row['of']}{share}{trend} ({clause})"
