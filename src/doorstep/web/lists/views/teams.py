"""The lists of teams, localities and the authority, for managers."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import words
from doorstep.web.fields import typed
from doorstep.web.lists import cells
from doorstep.web.lists.applied import applied
from doorstep.web.lists.cells import Column
from doorstep.web.lists.filters import Filters
from doorstep.web.lists.forms import FilterForm
from doorstep.web.lists.lines import Line
from doorstep.web.lists.overview import overview
from doorstep.web.lists.saved_views import defaults
from doorstep.web.lists.scope import AUTHORITY, LOCALITY, TEAM, Scope, scope_of
from doorstep.web.lists.team_list import TeamList, team_list
from doorstep.web.lists.told_first import told_first
from doorstep.web.lists.views.frame import address_of, frame_of
from doorstep.web.lists.views.paging import page_of, say_if_stale
from doorstep.web.lists.words import ORDER_SAID, Kind, Sort, When

COLUMNS = (
    ("Child", Sort.CHILD),
    ("What is owed", None),
    ("By when", Sort.DUE),
    ("Why", None),
    ("Worker", Sort.WORKER),
)
FIGURE_LABELS = {
    When.OVERDUE: "overdue",
    When.TODAY: "due today",
    When.WEEK: "due in 7 days",
    When.SUSPENDED: "suspended",
}


@who_can(Can.SEE_TEAM)
def teams(request: SignedInRequest) -> HttpResponse:
    """Show the teams, localities and the authority a person may open, with their figures."""
    context = {
        "overview": overview(request.access),
        "opens": defaults(request.access),
        "may_merge": request.access.has(Can.MERGE),
        "may_move": request.access.has(Can.MOVE),
    }
    return render(request, "lists/teams.html", context | told_first(request.access))


@who_can(Can.SEE_TEAM)
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a team's list."""
    return _list(request, f"{TEAM}-{pk}")


@who_can(Can.SEE_TEAM)
def locality(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a locality's list."""
    return _list(request, f"{LOCALITY}-{pk}")


@who_can(Can.SEE_TEAM)
def authority(request: SignedInRequest) -> HttpResponse:
    """Show the list of the whole authority."""
    return _list(request, AUTHORITY)


def _list(request: SignedInRequest, key: str) -> HttpResponse:
    access, sight = request.access, sight_of(request.access)
    scope = scope_of(access, sight, key=key)
    form = FilterForm(request.GET)
    filters = form.filters()
    size = settings.ROWS_ON_A_PAGE
    found = team_list(access, sight, scope, filters, page=page_of(request), size=size)
    say_if_stale(request, scope.as_at)
    form.offer(
        worker=found.workers,
        duty=found.duties,
        team={} if scope.kind == TEAM else {str(pk): name for pk, name in scope.teams.items()},
    )
    return render(
        request,
        "lists/team.html",
        {
            **frame_of(scope, access, "list", filters),
            "form": form,
            "due_before": typed(filters.due_before)._asdict(),
            "applied": applied(filters, address_of(scope), scope.teams, found),
            "figures": _figures(scope, found, filters),
            "found": found,
            "head": _head(filters),
            "groups": _groups(scope, found, filters),
            "order": _order_said(filters),
            "by_tier": "" if filters.sort == Sort.TIER else _by_tier(filters),
        },
    )


def _figures(scope: Scope, found: TeamList, filters: Filters) -> list[dict[str, Any]]:
    """Return the figures of the list, each leading to what it counts."""
    here = address_of(scope)
    plain = Filters(whom=filters.whom)
    figures = [
        {
            "number": found.figures[when],
            "label": label,
            "href": f"{here}?{plain.query(when=when.value)}",
            "tone": "bad" if when == When.OVERDUE and found.figures[when] else "",
        }
        for when, label in FIGURE_LABELS.items()
        if found.figures[when] or when != When.SUSPENDED
    ]
    decisions = f"{here}?{plain.but(kind=Kind.DECISIONS).query()}"
    return [
        *figures,
        {
            "number": found.decisions,
            "label": "meetings and decisions",
            "href": decisions,
            "tone": "",
        },
        {"number": scope.children, "label": "children", "href": "", "tone": ""},
    ]


def _head(filters: Filters) -> list[Column]:
    """Return the columns; one can be sorted by links to itself, the other way round the second time."""
    found = []
    for label, sort in COLUMNS:
        if sort is None:
            found.append(Column(label=label))
            continue
        is_it = filters.sort == sort
        other = filters.but(sort=sort, backwards=is_it and not filters.backwards)
        order = ("descending" if filters.backwards else "ascending") if is_it else ""
        found.append(Column(label=label, sort=f"?{other.query() or 'view=none'}", order=order))
    return found


def _by_tier(filters: Filters) -> str:
    """Return the address of the list in its usual order, which no column's head leads back to."""
    return f"?{filters.but(sort=Sort.TIER, backwards=False).query() or 'view=none'}"


def _order_said(filters: Filters) -> str:
    said = ORDER_SAID[filters.sort]
    return f"{said}; the other way round" if filters.backwards else said


def _groups(scope: Scope, found: TeamList, filters: Filters) -> list[dict[str, Any]]:
    """Return the rows under headings of tier or worker, where the list is in that order."""
    headings = {Sort.TIER: _tier, Sort.WORKER: _worker}
    key = headings.get(filters.sort, _none)
    return [
        {"heading": heading, "rows": [_row(scope, line) for line in each]}
        for heading, each in groupby(found.lines, key)
    ]


def _tier(line: Line) -> str:
    return words(line.child.tier) or "No tier"


def _worker(line: Line) -> str:
    return line.child.worker or "No worker"


def _none(line: Line) -> str:
    return ""


def _row(scope: Scope, line: Line) -> list[Markup]:
    team = "" if scope.kind == TEAM else scope.teams.get(line.team_id or 0, "No team")
    said = cells.roles(line.who)
    return [
        cells.child(line.child),
        cells.owed(line, f"for the {said}" if said else ""),
        cells.due(line),
        cells.why(line),
        cells.worker(line, team),
    ]
