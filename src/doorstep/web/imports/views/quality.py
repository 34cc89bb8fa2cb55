"""What is wrong in the data: of each thing who puts it right and what to do."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import day, lines, link
from doorstep.web.imports.faults import FaultKind, Owner
from doorstep.web.imports.quality_list import (
    SORTS,
    Found,
    Listed,
    Wanted,
    chosen_of,
    faults_in,
    found_in,
    listed,
)
from doorstep.web.imports.quality_words import TO_DO, where
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.links import to_child
from doorstep.web.lists.scope import TEAM, Scope
from doorstep.web.lists.views.of_list import asked_list, frame
from doorstep.web.lists.views.paging import page_of

HEAD = (
    ("Of whom", "child"),
    ("What is wrong", "kind"),
    ("Who puts it right", ""),
    ("Since", "since"),
)
FILE_HEAD = (
    "Child’s number", "Child", "Team", "Worker", "What", "Detail", "Who puts it right", "What to do",
    "Since",
)  # fmt: skip
ADMINISTRATION = "administration"
ORDERS = {
    "kind": "The most serious first.",
    "child": "By the child’s name.",
    "since": "What was found first comes first.",
}


class QualityFilter(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(label="What is wrong", required=False)
    owner = forms.ChoiceField(label="Who puts it right", required=False)
    team = forms.ChoiceField(label="Team", required=False)

    def __init__(self, *args: Any, teams: dict[int, str], **kwargs: Any):
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        choices: dict[str, Any] = {
            "kind": FaultKind.choices,
            "owner": Owner.choices,
            "team": [(str(pk), name) for pk, name in teams.items()],
        }
        for name, each in choices.items():
            self.fields[name].choices = [("", "Any"), *each]  # type: ignore[attr-defined]
        if not teams:
            del self.fields["team"]

    def wanted(self, sort: str) -> Wanted:
        """Return what was asked for; what cannot be understood is left out."""
        self.is_valid()
        told, name = self.cleaned_data, sort.removeprefix("-")
        return Wanted(
            kind=told.get("kind", ""),
            owner=told.get("owner", ""),
            team=int(told["team"]) if told.get("team") else None,
            sort=name if name in SORTS else "kind",
            backwards=sort.startswith("-") and name in SORTS,
        )


@who_can(Can.SEE_TEAM, Can.ADMINISTER)
@require_safe
def quality(request: SignedInRequest) -> HttpResponseBase:
    """Show what is wrong in the data of a list; an administrator's own part names no child."""
    scope, context = _whose(request)
    if scope is None and not context["is_own"]:
        return render(request, "imports/quality.html", context)
    teams = dict(scope.teams) if scope and scope.kind != TEAM else {}
    form = QualityFilter(request.GET, teams=teams)
    wanted = form.wanted(request.GET.get("sort", ""))
    if file := form_asked(request, Can.EXPORT if scope else None):
        return _file(request, file, scope, wanted)
    found = found_in(
        faults_in(request.access, scope),
        wanted,
        page=page_of(request),
        size=settings.ROWS_ON_A_PAGE,
    )
    here = {"list": scope.key} if scope else {"list": ADMINISTRATION}
    return render(
        request,
        "imports/quality.html",
        context
        | {
            "filter": form,
            "found": found,
            "figures": _figures(found, wanted, here),
            "applied": _applied(wanted, here, teams),
            "head": _head(wanted, here),
            "rows": [_row(row, request) for row in found.rows],
            "query": wanted.but(**here),
            "order": ORDERS[wanted.sort] + (" The other way round." if wanted.backwards else ""),
            "here": here["list"],
            "take": take_links(request, Can.EXPORT if scope else None),
        },
    )


def _whose(request: SignedInRequest) -> tuple[Scope | None, dict[str, Any]]:
    """Return the list a page is of, and what stands around it; no list: an administrator's part."""
    access = request.access
    asked = request.GET.get("list") == ADMINISTRATION or not access.has(Can.SEE_TEAM)
    if access.has(Can.ADMINISTER) and asked:
        return None, {"scope": None, "is_own": True, "lists": {}, "parts": []}
    scope, _, lists = asked_list(request)
    return scope, frame(request, scope, lists, "quality") | {"is_own": False}


def _figures(found: Found, wanted: Wanted, here: dict[str, str]) -> list[dict[str, Any]]:
    """Return how much there is for each owner, each leading to it."""
    return [
        {
            "number": f"{found.owners[owner.value]:,}",
            "label": f"for the {owner.label.lower()}",
            "href": f"?{wanted.but(owner=owner.value, **here)}",
        }
        for owner in Owner
        if found.owners[owner.value]
    ]


def _applied(wanted: Wanted, here: dict[str, str], teams: dict[int, str]) -> list[dict[str, str]]:
    told = {
        "kind": FaultKind(wanted.kind).label if wanted.kind else "",
        "owner": Owner(wanted.owner).label if wanted.owner else "",
        "team": teams.get(wanted.team, "") if wanted.team else "",
    }
    return [
        {"text": text, "href": f"?{wanted.but(**{name: ''}, **here)}"}
        for name, text in told.items()
        if text
    ]


def _head(wanted: Wanted, here: dict[str, str]) -> list[Any]:
    """Return the columns; two can be sorted by links to themselves, the other way round again."""
    found: list[Any] = []
    for label, sort in HEAD:
        is_it = bool(sort) and wanted.sort == sort
        turned = f"-{sort}" if is_it and not wanted.backwards else sort
        order = ("descending" if wanted.backwards else "ascending") if is_it else ""
        address = f"?{wanted.but(sort=turned, **here)}"
        found.append({"label": label, "sort": address, "order": order} if sort else label)
    return found


def _row(row: Listed, request: SignedInRequest) -> list[object]:
    of_whom = link(to_child("child", row.child_id), row.name) if row.child_id else ""
    owner = row.owner.label
    named = row.worker if row.owner == Owner.WORKER else ""
    return [
        lines(of_whom or row.worker or row.team or "A row of a file", row.team if of_whom else ""),
        lines(row.kind.label, row.detail, TO_DO[row.kind], where(row, request.access)),
        lines(owner, named),
        day(row.found_on),
    ]


def _file(
    request: SignedInRequest, form: str, scope: Scope | None, wanted: Wanted
) -> HttpResponseBase:
    rows = faults_in(request.access, scope, can=Can.EXPORT)
    found = (
        [
            row.child_id, row.name, row.team, row.worker, row.kind.label, row.detail, row.owner.label,
            TO_DO[row.kind], row.found_on,
        ]
        for row in listed(chosen_of(rows, wanted))
    )  # fmt: skip
    name = f"data-quality-{scope.key if scope else ADMINISTRATION}"
    return list_file(request, form, name, FILE_HEAD, found)
