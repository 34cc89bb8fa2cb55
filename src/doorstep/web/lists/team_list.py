"""Read the list of a team, a locality or the authority: figures, rows, what it can be filtered by."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Obligation
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists import lines
from doorstep.web.lists.filters import Filters, involved_with, matching, order_by
from doorstep.web.lists.lines import Line
from doorstep.web.lists.scope import TEAM, Scope
from doorstep.web.lists.words import Kind, When, Whom

FIGURES = (When.OVERDUE, When.TODAY, When.WEEK, When.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamList:
    """One page of a list: the figures of the whole, the number that match, the lines of the page.

    `workers`, `duties` are what the list can be filtered by: the words by their ids.
    """

    figures: Counter[When]
    decisions: int
    matching: int
    page: int
    pages: int
    lines: tuple[Line, ...]
    workers: dict[str, str] = field(default_factory=dict)
    duties: dict[str, str] = field(default_factory=dict)


def team_list(
    access: Access, sight: Sight, scope: Scope, filters: Filters, *, page: int, size: int
) -> TeamList:
    """Return one page of a list; a page past the end is the last."""
    rows = within(access, sight, scope, filters)
    told = _told(rows, scope, matching(filters, on=access.on), access.on)
    number = sum(row["matching"] for row in told)
    pages = max(1, -(-number // size))
    page = min(max(page, 1), pages)
    start = (page - 1) * size
    return TeamList(
        figures=_figures(told),
        decisions=sum(row["decisions"] for row in told),
        matching=number,
        page=page,
        pages=pages,
        lines=tuple(_page(rows, filters, access.on, start, start + size)) if number else (),
        workers=_names(told, "worker_id", "child__answer__worker"),
        duties=_names(told, "duty", "title"),
    )


def within(
    access: Access, sight: Sight, scope: Scope, filters: Filters, *, can: Can = Can.SEE_TEAM
) -> "QuerySet[Obligation]":
    """Return what is owed to the children of a list whom one may see."""
    involved = filters.whom == Whom.INVOLVED and scope.kind == TEAM
    rows = involved_with(list(scope.teams), access.on) if involved else scope.rows()
    return Obligation.objects.filter(rows, visible(access, can, sight, prefix="child__"))


def all_lines(rows: "QuerySet[Obligation]", filters: Filters, *, on: date) -> list[Line]:
    """Return every line that matches, for an export or a printed list; suspended duties last."""
    wanted = rows.filter(matching(filters, on=on)).order_by(*order_by(filters))
    found = lines.wide(wanted, lines.OWED, to_answer="child__answer__", on=on)
    return lines.lines_of(found)


def _told(rows: "QuerySet[Obligation]", scope: Scope, wanted: Q, on: date) -> list[dict[str, Any]]:
    """Return by duty (in a team by worker too) how many there are: figures, choices and number in one."""
    by = ["duty", "title"]
    if scope.kind == TEAM:
        by += ["worker_id", "child__answer__worker"]
    seen = Filters(kind=Kind.VISITS_AND_CALLS)
    counts = {
        when.name: Count("pk", filter=matching(seen.but(when=when), on=on)) for when in FIGURES
    }
    decisions = Count("pk", filter=matching(Filters(kind=Kind.DECISIONS), on=on))
    grouped: Any = rows.order_by().values(*by)
    return list(
        grouped.annotate(**counts, decisions=decisions, matching=Count("pk", filter=wanted))
    )


def _figures(told: list[dict[str, Any]]) -> Counter[When]:
    return Counter({when: sum(row[when.name] for row in told) for when in FIGURES})


def _names(told: list[dict[str, Any]], key: str, name: str) -> dict[str, str]:
    found = {row[key]: row[name] or "No worker" for row in told if key in row}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _page(
    rows: "QuerySet[Obligation]", filters: Filters, on: date, start: int, end: int
) -> list[Line]:
    """Return the lines of one page; only its own rows are joined with what is shown of the child."""
    order = order_by(filters)
    wanted = rows.filter(matching(filters, on=on)).order_by(*order)[start:end]
    shown = Obligation.objects.filter(pk__in=wanted.values("pk")).order_by(*order)
    return lines.lines_of(lines.wide(shown, lines.OWED, to_answer="child__answer__", on=on))
