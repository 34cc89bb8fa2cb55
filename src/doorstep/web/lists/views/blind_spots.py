"""The account of a list's children and its blind spots, which must be zero or explained (S15)."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from markupsafe import Markup

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import day, lines, link
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists import services
from doorstep.web.lists.blind import Asked, BlindSpots, Spot, account, blind_spots, spots_of
from doorstep.web.lists.cells import STANDINGS
from doorstep.web.lists.forms import ExplainForm
from doorstep.web.lists.links import to_child
from doorstep.web.lists.scope import Scope
from doorstep.web.lists.views.of_list import asked_list, frame
from doorstep.web.lists.views.paging import page_of, say_if_stale
from doorstep.web.lists.words import BLIND_SPOTS

FILE_HEAD = (
    "Child’s number", "Child", "What", "Detail", "Worker", "Team", "Explained", "Explained until",
    "Explained by",
)  # fmt: skip
MOST_IN_FILE = 1_000_000


@who_can(Can.SEE_TEAM)
def show(request: SignedInRequest) -> HttpResponseBase:
    """Show the account, the number of each kind of blind spot, and those of one kind."""
    scope, sight, lists = asked_list(request)
    context = frame(request, scope, lists, "blind-spots")
    if scope is None:
        return render(request, "lists/blind_spots.html", context)
    say_if_stale(request, scope.as_at)
    asked = _asked(request)
    if form := form_asked(request, Can.EXPORT):
        return _file(request, form, scope, asked)
    found = blind_spots(request.access, sight, scope, asked)
    query = {"list": scope.key, "kind": asked.kind}
    return render(
        request,
        "lists/blind_spots.html",
        {
            **context,
            "account": account(request.access, sight, scope),
            "standings": STANDINGS,
            "found": found,
            "kinds": _kinds(found, scope.key),
            "rows": [_row(request, spot, scope.key) for spot in found.spots],
            "title": _title(asked),
            "query": urlencode(query | ({"explained": "yes"} if asked.explained else {})),
            "take": take_links(request, Can.EXPORT),
        },
    )


def _file(request: SignedInRequest, form: str, scope: Scope, asked: Asked) -> HttpResponseBase:
    every = replace(asked, page=1, size=MOST_IN_FILE)
    found = blind_spots(request.access, sight_of(request.access), scope, every, can=Can.EXPORT)
    rows = [
        [
            spot.child_id, spot.name, BLIND_SPOTS.get(spot.kind, spot.kind), spot.detail, spot.worker,
            spot.team, spot.words, spot.until, spot.by,
        ]
        for spot in found.spots
    ]  # fmt: skip
    return list_file(request, form, f"blind-spots-{scope.key}", FILE_HEAD, rows)


def _asked(request: SignedInRequest) -> Asked:
    kind = request.GET.get("kind", "")
    return Asked(
        kind=kind if kind in BLIND_SPOTS else "",
        explained=request.GET.get("explained") == "yes",
        page=page_of(request),
        size=settings.ROWS_ON_A_PAGE,
    )


@who_can(Can.SEE_TEAM)
def explain(request: SignedInRequest, child_id: str, kind: str) -> HttpResponse:
    """Show the form that explains a blind spot, and store what it says."""
    access = request.access
    child = get_child(child_id=child_id, viewer=access, can=Can.SEE_TEAM)
    if not access.has(Can.RECORD) or kind not in BLIND_SPOTS:
        raise Http404
    spots = spots_of(child.pk, kind, on=access.on)
    if not spots:
        raise Http404
    form = ExplainForm(request.POST or None, on=access.on)
    if form.is_valid():
        services.explain(child_id=child_id, kind=kind, by=access, **form.cleaned_data)
        messages.success(request, f"Explained until {day(form.cleaned_data['until'])}.")
        return HttpResponseRedirect(_back(request))
    return render(
        request,
        "lists/explain.html",
        {"form": form, "spots": spots, "back": _back(request), "kind": BLIND_SPOTS[kind]},
    )


@who_can(Can.SEE_TEAM)
@require_POST
def take_back(request: SignedInRequest, child_id: str, kind: str) -> HttpResponse:
    """Take the explanation of a blind spot back, so that it is shown again."""
    services.take_back(child_id=child_id, kind=kind, by=request.access)
    messages.success(request, "The explanation is taken back; the blind spot is shown again.")
    return HttpResponseRedirect(_back(request))


def _back(request: SignedInRequest) -> str:
    """Return the blind spots of the list the person came from."""
    key = request.GET.get("list", "")
    known = urlencode({"list": key}) if key else ""
    return f"{reverse('blind-spots')}?{known}" if known else reverse("blind-spots")


def _title(asked: Asked) -> str:
    said = BLIND_SPOTS.get(asked.kind, "All blind spots")
    return f"Explained: {said}" if asked.explained else said


def _kinds(found: BlindSpots, key: str) -> list[list[Markup | str]]:
    here = reverse("blind-spots")
    rows: list[list[Markup | str]] = []
    for kind, said in BLIND_SPOTS.items():
        one = f"{here}?{urlencode({'list': key, 'kind': kind})}"
        is_open, told = found.open_by_kind[kind], found.explained_by_kind[kind]
        rows.append(
            [
                said,
                link(one, f"{is_open:,}", hidden=f"not explained: {said}") if is_open else "0",
                link(f"{one}&explained=yes", f"{told:,}", hidden=f"explained: {said}")
                if told
                else "0",
            ]
        )
    return rows


def _row(request: SignedInRequest, spot: Spot, key: str) -> list[Any]:
    said = BLIND_SPOTS.get(spot.kind, spot.kind)
    told = f"Explained by {spot.by} until {day(spot.until)}: {spot.words}" if spot.words else ""
    address = reverse("explain-blind-spot", args=[spot.child_id, spot.kind])
    verb = "Explain again" if spot.words else "Explain"
    may = request.access.has(Can.RECORD)
    return [
        link(to_child("child", spot.child_id), spot.name),
        lines(said, spot.detail if spot.detail.lower() not in said.lower() else "", told),
        lines(spot.worker or "No worker", spot.team),
        link(f"{address}?{urlencode({'list': key})}", verb, hidden=f"“{said}” of {spot.name}")
        if may
        else "",
    ]
