"""Whose list a page is: a team's, a locality's or the whole authority's, and who may open it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Answer
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists.models import SavedView

NO_SUCH_LIST = "There is no such list, or you may not see it."
TEAM, LOCALITY, AUTHORITY = "team", "locality", "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The teams a list is of, and what its head says of them.

    `children` are the open ones one may see, `restricted` those one may not; `as_at`: the oldest answer.
    """

    kind: str
    name: str
    pk: int | None = None
    teams: Mapping[int, str] = field(default_factory=dict)
    children: int = 0
    restricted: int = 0
    as_at: date | None = None
    default: str = ""

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
    rows = _told(Team.objects.filter(pk=pk), access, sight, f"{TEAM}-{pk}")
    if not rows or not _reaches(access, [pk], can):
        return None
    return _summed(rows, kind=TEAM, pk=pk, name=rows[0]["name"])


def _locality(access: Access, sight: Sight, pk: int, can: Can) -> Scope | None:
    rows = _told(Team.objects.filter(locality=pk), access, sight, f"{LOCALITY}-{pk}")
    if not rows or not _reaches(access, [row["pk"] for row in rows], can):
        return None
    return _summed(rows, kind=LOCALITY, pk=pk, name=rows[0]["locality__name"])


def _authority(access: Access, sight: Sight) -> Scope:
    """Return the whole authority; its children are counted at once, some have no team."""
    answers = Answer.objects.exclude(standing="closed").aggregate(
        children=Count("pk", filter=visible(access, Can.SEE_TEAM, sight, prefix="child__")),
        restricted=Count("pk", filter=Q(pk__in=sight.hidden)),
        as_at=Min("as_at"),
    )
    teams = Team.objects.annotate(default=_default(access, AUTHORITY)).order_by("name")
    rows = list(teams.values_list("pk", "name", "default"))
    return Scope(
        kind=AUTHORITY,
        name="Whole authority",
        teams={pk: name for pk, name, _ in rows},
        default=next((default for _, _, default in rows if default), ""),
        **answers,
    )


def _told(teams: "QuerySet[Team]", access: Access, sight: Sight, key: str) -> list[dict[str, Any]]:
    """Return teams with how many open children they have, the oldest answer, the default view."""
    rows = Answer.objects.filter(team=OuterRef("pk")).exclude(standing="closed").order_by()
    seen = rows.filter(visible(access, Can.SEE_TEAM, sight, prefix="child__"))
    oldest = rows.values("team").annotate(oldest=Min("as_at")).values("oldest")
    found: Any = (
        teams.order_by("name")
        .annotate(
            children=_number(seen),
            restricted=_number(rows.filter(pk__in=sight.hidden)),
            as_at=Subquery(oldest),
            default=_default(access, key),
        )
        .values("pk", "name", "locality__name", "children", "restricted", "as_at", "default")
    )
    return list(found)


def _number(rows: "QuerySet[Answer]") -> Coalesce:
    counted = rows.values("team").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _default(access: Access, key: str) -> Subquery:
    mine = SavedView.objects.filter(owner=access.user_id, page=key, is_default=True)
    return Subquery(mine.order_by("pk").values("query")[:1])


def _summed(rows: list[dict[str, Any]], *, kind: str, pk: int, name: str) -> Scope:
    return Scope(
        kind=kind,
        pk=pk,
        name=name,
        teams={row["pk"]: row["name"] for row in rows},
        children=sum(row["children"] for row in rows),
        restricted=sum(row["restricted"] for row in rows),
        as_at=min((row["as_at"] for row in rows if row["as_at"]), default=None),
        default=next((row["default"] for row in rows if row["default"]), ""),
    )
