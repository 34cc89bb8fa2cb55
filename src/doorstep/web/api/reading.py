"""Read what the API answers of lists: rows by row key, so that a page never skips or repeats one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q

from doorstep.engine.answers import Standing
from doorstep.vocabulary import Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.api import answers
from doorstep.web.caseload.models import CLOSED, Answer, Child, Obligation
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.visible import sight_of, visible
from doorstep.web.lists import lines
from doorstep.web.lists.filters import Filters, matching
from doorstep.web.lists.lines import Line
from doorstep.web.lists.scope import AUTHORITY, TEAM, Scope, scope_of, team_names, teams_seen
from doorstep.web.lists.team_list import within
from doorstep.web.lists.words import Kind, When

ORDER = ("child", "is_decision", "place")
WHENS = {
    Status.OVERDUE: When.OVERDUE,
    Status.DUE_TODAY: When.TODAY,
    Status.SUSPENDED: When.SUSPENDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows of the due list are asked for; the same filters as the page and its export."""

    team: int | None = None
    worker: str = ""
    status: Status | None = None
    due_before: date | None = None
    kind: Kind = Kind.VISITS_AND_CALLS
    cursor: str = ""
    limit: int = 100

    @property
    def key(self) -> str:
        """Return the word that exports know the list by."""
        return AUTHORITY if self.team is None else f"{TEAM}-{self.team}"

    @property
    def filters(self) -> Filters:
        """Return the filters of the page."""
        return Filters(
            when=WHENS.get(self.status) if self.status else None,
            worker=self.worker,
            due_before=self.due_before,
            kind=self.kind,
        )


def due_list(access: Access, wanted: Wanted) -> answers.DueList:
    """Return a page of what is owed to the children whose list may be taken out.

    Raises: Http404 for a team whose list may not be.
    """
    sight = sight_of(access)
    scope = Scope(kind=AUTHORITY, name="")
    if wanted.team is not None:
        scope = scope_of(access, sight, key=wanted.key, can=Can.EXPORT)
    rows = within(access, sight, scope, wanted.filters, can=Can.EXPORT)
    rows = rows.filter(matching(wanted.filters, on=access.on), _after(wanted.cursor))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    page = rows.order_by(*ORDER)[: wanted.limit + 1]
    found = lines.lines_of(lines.wide(page, lines.OWED, to_answer="child__answer__", on=access.on))
    shown = found[: wanted.limit]
    return answers.DueList(
        as_at=min((line.child.as_at for line in shown), default=None),
        items=owed(shown),
        next=cursor_of(shown[-1]) if len(found) > len(shown) else "",
    )


def cursor_of(line: Line) -> str:
    """Return where the page after a row begins."""
    return f"{line.child.pk}-{line.is_decision:d}-{line.place}"


def _after(cursor: str) -> Q:
    """Return the filter for the rows after a cursor."""
    if not cursor:
        return Q()
    child, decision, place = (int(part) for part in cursor.split("-"))
    same = Q(child=child)
    further = same & Q(is_decision=bool(decision), place__gt=place)
    if not decision:
        further |= same & Q(is_decision=True)
    return Q(child__gt=child) | further


def owed(rows: Sequence[Line]) -> list[answers.Owed]:
    """Return rows of the due list as they are answered."""
    teams = team_names(line.team_id for line in rows)
    return [_owed(line, teams.get(line.team_id or 0, "")) for line in rows]


def _owed(line: Line, team: str) -> answers.Owed:
    own = ("duty", "title", "method", "counted_from", "due_at", "days_overdue", "clause", "layer")
    flags = ("provisional", "assumed")
    return answers.Owed(
        **{name: getattr(line, name) for name in (*own, *flags)},
        **{
            name: getattr(line.child, name)
            for name in ("child_id", "name", "case", "tier", "worker")
        },
        who=list(line.who),
        status=Status(line.status),
        team=team,
    )


def owed_to(children: Iterable[int], *, on: date) -> dict[int, list[answers.Owed]]:
    """Return what each of these children is owed, visits before decisions."""
    rows = Obligation.objects.filter(child__in=list(children)).order_by(*ORDER)
    found = lines.lines_of(lines.wide(rows, lines.OWED, to_answer="child__answer__", on=on))
    by_child: defaultdict[int, list[answers.Owed]] = defaultdict(list)
    for line, told in zip(found, owed(found), strict=True):
        by_child[line.child.pk].append(told)
    return by_child


def merged_into(child: Child, *, viewer: Access) -> str:
    """Return the child_id of the record that stays, if this one was merged into one the viewer sees."""
    stays = sight_of(viewer).joined.into.get(child.pk)
    rows = children_for(viewer).filter(pk=stays) if stays else Child.objects.none()
    return rows.values_list("child_id", flat=True).first() or ""


# --- children -----------------------------------------------------------------------------------------

OF_A_LINE = ("child_id", "name", "case", "tier", "standing", "overdue", "worker", "as_at")


def children(access: Access, *, after: int, limit: int) -> answers.Children:
    """Return a page of the children that may be taken out as a list; closed cases are left out."""
    seen = visible(access, Can.EXPORT, sight_of(access))
    rows = Child.objects.filter(seen, pk__gt=after).exclude(answer__standing=CLOSED)
    told = rows.order_by("pk").annotate(
        **{name: F(f"answer__{name}") for name in OF_A_LINE[2:]}, team=F("answer__team__name")
    )
    found = list(told.values("pk", *OF_A_LINE, "team")[: limit + 1])
    shown = found[:limit]
    return answers.Children(
        items=[_line(row) for row in shown],
        next=str(shown[-1]["pk"]) if len(found) > len(shown) else "",
    )


def _line(row: dict[str, Any]) -> answers.ChildLine:
    told = {name: row[name] for name in OF_A_LINE}
    blank = {name: told[name] or "" for name in ("case", "tier", "standing", "worker")}
    return answers.ChildLine(
        **told | blank | {"overdue": told["overdue"] or 0, "team": row["team"] or ""}
    )


# --- the account --------------------------------------------------------------------------------------


def account(access: Access) -> answers.Account:
    """Return where the open children stand, by each team whose list may be seen."""
    sight, everywhere = sight_of(access), access.everywhere(Can.SEE_TEAM)
    names: dict[int | None, str] = dict(teams_seen(access).values_list("pk", "name"))
    rows = Answer.objects.exclude(standing=CLOSED).order_by()
    if everywhere:
        names[None] = "No team"
    else:
        rows = rows.filter(team__in=list(names))
    seen = visible(access, Can.SEE_TEAM, sight, prefix="child__")
    counts = {
        "number": Count("pk", filter=seen),
        "hidden": Count("pk", filter=Q(pk__in=sight.hidden)),
        "day": Min("as_at", filter=seen),
    }
    told: Any = rows.values("team", "standing", "because").annotate(**counts)
    by_team: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in told:
        by_team[row["team"]].append(row)
    unseen = Child.objects.filter(visible(access, Can.SEE_TEAM, sight), answer=None)
    return answers.Account(
        teams=[_team(pk, names[pk], by_team[pk]) for pk in names if pk or by_team[pk]],
        unanswered=unseen.count() if everywhere else 0,
    )


def _team(pk: int | None, name: str, rows: list[dict[str, Any]]) -> answers.TeamAccount:
    standings: Counter[str] = Counter()
    why: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        standings[row["standing"]] += row["number"]
        if row["because"] and row["number"]:
            why[row["standing"]][row["because"].split(" (", 1)[0]] += row["number"]
    judged = sum(standings[part] for part in Standing)
    return answers.TeamAccount(
        team_id=pk,
        team=name,
        as_at=min((row["day"] for row in rows if row["day"]), default=None),
        open_children=standings.total(),
        balances=judged == standings.total(),
        why={standing: dict(reasons) for standing, reasons in why.items()},
        restricted=sum(row["hidden"] for row in rows),
        **{part.value: standings[part] for part in Standing},
    )
