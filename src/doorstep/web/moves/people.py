"""Who can be given children, how much they have, and whose work a manager may look into."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.http import Http404

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, Team, User
from doorstep.web.accounts.words import ALL_ROLES, Can, Reach, may
from doorstep.web.caseload.models import Involvement
from doorstep.web.caseload.visible import Sight
from doorstep.web.components import plural, words_within
from doorstep.web.lists.scope import AUTHORITY, Scope
from doorstep.web.lists.workload import workload
from doorstep.web.moves.models import Absence

NO_SUCH_PERSON = "There is no such person, or they do not work in your teams."
HOLDING = [r.value for r in ALL_ROLES if Can.RECORD in may(r)[1] and may(r)[0] == Reach.INVOLVED]
INDEPENDENT = frozenset({Role.IRO, Role.CONFERENCE_CHAIR})
"""Who looks at the work of managers: no manager says who acts for them."""
DAY = timedelta(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who can be given children: their roles and team on a day, and what they have already.

    `until` is when their last role ends; `away` are the days they are not there, each until before.
    """

    pk: int
    name: str
    worker_id: str
    roles: frozenset[str]
    team: str = ""
    until: date | None = None
    away: tuple[tuple[date, date], ...] = ()
    children: int = 0
    overdue: int = 0

    @property
    def label(self) -> str:
        """Return the name with what tells how much they have."""
        where = f", {self.team}" if self.team else ""
        load = f"{plural(self.children, 'child', 'children')}, {self.overdue} overdue"
        return f"{self.name}{where}: {load}"

    def away_over(self, day: date) -> date | None:
        """Return until when they are away, if they are on the day."""
        return next((end for start, end in self.away if start <= day < end), None)


def candidates(by: Access, sight: Sight, *, on: date) -> dict[int, Candidate]:
    """Return who can be given children by this person from a day on: those of the teams they answer for.

    Order: the name.
    """
    found: dict[int, list[RoleHeld]] = {}
    for held in _roles_on(on).filter(_within(by)).select_related("user", "team"):
        found.setdefault(held.user_id, []).append(held)
    loads = _loads(by, sight)
    away = _away(found, on)
    return {
        pk: _candidate(roles, loads, away.get(pk, ()))
        for pk, roles in sorted(found.items(), key=lambda each: str(each[1][0].user))
    }


def _roles_on(on: date) -> "QuerySet[RoleHeld]":
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = RoleHeld.objects.filter(until, start_date__lte=on, role__in=HOLDING)
    return rows.filter(user__is_active=True).exclude(user__worker_id="").order_by("pk")


def _within(by: Access) -> Q:
    """Return the filter for roles in the scope of a manager; a worker of no team is everybody's."""
    if by.everywhere(Can.MOVE):
        return Q()
    return Q(team__in=by.teams(Can.MOVE)) | Q(team=None, locality=None)


def _candidate(
    roles: list[RoleHeld], loads: dict[str, tuple[int, int]], away: Iterable[tuple[date, date]]
) -> Candidate:
    user = roles[0].user
    ends = [held.end_date for held in roles]
    children, overdue = loads.get(user.worker_id, (0, 0))
    return Candidate(
        pk=user.pk,
        name=str(user),
        worker_id=user.worker_id,
        roles=frozenset(held.role for held in roles),
        team=next((held.team.name for held in roles if held.team), ""),
        until=None if None in ends else max(end for end in ends if end),
        away=tuple(away),
        children=children,
        overdue=overdue,
    )


def _loads(by: Access, sight: Sight) -> dict[str, tuple[int, int]]:
    """Return by worker id how many children the manager sees them have, and how much is overdue."""
    found: dict[str, tuple[int, int]] = {}
    for load in workload(by, sight, Scope(kind=AUTHORITY, name="")):
        children, overdue = found.get(load.worker_id, (0, 0))
        found[load.worker_id] = (children + load.children, overdue + load.overdue)
    return found


def _away(people: Iterable[int], on: date) -> dict[int, list[tuple[date, date]]]:
    rows = absences(on=on).filter(person__in=list(people))
    found: dict[int, list[tuple[date, date]]] = {}
    for pk, start, end in rows.values_list("person", "start_date", "end_date"):
        found.setdefault(pk, []).append((start, end))
    return found


def absences(*, on: date) -> "QuerySet[Absence]":
    """Return the absences that run on a day or begin later; those taken back left out."""
    rows = Absence.objects.filter(end_date__gt=on).exclude(end_date=F("start_date"))
    return rows.select_related("person", "cover").order_by("start_date", "pk")


# --- whose work a manager may look into -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody whose work a manager answers for, with the roles they hold there."""

    user: User
    roles: tuple[str, ...] = field(default_factory=tuple)


def colleagues(by: Access, *, on: date, teams: Iterable[int] | None = None) -> list[Colleague]:
    """Return the people whose work a manager may hand over, by name; with `teams` those of them only."""
    rows = _in_scope(by, on)
    if teams is not None:
        rows = rows.filter(team__in=list(teams))
    found: dict[int, tuple[User, list[str]]] = {}
    for held in rows.select_related("user", "team").order_by("user__name", "user_id", "pk"):
        place = f", {held.team}" if held.team else ""
        role = f"{words_within(held.role)}{place}"
        found.setdefault(held.user_id, (held.user, []))[1].append(role)
    return [Colleague(user=user, roles=tuple(roles)) for user, roles in found.values()]


def get_colleague(by: Access, *, pk: int, on: date) -> User:
    """Return a person whose work a manager may hand over, also after their roles or account ended.

    Raises: Http404, the same for who is not there and who is not in scope.
    """
    scope = RoleHeld.objects.filter(_scope(by)).values("user")
    involved = Involvement.objects.filter(_open(on), team__in=by.teams(Can.MOVE))
    theirs = Q(pk__in=scope) | (Q(worker_id__in=involved.values("worker_id")) & ~Q(worker_id=""))
    user = User.objects.filter(theirs, pk=pk).exclude(pk=by.user_id).first()
    if user is None:
        raise Http404(NO_SUCH_PERSON)
    return user


# --- whose roles a manager may lend to a deputy ---------------------------------------------------------


def not_theirs_to_lend(person: User, by: Access, *, start: date, end: date) -> str:
    """Return a role of somebody's, held in these days, that a manager cannot lend; blank if none is.

    A deputy has all roles of whom they act for. Nobody lends a right they have not, nor a role beyond
    the teams they answer for: else a cover for a former colleague would open what that one has now.
    """
    until = Q(end_date=None) | Q(end_date__gt=start)
    rows = RoleHeld.objects.filter(until, user=person, start_date__lt=max(end, start + DAY))
    rows = rows.exclude(end_date=F("start_date")).order_by("pk")
    rights = frozenset(can for held in by.held if Can.MOVE in held.can for can in held.can)
    return next((held.role for held in rows if not _may_lend(held, by, rights)), "")


def _may_lend(held: RoleHeld, by: Access, rights: frozenset[Can]) -> bool:
    reach, cans = may(held.role)
    if not cans <= rights:
        return False
    if by.everywhere(Can.MOVE) or held.team_id in by.teams(Can.MOVE):
        return True
    if held.locality_id is not None:
        teams = Team.objects.filter(locality=held.locality_id).values_list("pk", flat=True)
        return set(teams) <= by.teams(Can.MOVE)
    in_no_team = held.team_id is None and reach == Reach.INVOLVED
    return in_no_team and held.role not in INDEPENDENT


def _in_scope(by: Access, on: date) -> "QuerySet[RoleHeld]":
    return RoleHeld.objects.filter(_scope(by), _open(on), user__is_active=True)


def _scope(by: Access) -> Q:
    if by.everywhere(Can.MOVE):
        return Q()
    return Q(team__in=by.teams(Can.MOVE))


def _open(on: date) -> Q:
    return (Q(end_date=None) | Q(end_date__gt=on)) & Q(start_date__lte=on)
