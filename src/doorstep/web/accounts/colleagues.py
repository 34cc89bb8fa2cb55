"""The people one works beside, to choose from: as a buddy, a second worker, or who was there too."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as UNUSABLE
from django.db.models import Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import ALL_ROLES, Can, may

RECORDING = [role.value for role in ALL_ROLES if Can.RECORD in may(role)[1]]


class Colleague(NamedTuple):
    """Somebody with an open account who may record, and the team they are in, if any."""

    pk: int
    name: str
    team: str = ""

    @property
    def label(self) -> str:
        """Return the name with what tells it from others of the same name."""
        return f"{self.name} ({self.team})" if self.team else self.name


def colleagues(by: Access) -> list[Colleague]:
    """Return everybody else who may record on the day: those of one's own teams first, then by name."""
    mine = by.teams(Can.RECORD)
    found: dict[int, tuple[bool, Colleague]] = {}
    rows = recording(by.on).exclude(user=by.user_id).order_by("user__name", "user_id", "pk")
    for pk, name, team, team_name in rows.values_list("user", "user__name", "team", "team__name"):
        near = team in mine
        if pk not in found or (near and not found[pk][0]):
            found[pk] = (near, Colleague(pk, name, team_name or ""))
    return [each for _, each in sorted(found.values(), key=lambda told: not told[0])]


def is_colleague(pk: int | None, *, on: date) -> bool:
    """Test whether somebody has an open account and may record on a day."""
    return pk is not None and recording(on).filter(user=pk).exists()


def recording(on: date) -> "QuerySet[RoleHeld]":
    """Return the roles open on a day in which people record; not those of accounts of programs."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = RoleHeld.objects.filter(until, start_date__lte=on, role__in=RECORDING)
    nobody_signs_in = {"user__last_login": None, "user__password__startswith": UNUSABLE}
    return rows.filter(user__is_active=True).exclude(**nobody_signs_in)


def choices(found: Iterable[Colleague], blank: str) -> list[tuple[str, str]]:
    """Return colleagues as a list to choose from."""
    return [("", blank), *((str(each.pk), each.label) for each in found)]
