"""Read the list of a team, a locality or the authority: figures, rows, what it can be filtered by."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from doorstep.vocabulary import Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Obligation
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists import lines
from doorstep.web.lists.filters import LATER, Filters, involved_with, matching, order_by
from doorstep.web.lists.lines import Line
from doorstep.web.lists.scope import LOCALITY, TEAM, Scope
from doorstep.web.lists.words import WEEK, Sort, When, Whom

NOW = {
    Status.OVERDUE: When.OVERDUE,
    Status.DUE_TODAY: When.TODAY,
    Status.SUSPENDED: When.SUSPENDED,
}


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
    part = slice((page - 1) * size, page * size)
    return TeamList(
        figures=_figures(told),
        decisions=_decisions(told),
        matching=number,
        page=page,
        pages=pages,
        lines=tuple(_page(rows, filters, scope, access.on, part)) if number else (),
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
    """Return by duty and status (in a team by worker too) how many are owed, owed soon, and match.

    Figures, choices and the number of results in one query.
    """
    by = ["duty", "title", "is_decision", "status"]
    if scope.kind == TEAM:
        by += ["worker_id", "child__answer__worker"]
    grouped: Any = rows.order_by().values(*by)
    soon = Count("pk", filter=Q(due_on__lte=on + timedelta(WEEK)))
    return list(
        grouped.annotate(number=Count("pk"), soon=soon, matching=Count("pk", filter=wanted))
    )


def _figures(told: list[dict[str, Any]]) -> Counter[When]:
    """Return the figures of visits and calls; those of meetings and decisions stand apart."""
    found: Counter[When] = Counter()
    for row in told:
        if row["is_decision"]:
            continue
        if row["status"] in LATER:
            found[When.WEEK] += row["soon"]
            found[When.LATER] += row["number"] - row["soon"]
        else:
            found[NOW[row["status"]]] += row["number"]
    return found


def _decisions(told: list[dict[str, Any]]) -> int:
    """Return how many meetings and decisions are owed now."""
    owed = (row for row in told if row["is_decision"] and row["status"] != Status.SUSPENDED)
    return sum(row["number"] for row in owed)


def _names(told: list[dict[str, Any]], key: str, name: str) -> dict[str, str]:
    found = {row[key]: row[name] or "No worker" for row in told if key in row}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _page(
    rows: "QuerySet[Obligation]", filters: Filters, scope: Scope, on: date, part: slice
) -> list[Line]:
    """Return the lines of one page.

    Where no index gives the order, the page's rows are chosen first and joined afterwards: else every
    row's explanation would be read to sort it.
    """
    order = order_by(filters)
    shown = rows.filter(matching(filters, on=on)).order_by(*order)
    if filters.sort != Sort.TIER or scope.kind == LOCALITY:
        chosen = shown[part].values("pk")
        shown, part = Obligation.objects.filter(pk__in=chosen).order_by(*order), slice(None)
    return lines.lines_of(lines.wide(shown[part], lines.OWED, to_answer="child__answer__", on=on))
