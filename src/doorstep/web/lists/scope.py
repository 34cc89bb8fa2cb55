"""Whose list a page is: a team's, a locality's or the whole authority's, and who may open it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import Http404

from doorstep.engine import Standing
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Answer
from doorstep.web.caseload.visible import Sight, visible

Wrong = Callable[[Access, Sight], "QuerySet[Any]"]
WRONG: list[Wrong] = []
"""Told by the app above this one: the rows, each with its team, of what is wrong in the data."""
NO_SUCH_LIST = "There is no such list, or you may not see it."
OPEN = tuple(standing.value for standing in Standing)
TEAM, LOCALITY, AUTHORITY = "team", "locality", "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The teams a list is of, and what its head says of them.

    `children` are the open ones one may see, `restricted` those one may not; `as_at`: the oldest answer;
    `wrong` is how much is wrong in the data, as far as one may see it.
    """

    kind: str
    name: str
    pk: int | None = None
    teams: Mapping[int, str] = field(default_factory=dict)
    children: int = 0
    restricted: int = 0
    as_at: date | None = None
    wrong: int = 0

    @property
    def key(self) -> str:
        """Return the word that saved views and exports know the list by, such as `team-3`."""
        return self.kind if self.pk is None else f"{self.kind}-{self.pk}"

    def rows(self) -> Q:
        """Return the filter for rows that carry the allocated worker's team."""
        return Q() if self.kind == AUTHORITY else Q(team__in=list(self.teams))


def scope_of(access: Access, sight: Sight, *, key: str, can: Can = Can.SEE_TEAM) -> Scope:
    """Return the list of this key, if the person may open it.

    Raises: Http404, the same whether it is not there or may not be seen.
    """
    kind, _, number = key.partition("-")
    makers = {TEAM: _team, LOCALITY: _locality}
    if key == AUTHORITY and access.everywhere(can):
        return _authority(access, sight)
    if kind not in makers or not number.isdecimal() or len(number) > 9:
        raise Http404(NO_SUCH_LIST)
    found = makers[kind](access, sight, int(number), can)
    if found is None:
        raise Http404(NO_SUCH_LIST)
    return found


def teams_seen(access: Access, *, can: Can = Can.SEE_TEAM) -> "QuerySet[Team]":
    """Return the teams whose lists a person may open."""
    rows = Team.objects.select_related("locality").order_by("name")
    return rows if access.everywhere(can) else rows.filter(pk__in=access.teams(can))


def lists_for(access: Access, *, can: Can = Can.SEE_TEAM) -> dict[str, str]:
    """Return the key and the name of every list a person may open, the widest first."""
    teams = list(teams_seen(access, can=can))
    found = {AUTHORITY: "Whole authority"} if access.everywhere(can) else {}
    seen = {team.pk for team in teams}
    for locality in sorted({team.locality for team in teams if team.locality}, key=str):
        members = set(Team.objects.filter(locality=locality).values_list("pk", flat=True))
        if len(members) > 1 and members <= seen:
            found[f"{LOCALITY}-{locality.pk}"] = f"All of {locality}"
    return found | {f"{TEAM}-{team.pk}": team.name for team in teams}


def team_names(pks: Iterable[int | None]) -> dict[int, str]:
    """Return the names of teams by their keys."""
    wanted = {pk for pk in pks if pk is not None}
    return dict(Team.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _reaches(access: Access, teams: Iterable[int], can: Can) -> bool:
    return access.everywhere(can) or set(teams) <= access.teams(can)


def _team(access: Access, sight: Sight, pk: int, can: Can) -> Scope | None:
    if not _reaches(access, [pk], can):
        return None
    rows = _told(access, sight, Q(pk=pk))
    return _summed(rows, kind=TEAM, pk=pk, name=rows[0]["name"]) if rows else None


def _locality(access: Access, sight: Sight, pk: int, can: Can) -> Scope | None:
    rows = _told(access, sight, Q(locality=pk))
    if not rows or not _reaches(access, [row["pk"] for row in rows], can):
        return None
    return _summed(rows, kind=LOCALITY, pk=pk, name=rows[0]["locality__name"])


def _authority(access: Access, sight: Sight) -> Scope:
    """Return the whole authority; its children are counted at once, some have no team."""
    counted = Answer.objects.filter(standing__in=OPEN).aggregate(**_counts(access, sight, ""))
    rows = Team.objects.order_by("name").annotate(
        wrong=_wrong(access, sight, OuterRef("pk")), of_none=_wrong(access, sight, None)
    )
    told: Any = list(rows.values("pk", "name", "wrong", "of_none"))
    return Scope(
        kind=AUTHORITY,
        name="Whole authority",
        teams={row["pk"]: row["name"] for row in told},
        wrong=sum(row["wrong"] for row in told) + max((row["of_none"] for row in told), default=0),
        **counted,
    )


def _told(access: Access, sight: Sight, which: Q) -> list[dict[str, Any]]:
    """Return teams with how many open children they have, and the day of the oldest answer."""
    teams: Any = Team.objects.filter(which).order_by("name")
    counts = _counts(access, sight, "answer__")
    wrong = {"wrong": _wrong(access, sight, OuterRef("pk"))}
    return list(teams.values("pk", "name", "locality__name").annotate(**wrong).annotate(**counts))


def _wrong(access: Access, sight: Sight, team: OuterRef | None) -> Combinable:
    """Return the number of rows of a team that the app above tells of, to be read with other rows."""
    if not WRONG:
        return Value(0)
    rows = WRONG[0](access, sight).filter(team=team).order_by().values("team")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def _counts(access: Access, sight: Sight, to_answer: str) -> dict[str, Aggregate]:
    is_open = Q(**{f"{to_answer}standing__in": OPEN})
    seen = visible(access, Can.SEE_TEAM, sight, prefix=f"{to_answer}child__")
    hidden = Q(**{f"{to_answer}pk__in": sight.hidden})
    return {
        "children": Count(f"{to_answer}standing", filter=is_open & seen),
        "restricted": Count(f"{to_answer}standing", filter=is_open & hidden),
        "as_at": Min(f"{to_answer}as_at", filter=is_open),
    }


def _summed(rows: list[dict[str, Any]], *, kind: str, pk: int, name: str) -> Scope:
    return Scope(
        kind=kind,
        pk=pk,
        name=name,
        teams={row["pk"]: row["name"] for row in rows},
        children=sum(row["children"] for row in rows),
        restricted=sum(row["restricted"] for row in rows),
        as_at=min((row["as_at"] for row in rows if row["as_at"]), default=None),
        wrong=sum(row["wrong"] for row in rows),
    )
