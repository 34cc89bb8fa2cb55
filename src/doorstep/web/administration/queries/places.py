"""Read teams and localities, and who is in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.shortcuts import get_object_or_404

from doorstep.web.accounts.models import Locality, RoleHeld, Team
from doorstep.web.administration.queries.people import held_on


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team in the list: in which locality, and how many people hold a role in it."""

    pk: int
    name: str
    locality: str
    people: int


def team_rows(*, on: date) -> list[TeamRow]:
    """Return every team by its name."""
    counts = dict(
        held_on(on).exclude(team=None).filter(user__is_active=True)
        .values_list("team").annotate(people=Count("user", distinct=True))
    )  # fmt: skip
    return [
        TeamRow(
            pk=team.pk,
            name=team.name,
            locality=str(team.locality or ""),
            people=counts.get(team.pk, 0),
        )
        for team in Team.objects.select_related("locality").order_by("name")
    ]


def localities() -> list[Locality]:
    """Return every locality by its name."""
    return list(Locality.objects.order_by("name"))


def teams() -> list[Team]:
    """Return every team by its name."""
    return list(Team.objects.order_by("name"))


def get_team(*, pk: int) -> Team:
    """Return a team.

    Raises: Http404.
    """
    return get_object_or_404(Team.objects.select_related("locality"), pk=pk)


def get_locality(*, pk: int) -> Locality:
    """Return a locality.

    Raises: Http404.
    """
    return get_object_or_404(Locality, pk=pk)


def people_in(team: Team, *, on: date) -> list[RoleHeld]:
    """Return the roles held in a team on a day, by the names of the people."""
    rows = held_on(on).filter(team=team, user__is_active=True).select_related("user")
    return list(rows.order_by("user__name", "pk"))
