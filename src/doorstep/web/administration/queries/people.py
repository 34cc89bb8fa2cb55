"""Read people for the administrator: a list of them, and one with roles, deputies and ways in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from doorstep.web.accounts.guessing import locked_until
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.components import words

SORTS = {
    "name": ("name", "username", "pk"),
    "username": ("username", "pk"),
    "last_seen": (F("last_login").asc(nulls_first=True), "name", "pk"),
    "-name": ("-name", "-username", "pk"),
    "-username": ("-username", "pk"),
    "-last_seen": (F("last_login").desc(nulls_last=True), "name", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which people a list shows, in which order."""

    state: str = "open"
    role: str = ""
    team: int | None = None
    words: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person in the list, with the roles of the day."""

    pk: int
    name: str
    username: str
    worker_id: str
    is_active: bool
    last_login: datetime | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of people, and how many there are in all."""

    people: tuple[Listed, ...]
    count: int
    page: int
    pages: int


def people_for(wanted: Wanted, *, on: date, page: int = 1, size: int = 0) -> Found:
    """Return a page of people, of the usual size if no other is asked for."""
    rows = _wanted(wanted, on).order_by(*SORTS.get(wanted.sort, SORTS["name"]))
    count, size = rows.count(), size or settings.ROWS_ON_A_PAGE
    pages = max(1, -(-count // size))
    here = min(max(page, 1), pages)
    users = list(rows[(here - 1) * size : here * size])
    roles = _roles_of(users, on)
    listed = tuple(_listed(user, roles.get(user.pk, ())) for user in users)
    return Found(people=listed, count=count, page=here, pages=pages)


def _wanted(wanted: Wanted, on: date) -> "QuerySet[User]":
    rows = User.objects.all()
    if wanted.state in ("open", "closed"):
        rows = rows.filter(is_active=wanted.state == "open")
    for word in wanted.words.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(username__icontains=word) | Q(worker_id__iexact=word)
        )
    if wanted.role or wanted.team:
        held = held_on(on)
        held = held.filter(role=wanted.role) if wanted.role else held
        held = held.filter(team=wanted.team) if wanted.team else held
        rows = rows.filter(pk__in=held.values("user"))
    return rows


def held_on(on: date) -> "QuerySet[RoleHeld]":
    """Return the roles that are held on a day."""
    return RoleHeld.objects.filter(Q(end_date=None) | Q(end_date__gt=on), start_date__lte=on)


def _roles_of(users: Iterable[User], on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = held_on(on).filter(user__in=[user.pk for user in users])
    for held in rows.select_related("team", "locality").order_by("pk"):
        found[held.user_id].append(f"{words(held.role)}, {where(held)}")
    return {pk: tuple(told) for pk, told in found.items()}


def where(held: RoleHeld) -> str:
    """Return where a role is held."""
    return str(held.team or held.locality or "whole authority")


def _listed(user: User, roles: tuple[str, ...]) -> Listed:
    return Listed(
        pk=user.pk,
        name=str(user),
        username=user.username,
        worker_id=user.worker_id,
        is_active=user.is_active,
        last_login=user.last_login,
        roles=roles,
    )


def get_person(*, pk: int) -> User:
    """Return a person.

    Raises: Http404.
    """
    return get_object_or_404(User, pk=pk)


def people_open() -> list[tuple[int, str]]:
    """Return everybody whose account is open, as choices of a form."""
    rows = User.objects.filter(is_active=True).order_by("name", "username")
    return [
        (pk, f"{name or username} ({username})")
        for pk, name, username in rows.values_list("pk", "name", "username")
    ]


def roles_held(user: User) -> list[RoleHeld]:
    """Return every role a person holds, will hold or has held, those without an end first."""
    rows = RoleHeld.objects.filter(user=user).select_related("team", "locality")
    return list(rows.order_by(F("end_date").desc(nulls_first=True), "-start_date", "pk"))


def get_role(*, user: User, pk: int) -> RoleHeld:
    """Return a role of a person.

    Raises: Http404.
    """
    return get_object_or_404(
        RoleHeld.objects.select_related("user", "team", "locality"), user=user, pk=pk
    )


def deputies_of(user: User) -> list[Deputy]:
    """Return who acts, will act or has acted for a person, and for whom the person does."""
    rows = Deputy.objects.filter(Q(user=user) | Q(acts_for=user))
    return list(rows.select_related("user", "acts_for", "given_by").order_by("-end_date", "pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """How a person may sign in now."""

    locked_until: datetime | None
    has_password: bool
    second_factors: int


def ways_in(user: User, *, at: datetime) -> WaysIn:
    """Return how a person may sign in at a time."""
    return WaysIn(
        locked_until=locked_until(user.username, at=at),
        has_password=user.has_usable_password(),
        second_factors=Authenticator.objects.filter(user=user).count(),
    )
