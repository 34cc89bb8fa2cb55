"""Who manages teams, read for all of them at once: the rungs, the deputies, and who can be written to."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from doorstep.web.accounts.models import Deputy, RoleHeld, Team
from doorstep.web.notices.models import Wish
from doorstep.web.notices.queries.people import LADDER


class _Held(NamedTuple):
    """A role on the ladder: whose, and where; in no team and no locality it is everywhere."""

    role: str
    user: int
    team: int | None
    locality: int | None


class Ladder:
    """The managers of the authority on a day, in four queries, however many teams are asked for."""

    def __init__(self, on: date):
        self._held = [_Held(*row) for row in _held(on)]
        self._deputies = _deputies({each.user for each in self._held}, on)
        managers = {each.user for each in self._held}.union(*self._deputies.values())
        self._reachable = set(reachable(managers))
        self._localities = dict(Team.objects.values_list("pk", "locality_id"))

    def managers_of(self, teams: Iterable[int], *, without: Collection[int | None]) -> list[int]:
        """Return who manages teams: the first rung on which anybody can be written to, else the first.

        Whoever acts for a manager as their deputy stands beside them.
        """
        told = set(teams)
        rungs = [sorted(self._on_rung(rung, told) - {*without}) for rung in LADDER]
        manned = [rung for rung in rungs if rung]
        can_be_told = (rung for rung in manned if self._reachable.intersection(rung))
        return next(can_be_told, manned[0] if manned else [])

    def reachable(self, managers: Iterable[int]) -> list[int]:
        """Return those of these managers who have an address to be written to."""
        return sorted(self._reachable.intersection(managers))

    def _on_rung(self, roles: Collection[str], teams: set[int]) -> set[int]:
        places = {self._localities.get(team) for team in teams} - {None}
        own = {
            each.user
            for each in self._held
            if each.role in roles
            and (
                each.team in teams
                or each.locality in places
                or (each.team is None and each.locality is None)
            )
        }
        return own.union(*(self._deputies.get(user, set()) for user in own))


def reachable(people: Iterable[int]) -> list[int]:
    """Return those of these people who have an address to be written to."""
    rows = Wish.objects.filter(user__in=list(people), user__is_active=True).exclude(email="")
    return list(rows.order_by("user").values_list("user", flat=True))


def _held(on: date) -> Iterable[tuple[str, int, int | None, int | None]]:
    is_open = (Q(end_date=None) | Q(end_date__gt=on)) & Q(start_date__lte=on)
    roles = frozenset().union(*LADDER)
    rows = RoleHeld.objects.filter(is_open, role__in=roles, user__is_active=True)
    return rows.values_list("role", "user", "team", "locality")


def _deputies(managers: Collection[int], on: date) -> dict[int, set[int]]:
    """Return by manager who acts for them."""
    rows = Deputy.objects.filter(
        acts_for__in=managers, user__is_active=True, start_date__lte=on, end_date__gt=on
    )
    found: dict[int, set[int]] = {}
    for manager, deputy in rows.values_list("acts_for", "user"):
        found.setdefault(manager, set()).add(deputy)
    return found
