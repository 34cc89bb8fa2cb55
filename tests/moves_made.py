"""A team with two workers, their manager and some children, for the tests of moves."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import web_made as made

from doorstep.facts import Involvement
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team, User
from doorstep.web.caseload.models import Child
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.services import Asked


@dataclass
class Office:
    """Who works in team East: Noor has the children, Ben and the IROs may get some."""

    east: Team
    noor: User
    ben: User
    ina: User
    odd: User
    manager: User
    children: list[Child] = field(default_factory=list)

    @property
    def by(self) -> Access:
        """Return the manager as they are now."""
        return made.access(self.manager)


def office(children: int = 3, **more: Any) -> Office:
    """Return team East, where Noor has so many children, each with Ina as their IRO."""
    made.adopt()
    east = made.team("East")
    found = Office(
        east=east,
        noor=made.person(name="Noor Calloway", worker_id="W1", in_team=east),
        ben=made.person(name="Ben Cole", worker_id="W2", in_team=east),
        ina=made.person(Role.IRO, name="Ina Roe", worker_id="I1"),
        odd=made.person(Role.IRO, name="Odd Lane", worker_id="I2"),
        manager=made.person(Role.TEAM_MANAGER, name="Mona Reyes", in_team=east),
    )
    began = made.TODAY.replace(month=9)
    iro = Involvement("I1", began, worker="Ina Roe", allocated=False, role="IRO")
    cases = [made.case(f"C{n}", involvements=(iro,), **more) for n in range(1, children + 1)]
    found.children = made.store(*cases)
    return found


def asked(*wishes: Wish, start: date = made.TODAY, client_id: UUID | None = None) -> Asked:
    """Return a move as somebody asks for it."""
    return Asked(
        wishes=wishes, start=start, reason="Noor goes on leave", client_id=client_id or uuid4()
    )


def everybody_to(here: Office, user: User) -> tuple[Wish, ...]:
    """Return the wish to give every child to one worker."""
    return tuple(Wish(child.child_id, user.pk) for child in here.children)
