"""Read the figures of every team a person may open, by locality."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Obligation
from doorstep.web.caseload.visible import sight_of, visible
from doorstep.web.lists.filters import Filters, matching
from doorstep.web.lists.scope import teams_seen
from doorstep.web.lists.words import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a team, a locality or the authority stands."""

    name: str
    pk: int | None = None
    children: int = 0
    overdue: int = 0
    today: int = 0
    week: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A locality with its teams; `whole` only if the person may open the list of all of it."""

    name: str
    teams: tuple[Figures, ...]
    whole: Figures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Every list a person may open."""

    places: tuple[Place, ...]
    authority: Figures | None = None


def overview(access: Access) -> Overview:
    """Return the teams a person may open, by locality; those of no locality last."""
    teams = list(teams_seen(access))
    figures = _figures(access, teams)
    places: defaultdict[tuple[str, int | None], list[Figures]] = defaultdict(list)
    for team in teams:
        where = (team.locality.name, team.locality.pk) if team.locality else ("", None)
        places[where].append(figures[team.pk])
    whole = _whole_localities(access)
    ordered = sorted(places.items(), key=lambda pair: (pair[0][1] is None, pair[0][0]))
    everywhere = _sum("Whole authority", None, [*figures.values()])
    return Overview(
        places=tuple(
            Place(
                name=name or "Whole county",
                teams=tuple(found),
                whole=_sum(name, pk, found) if pk in whole else None,
            )
            for (name, pk), found in ordered
        ),
        authority=everywhere if access.everywhere(Can.SEE_TEAM) else None,
    )


def _whole_localities(access: Access) -> set[int]:
    """Return the localities all of whose teams a person may open."""
    seen = set(teams_seen(access).values_list("pk", flat=True))
    members: defaultdict[int, set[int]] = defaultdict(set)
    for locality, team in Team.objects.exclude(locality=None).values_list("locality", "pk"):
        members[locality].add(team)
    return {locality for locality, teams in members.items() if teams <= seen and len(teams) > 1}


def _figures(access: Access, teams: Iterable[Team]) -> dict[int | None, Figures]:
    """Return the figures by team; those of no team too, for who may see all."""
    sight = sight_of(access)
    seen = visible(access, Can.SEE_TEAM, sight, prefix="child__")
    names: dict[int | None, str] = {team.pk: team.name for team in teams}
    all_teams = access.everywhere(Can.SEE_TEAM)
    wanted = Q() if all_teams else Q(team__in=list(names))
    children = Answer.objects.filter(seen, wanted).exclude(standing=CLOSED).order_by()
    number: dict[int | None, int] = dict(children.values_list("team").annotate(number=Count("pk")))
    counts = {
        when.value: Count("pk", filter=matching(Filters(when=when), on=access.on))
        for when in (When.OVERDUE, When.TODAY, When.WEEK)
    }
    owed: Any = Obligation.objects.filter(seen, wanted).order_by().values("team").annotate(**counts)
    by_team = {row.pop("team"): row for row in owed}
    if all_teams:
        names[None] = "No team"
    return {
        pk: Figures(name=name, pk=pk, children=number.get(pk, 0), **by_team.get(pk, {}))
        for pk, name in names.items()
    }


def _sum(name: str, pk: int | None, each: list[Figures]) -> Figures:
    names = ("children", "overdue", "today", "week")
    totals = {field: sum(getattr(one, field) for one in each) for field in names}
    return Figures(name=name, pk=pk, **totals)
