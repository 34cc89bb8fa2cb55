"""How much work each worker of a list has."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from markupsafe import Markup

from doorstep.web.accounts.away import away
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import lines, link
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.cells import away_words
from doorstep.web.lists.scope import TEAM, Scope
from doorstep.web.lists.views.frame import address_of
from doorstep.web.lists.views.of_list import asked_list, frame
from doorstep.web.lists.views.paging import page_of, say_if_stale
from doorstep.web.lists.workload import NUMBERS, Load, total, workload

WORKERS_ON_A_PAGE = 50
HEAD = (
    "Worker", "Children", "High and immediate", "Priority", "Vulnerable", "Overdue",
    "Children overdue", "Due today", "Due in 7 days",
)  # fmt: skip


@who_can(Can.SEE_TEAM)
def show(request: SignedInRequest) -> HttpResponseBase:
    """Show the workload of each worker; who has most overdue comes first."""
    scope, sight, lists = asked_list(request)
    context = frame(request, scope, lists, "workload")
    if scope is not None:
        say_if_stale(request, scope.as_at)
        loads = workload(request.access, sight, scope)
        if form := form_asked(request):
            return _file(request, form, scope, loads)
        context |= _table(scope, loads, page_of(request), on=request.access.on)
        context["take"] = take_links(request)
    return render(request, "lists/workload.html", context)


def _table(scope: Scope, loads: list[Load], page: int, *, on: date) -> dict[str, Any]:
    pages = max(1, -(-len(loads) // WORKERS_ON_A_PAGE))
    page = min(page, pages)
    shown = loads[(page - 1) * WORKERS_ON_A_PAGE : page * WORKERS_ON_A_PAGE]
    gone = away((load.worker_id for load in shown), on=on)
    rows = [_row(scope, load, away_words(gone.get(load.worker_id))) for load in shown]
    if len(loads) > 1 and page == pages:
        rows.append(_numbers("All together", total(loads)))
    return {"head": _head(), "rows": rows, "page_number": page, "pages": pages}


def _head() -> list[dict[str, Any]]:
    return [{"label": label, "numeric": label != "Worker"} for label in HEAD]


def _file(request: SignedInRequest, form: str, scope: Scope, loads: list[Load]) -> HttpResponseBase:
    """Return the workers without the sum, which a spreadsheet makes itself; the team beside each."""
    rows = [
        [load.worker_id, scope.teams.get(load.team or 0, ""), *_row(scope, load, "")]
        for load in loads
    ]
    head = ("Worker’s id", "Team", *_head())
    return list_file(request, form, f"workload-{scope.key}", head, rows)


def _row(scope: Scope, load: Load, gone: str) -> list[object]:
    name = load.worker or "No worker"
    team = "" if scope.kind == TEAM else scope.teams.get(load.team or 0, "No team")
    if not load.worker_id:
        return _numbers(lines(name, team), load)
    query = urlencode({"worker": load.worker_id})
    return _numbers(lines(link(f"{address_of(scope)}?{query}", name), team, gone), load)


def _numbers(first: Markup | str, load: Load) -> list[object]:
    return [first, *(f"{getattr(load, name):,}" for name in NUMBERS)]
