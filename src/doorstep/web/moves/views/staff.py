"""The people of a list: what each holds, who is away; and how many different people children see."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from doorstep.reports.continuity import DEFINITION
from doorstep.web.accounts.away import away
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import day, lines, link, moment
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.cells import away_words
from doorstep.web.lists.scope import AUTHORITY, Scope, lists_for, scope_of
from doorstep.web.lists.views.frame import frame_of
from doorstep.web.lists.views.paging import page_of
from doorstep.web.lists.workload import Load, workload
from doorstep.web.moves.absences import uncovered
from doorstep.web.moves.changes import MOST_COUNTED, changes_of
from doorstep.web.moves.models import Move
from doorstep.web.moves.people import Colleague, colleagues
from doorstep.web.moves.putting_back import latest_moves
from doorstep.web.moves.views.moving import asked_list

HEAD: tuple[Any, ...] = (
    "Person",
    {"label": "Children", "numeric": True},
    {"label": "Overdue", "numeric": True},
    {"label": "", "hidden": "What they hold"},
    {"label": "", "hidden": "When they are away"},
)
CHANGES_HEAD: tuple[Any, ...] = (
    "Child",
    *(
        {"label": label, "numeric": True}
        for label in (
            "3 months", "6 months", "12 months", "Present plan", "Visits by nobody named, 12 months",
        )
    ),
)  # fmt: skip
MOST_IN_FILE = 1_000_000


@who_can(Can.MOVE)
def staff(request: SignedInRequest) -> HttpResponseBase:
    """Show the people of a list with what they have, and lead on to what can be done about it."""
    scope, lists = asked_list(request)
    if scope is None:
        return render(request, "moves/staff.html", {"scope": None, "lists": lists})
    access, size = request.access, settings.ROWS_ON_A_PAGE
    teams = None if scope.kind == AUTHORITY else scope.teams
    people = [
        c for c in colleagues(access, on=access.on, teams=teams) if c.user.pk != access.user_id
    ]
    if form := form_asked(request):
        return list_file(request, form, f"staff-{scope.key}", HEAD, _rows(request, scope, people))
    pages = max(1, -(-len(people) // size))
    number = min(page_of(request), pages)
    part = people[(number - 1) * size : number * size]
    page = {
        **frame_of(scope, access, "staff"),
        "lists": lists,
        "rows": _rows(request, scope, part),
        "page_number": number,
        "pages": pages,
        "people": len(people),
        "head": list(HEAD),
        "moves": [_move(row) for row in latest_moves(by=access, at=access.at)],
        "uncovered": uncovered((c.user.pk for c in people), on=access.on),
        "take": take_links(request),
    }
    return render(request, "moves/staff.html", page)


def _move(row: Move) -> Markup:
    words = "Put back" if row.puts_back_id else "Moved"
    named = link(reverse("move", args=[row.pk]), f"{words} on {moment(row.recorded_at)}")
    return named + f" by {row.recorded_by}, from {day(row.start_date)}"


def _rows(request: SignedInRequest, scope: Scope, people: list[Colleague]) -> list[list[Any]]:
    access = request.access
    loads: dict[str, list[Load]] = {}
    for load in workload(access, sight_of(access), scope):
        loads.setdefault(load.worker_id, []).append(load)
    gone = away([c.user.worker_id for c in people], on=access.on)
    return [_row(c, loads.get(c.user.worker_id, []), gone.get(c.user.worker_id)) for c in people]


def _row(colleague: Colleague, loads: list[Load], gone: Any) -> list[Any]:
    user = colleague.user
    has = loads if user.worker_id else []
    holds = link(reverse("hand-over", args=[user.pk]), "All they hold", hidden=f": {user}")
    days = link(reverse("absences", args=[user.pk]), "Absences", hidden=f"of {user}")
    return [
        lines(str(user), *colleague.roles, away_words(gone)),
        str(sum(load.children for load in has)),
        str(sum(load.overdue for load in has)),
        holds,
        days,
    ]


@who_can(Can.SEE_TEAM)
def continuity_page(request: SignedInRequest) -> HttpResponseBase:
    """Show how many different people saw each child of a list, those with most first."""
    access = request.access
    lists, sight = lists_for(access), sight_of(access)
    key = request.GET.get("list") or next(iter(lists), "")
    scope = scope_of(access, sight, key=key) if key else None
    page: dict[str, Any] = {"scope": None, "lists": lists, "definition": DEFINITION}
    if scope is not None:
        if form := form_asked(request, Can.EXPORT):
            every = changes_of(access, sight, scope, page=1, size=MOST_IN_FILE, can=Can.EXPORT)
            rows = [[row.child_id, *_changes(row)] for row in every.rows]
            head = ("Child’s number", *CHANGES_HEAD)
            return list_file(request, form, f"continuity-{scope.key}", head, rows)
        found = changes_of(
            access, sight, scope, page=page_of(request), size=settings.ROWS_ON_A_PAGE
        )
        page |= {
            **frame_of(scope, access, "continuity"),
            "found": found,
            "rows": [_changes(row) for row in found.rows],
            "most": MOST_COUNTED,
            "head": list(CHANGES_HEAD),
            "take": take_links(request, Can.EXPORT),
        }
    return render(request, "moves/continuity.html", page)


def _changes(row: Any) -> list[Any]:
    name = link(reverse("workers", args=[row.child_id]), row.name)
    three, six, twelve = (each for _, each in row.told.by_months)
    plan = row.told.under_plan
    return [
        lines(name, row.worker),
        str(three.people),
        str(six.people),
        str(twelve.people),
        str(plan.people) if plan else "No plan",
        str(twelve.unnamed),
    ]
