"""Teams and localities: added and renamed; none is deleted, because the past names them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Locality, Team
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.versions import change

TAKEN = "There is one of this name already"


class NameTakenError(ValueError):
    """There is a team or a locality of this name already."""


@transaction.atomic
def add_team(*, name: str, locality: Locality | None, by: Access, at: datetime) -> Team:
    """Add a team.

    Raises: NameTakenError.
    """
    team = _added(Team(name=name, locality=locality))
    _tell(Action.ADD_TEAM, team, [], by=by, at=at)
    return team


@transaction.atomic
def change_team(
    team: Team, *, version: int, name: str, locality: Locality | None, by: Access, at: datetime
) -> None:
    """Rename a team or move it to a locality: whoever holds a role there sees its children at once.

    Raises: ConflictError; NameTakenError.
    """
    before = {"name": team.name, "locality": team.locality}
    _changed(team, version, name=name, locality=locality)
    _tell(Action.CHANGE_TEAM, team, _differing(team, before), by=by, at=at)


@transaction.atomic
def add_locality(*, name: str, by: Access, at: datetime) -> Locality:
    """Add a locality.

    Raises: NameTakenError.
    """
    locality = _added(Locality(name=name))
    _tell(Action.ADD_LOCALITY, locality, [], by=by, at=at)
    return locality


@transaction.atomic
def change_locality(
    locality: Locality, *, version: int, name: str, by: Access, at: datetime
) -> None:
    """Rename a locality.

    Raises: ConflictError; NameTakenError.
    """
    before = {"name": locality.name}
    _changed(locality, version, name=name)
    _tell(Action.CHANGE_LOCALITY, locality, _differing(locality, before), by=by, at=at)


P = TypeVar("P", Team, Locality)


def _added(place: P) -> P:
    try:
        with transaction.atomic():
            place.save(force_insert=True)
    except IntegrityError:
        raise NameTakenError(TAKEN) from None
    return place


def _differing(place: Team | Locality, before: Mapping[str, object]) -> list[str]:
    return [name for name, value in before.items() if getattr(place, name) != value]


def _changed(place: Team | Locality, version: int, **values: object) -> None:
    try:
        with transaction.atomic():
            change(place, version=version, **values)
    except IntegrityError:
        raise NameTakenError(TAKEN) from None


def _tell(
    action: Action, place: Team | Locality, fields: list[str], *, by: Access, at: datetime
) -> None:
    subject = "team" if isinstance(place, Team) else "locality"
    detail = {"fields": fields} if fields else {}
    audit.record(
        action=action, subject=subject, subject_id=str(place.pk), by=by, at=at, detail=detail
    )
