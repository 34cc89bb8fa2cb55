"""Who is told at once of something about a child: by role, and only if they may see the child."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.visible import Seen, held_for, seen, sight_of
from doorstep.web.notices.models import Watch, Wish
from doorstep.web.notices.queries.late import Late

LADDER: tuple[frozenset[str], ...] = (
    frozenset({Role.TEAM_MANAGER}),
    frozenset({Role.PRACTICE_MANAGER, Role.GROUP_MANAGER}),
    frozenset({Role.HEAD_OF_SERVICE}),
    frozenset({Role.SENIOR_MANAGER, Role.SAFEGUARDING_MANAGER}),
)
IN_A_DISPUTE: frozenset[str] = frozenset({Role.IRO, Role.HEAD_OF_SERVICE})


@dataclass(kw_only=True)
class Reachable:
    """The people who want to be told at once, and what each may see at the time."""

    at: datetime
    people: list[Access] = field(init=False)
    _seen: dict[int, Seen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wishes = Wish.objects.filter(at_once=True, user__is_active=True).exclude(email="")
        users = [wish.user for wish in wishes.select_related("user").order_by("user")]
        self.people = [access_of(user, at=self.at) for user in users]

    def told_of(self, late: Late, *, waited_for: frozenset[str]) -> set[int]:
        """Return who is told of something: the keys of their accounts."""
        roles = {each.user_id: self._roles(each, late.child) for each in self.people}
        if late.what == Watch.STEP_OVER:
            wanted = waited_for | (IN_A_DISPUTE if late.in_dispute else frozenset())
            direct = {user for user, held in roles.items() if held & wanted}
            return direct | (set() if late.in_dispute else first_rung(roles, LADDER))
        own = {p.user_id for p in self.people if self._works(p, late)} if late.worker_id else set()
        return first_rung(roles, LADDER) | (own if late.what == Watch.OWED else set())

    def _roles(self, person: Access, child: int) -> frozenset[str]:
        """Return the roles in which a person may see the child, restrictions held to."""
        if child not in self._seen:
            self._seen[child] = seen(Child.objects.get(pk=child), on=person.on)
        found = held_for(person, Can.SEE_CHILD, self._seen[child], sight_of(person))
        return frozenset(held.role for held in found)

    def _works(self, person: Access, late: Late) -> bool:
        """Test whether the case worker is this person, or one they act for."""
        ids = person.worker_ids(Can.SEE_CHILD)
        return late.worker_id in ids and bool(self._roles(person, late.child))


def first_rung(roles: dict[int, frozenset[str]], ladder: Sequence[frozenset[str]]) -> set[int]:
    """Return those of the first rung on which anybody stands."""
    for rung in ladder:
        if found := {user for user, held in roles.items() if held & rung}:
            return found
    return set()
