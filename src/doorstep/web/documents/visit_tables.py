"""The visit tables of a team, a locality or the authority: who may take whose, and that it is told."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from doorstep.reports.visit_tables import COUNTED
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Merge, Visit
from doorstep.web.caseload.visible import sight_of, visible_to
from doorstep.web.documents.visit_files import Made, Period, made_of
from doorstep.web.policies.queries import stack

AUTHORITY = "authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """A list whose visits can be taken: its name, and its teams; the authority's are all."""

    key: str
    name: str
    teams: frozenset[int] = frozenset()


def lists_of(access: Access) -> dict[str, Whose]:
    """Return by its key each list whose visits a person may take out, the widest first."""
    everywhere = access.everywhere(Can.EXPORT)
    teams = Team.objects.select_related("locality").order_by("name")
    mine = list(teams if everywhere else teams.filter(pk__in=access.teams(Can.EXPORT)))
    own = {team.pk for team in mine}
    found = [Whose(key=AUTHORITY, name="Whole authority")] if everywhere else []
    for place in sorted({team.locality for team in mine if team.locality}, key=str):
        whole = frozenset(Team.objects.filter(locality=place).values_list("pk", flat=True))
        if len(whole) > 1 and whole <= own:
            found.append(Whose(key=f"locality-{place.pk}", name=f"All of {place}", teams=whole))
    found += [Whose(key=f"team-{t.pk}", name=t.name, teams=frozenset({t.pk})) for t in mine]
    return {whose.key: whose for whose in found}


def take(whose: Whose, period: Period, *, by: Access) -> Made:
    """Return the zip, and write to the log that it was taken.

    Raises: NothingAdoptedError.
    """
    pks = list(_children(whose, period, by).values_list("pk", flat=True))
    made = made_of(pks, period, stack(), name=whose.name, on=by.on)
    with transaction.atomic():
        audit.record(
            action=Action.EXPORT,
            subject="list",
            subject_id=f"visit-tables-{whose.key}",
            by=by,
            at=by.at,
            detail=_detail(period, made),
        )
    return made


def _detail(period: Period, made: Made) -> dict[str, Any]:
    return {
        "format": "zip",
        "rows": made.rows[COUNTED],
        "children": made.children,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "every_source": period.every_source,
    }


def _children(whose: Whose, period: Period, by: Access) -> "QuerySet[Child]":
    seen = visible_to(by, can=Can.EXPORT, sight=sight_of(by))
    mine = Q() if whose.key == AUTHORITY else Q(answer__team__in=whose.teams)
    away = Merge.objects.filter(child=OuterRef("pk"), undone_at=None)
    found = seen.filter(mine).exclude(Exists(away)).order_by("child_id")
    if period.every_source:
        return found
    of_it = Q(child=OuterRef("pk")) | Q(
        child__merges__into=OuterRef("pk"), child__merges__undone_at=None
    )
    inside = Q(visit_date__gte=period.since, visit_date__lte=period.until)
    return found.filter(Exists(Visit.objects.filter(of_it, inside)))
