"""Read who a person is at a time: their roles, and those of whom they act for."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from doorstep.web.accounts.access import Access, Held
from doorstep.web.accounts.models import Deputy, RoleHeld, Team, User
from doorstep.workdays import LONDON


class Row(NamedTuple):
    """A role as the database gives it, with whose it is."""

    role: str
    team_id: int | None
    locality_id: int | None
    user_id: int
    worker_id: str
    person: str


def access_of(user: User, *, at: datetime, request_id: str = "") -> Access:
    """Return what a person may see and do at a time; nothing if the account is closed."""
    roles = _roles_on(user, on=at.astimezone(LONDON).date()) if user.is_active else []
    held = _with_localities([(_held(role, user), role.locality_id) for role in roles])
    others = {each.acting_for for each in held} - {""}
    return Access(
        user_id=user.pk,
        name=str(user),
        at=at,
        held=held,
        acting_for=", ".join(sorted(others)),
        worker_id=user.worker_id,
        request_id=request_id,
    )


def _roles_on(user: User, *, on: date) -> list[Row]:
    """Return the roles open on a day, one's own first."""
    acted_for = Deputy.objects.filter(
        user=user, start_date__lte=on, end_date__gt=on, acts_for__is_active=True
    )
    whose = Q(user=user) | Q(user__in=acted_for.values("acts_for"))
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = RoleHeld.objects.filter(whose, until, start_date__lte=on).order_by("pk")
    told = rows.values_list(
        "role", "team_id", "locality_id", "user_id", "user__worker_id", "user__name"
    )
    return sorted((Row(*row) for row in told), key=lambda row: row.user_id != user.pk)


def _held(role: Row, user: User) -> Held:
    return Held(
        role=role.role,
        worker_id=role.worker_id,
        team_id=role.team_id,
        teams=frozenset() if role.team_id is None else frozenset({role.team_id}),
        everywhere=role.team_id is None and role.locality_id is None,
        acting_for="" if role.user_id == user.pk else role.person,
        acting_for_id=None if role.user_id == user.pk else role.user_id,
    )


def _with_localities(found: list[tuple[Held, int | None]]) -> tuple[Held, ...]:
    """Return the roles with the teams of the localities they are held in."""
    wanted = {locality for _, locality in found if locality is not None}
    rows = Team.objects.filter(locality__in=wanted).values_list("locality_id", "pk")
    teams = list(rows) if wanted else []
    return tuple(
        replace(held, teams=frozenset(team for where, team in teams if where == locality))
        if locality is not None
        else held
        for held, locality in found
    )
