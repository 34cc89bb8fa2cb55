"""Take a list out: as CSV or a spreadsheet with the columns of `doorstep due`, or to print."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from doorstep.reports.due import COLUMNS
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import day
from doorstep.web.export import csv_response, xlsx_response
from doorstep.web.lists import cells, services
from doorstep.web.lists.forms import FilterForm
from doorstep.web.lists.lines import Line
from doorstep.web.lists.my_day import my_day
from doorstep.web.lists.scope import AUTHORITY, scope_of, team_names
from doorstep.web.lists.team_list import all_lines, within
from doorstep.web.lists.words import Whose

MY_DAY = "my-day"
PRINT = "print"
WRITERS: dict[str, Any] = {"csv": csv_response, "xlsx": xlsx_response}


@who_can(Can.EXPORT, Can.SEE_CHILD)
def show(request: SignedInRequest) -> HttpResponseBase:
    """Give a list out in the form asked for; a whole authority only to who showed again who they are."""
    form = request.GET.get("format", "csv")
    if form not in {PRINT, *WRITERS}:
        raise Http404
    if form != PRINT and not request.access.has(Can.EXPORT):
        raise PermissionDenied
    if request.GET.get("list") == AUTHORITY:
        return recently_authenticated(_given)(request, form)
    return _given(request, form)


def _given(request: SignedInRequest, form: str) -> HttpResponseBase:
    key = request.GET.get("list", "")
    name, found = _my_day(request) if key == MY_DAY else _list(request, key, form)
    teams = team_names(line.team_id for line in found)
    detail: dict[str, object] = {"format": form, "rows": len(found)}
    services.record_shown(action="export", subject_id=key, by=request.access, detail=detail)
    if form == PRINT:
        return _printed(request, name, found, teams)
    rows = [as_columns(line, teams) for line in found]
    file = f"due-{key}-{request.access.on.isoformat()}.{form}"
    response: HttpResponseBase = WRITERS[form](rows, ("name", *COLUMNS), file)
    return response


def _my_day(request: SignedInRequest) -> tuple[str, list[Line]]:
    found = my_day(request.access, whose=Whose.EVERYONE)
    owed = [mine.line for part in found.parts.values() for mine in part]
    return request.access.name, sorted(owed, key=lambda line: line.order)


def _list(request: SignedInRequest, key: str, form: str) -> tuple[str, list[Line]]:
    """Return the list's name and its lines; an export is of those one may export only."""
    access, sight = request.access, sight_of(request.access)
    can = Can.SEE_TEAM if form == PRINT else Can.EXPORT
    scope = scope_of(access, sight, key=key, can=can)
    filters = FilterForm(request.GET).filters()
    rows = within(access, sight, scope, filters, can=can)
    return scope.name, all_lines(rows, filters, on=access.on)


def as_columns(line: Line, teams: dict[int, str]) -> dict[str, object]:
    """Return a line in the columns of `doorstep due`, with the child's name before them."""
    return {
        "name": line.child.name,
        "child_id": line.child.child_id,
        "case": line.child.case,
        "tier": line.child.tier,
        "duty": line.duty,
        "who": "|".join(line.who),
        "method": line.method,
        "counted_from": line.counted_from.isoformat(),
        "due_at": line.due_at,
        "status": line.status,
        "days_overdue": line.days_overdue,
        "clause": line.clause,
        "provisional": "yes" if line.provisional else "no",
        "assumed": "yes" if line.assumed else "no",
        "worker": line.child.worker,
        "team": teams.get(line.team_id or 0, ""),
        "layer": line.layer,
    }


def _printed(
    request: SignedInRequest, name: str, found: list[Line], teams: dict[int, str]
) -> HttpResponse:
    rows = [
        [
            cells.person(line.child),
            cells.home_address(line.child),
            cells.owed(line),
            cells.due(line),
            cells.worker(line, teams.get(line.team_id or 0, "")),
        ]
        for line in found
    ]
    context = {"name": name, "rows": rows, "printed": day(request.access.on)}
    return render(request, "lists/printed.html", context)
