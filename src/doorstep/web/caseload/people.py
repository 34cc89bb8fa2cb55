"""Find people who could be named on a restriction: those who work with a child, and others by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import ALL_ROLES, Can, may
from doorstep.web.caseload.models import Child, Involvement
from doorstep.web.components import words_within

OPENING = [role.value for role in ALL_ROLES if Can.SEE_CHILD in may(role)[1]]
FOUND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who could be named, with what tells them from others of the same name."""

    pk: int
    name: str
    roles: str

    @property
    def label(self) -> str:
        """Return the name and the roles held."""
        return f"{self.name} ({self.roles})"


def _holding(on: date) -> "QuerySet[RoleHeld]":
    """Return the roles open on a day with which one can open records, of active accounts."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    return RoleHeld.objects.filter(
        until, start_date__lte=on, role__in=OPENING, user__is_active=True
    )


def _people(roles: "QuerySet[RoleHeld]") -> list[Person]:
    found: dict[int, tuple[str, list[str]]] = {}
    for held in roles.select_related("user", "team", "locality").order_by("user__name", "user_id"):
        place = held.team or held.locality
        role = f"{words_within(held.role)}, {place}" if place else words_within(held.role)
        found.setdefault(held.user_id, (str(held.user), []))[1].append(role)
    return [Person(pk=pk, name=name, roles="; ".join(roles)) for pk, (name, roles) in found.items()]


def people_by_key(pks: Iterable[int], *, on: date) -> list[Person]:
    """Return those of these people who could open a record on the day, by name."""
    return _people(_holding(on).filter(user__in=list(pks)))


def people_near(child: Child, *, on: date, also: int) -> list[Person]:
    """Return who works with a child, who manages the team, and one person more, by name."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    involved = Involvement.objects.filter(until, child=child, start_date__lte=on)
    answer = getattr(child, "answer", None)
    team = Q(team=answer.team_id) if answer and answer.team_id else Q(pk__in=())
    managing = team & Q(role__in=[r for r in OPENING if Can.SEE_TEAM in may(r)[1]])
    workers = Q(user__worker_id__in=involved.values("worker_id")) & ~Q(user__worker_id="")
    users = _holding(on).filter(workers | managing | Q(user=also)).values("user")
    return _people(_holding(on).filter(user__in=users))


def people_named_like(text: str, *, on: date) -> list[Person]:
    """Return people whose name or sign-in name contains a text, by name; the first few."""
    if not text.strip() or "\x00" in text:  # no name has a null, and PostgreSQL refuses it
        return []
    like = Q(name__icontains=text.strip()) | Q(username__icontains=text.strip())
    users = User.objects.filter(like, is_active=True).order_by("name", "pk")
    return people_by_key(list(users.values_list("pk", flat=True)[:FOUND]), on=on)


def names_by_key(pks: Iterable[int]) -> dict[int, str]:
    """Return the names of these people by key; of those who left, too."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=set(pks))}
