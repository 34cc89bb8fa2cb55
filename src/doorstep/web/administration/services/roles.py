"""Roles: given from a day, ended before a day, never deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Locality, RoleHeld, Team, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.administration.services.lasting import (
    ensure_an_administrator,
    lock_administrators,
)
from doorstep.web.administration.services.people import tell
from doorstep.web.audit.words import Action
from doorstep.web.moves.leaving import refuse_last_role
from doorstep.web.versions import change


class HeldAlreadyError(ValueError):
    """The person holds this role there on some of these days already."""


class OwnRoleError(ValueError):
    """Somebody tried to give themselves a role (A8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role to be given: where (neither a team nor a locality is the authority) and for which days."""

    role: str
    start_date: date
    end_date: date | None = None
    team: Team | None = None
    locality: Locality | None = None


@transaction.atomic
def give_role(user: User, grant: Grant, *, by: Access, at: datetime) -> RoleHeld:
    """Give a person a role; it takes effect at the next request of its first day.

    Raises: OwnRoleError; HeldAlreadyError, also when the same form is sent twice.
    """
    if user.pk == by.user_id:
        raise OwnRoleError("Nobody gives themselves a role. Ask another administrator")
    User.objects.select_for_update().get(pk=user.pk)
    if _same(user, grant).exists():
        raise HeldAlreadyError("They hold this role there on some of these days already")
    held = RoleHeld.objects.create(
        user=user,
        role=grant.role,
        team=grant.team,
        locality=grant.locality,
        start_date=grant.start_date,
        end_date=grant.end_date,
    )
    tell(Action.GIVE_ROLE, user, by=by, at=at, **_detail(held))
    return held


@transaction.atomic
def end_role(held: RoleHeld, *, version: int, end_date: date, by: Access, at: datetime) -> None:
    """End a role before a day; on the day it starts, it is taken back and never held.

    Raises: ConflictError; LastAdministratorError; StillHoldsError.
    """
    lock_administrators()
    refuse_last_role(held, end_date=end_date, at=at)
    change(held, version=version, end_date=end_date)
    if held.role == OwnRole.ADMINISTRATOR:
        ensure_an_administrator(at=at)
    tell(Action.END_ROLE, held.user, by=by, at=at, **_detail(held))


def _same(user: User, grant: Grant) -> "QuerySet[RoleHeld]":
    """Return the roles of a person that are the same, in the same place, on some of the same days."""
    rows = RoleHeld.objects.filter(
        Q(end_date=None) | Q(end_date__gt=grant.start_date),
        user=user,
        role=grant.role,
        team=grant.team,
        locality=grant.locality,
    ).exclude(end_date=F("start_date"))
    return rows.filter(start_date__lt=grant.end_date) if grant.end_date else rows


def _detail(held: RoleHeld) -> dict[str, object]:
    return {
        "role_held": held.pk,
        "role": held.role,
        "team": held.team_id,
        "locality": held.locality_id,
        "from": held.start_date.isoformat(),
        "until": held.end_date.isoformat() if held.end_date else None,
    }
