"""Who a person is on a day: the roles held and acted for, their scopes, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from doorstep.web.accounts.words import Can, Reach, may
from doorstep.workdays import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role held on the day: where, by whom (the person, or whom they act for).

    `only`, where it is set, narrows what the role lets do: that of a token for the API.
    """

    role: str
    worker_id: str = ""
    team_id: int | None = None
    teams: frozenset[int] = frozenset()
    everywhere: bool = False
    acting_for: str = ""
    acting_for_id: int | None = None
    only: frozenset[Can] | None = None

    @property
    def reach(self) -> Reach:
        """Return whose children the role leads to."""
        return may(self.role)[0]

    @property
    def can(self) -> frozenset[Can]:
        """Return what the role lets do."""
        allowed = may(self.role)[1]
        return allowed if self.only is None else allowed & self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one person may see and do at a time; made anew for every request (A6).

    `acting_for` names those the person acts for as a deputy; `token` is the mark of the token through
    which a program acts as them, for the audit log. `kept` holds what was asked of the
    database for this person once in this request, so that it is not asked again.
    """

    user_id: int
    name: str
    at: datetime
    held: tuple[Held, ...] = ()
    acting_for: str = ""
    worker_id: str = ""
    request_id: str = ""
    token: str = ""
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def on(self) -> date:
        """Return the day, in London."""
        return self.at.astimezone(LONDON).date()

    def has(self, can: Can) -> bool:
        """Test whether any role lets the person do this, for at least somebody."""
        return any(can in held.can for held in self.held)

    def roles(self) -> list[str]:
        """Return the names of the roles held, each once, in their order."""
        return list(dict.fromkeys(held.role for held in self.held))

    def worker_ids(self, can: Can) -> frozenset[str]:
        """Return the worker ids through whose involvement the person may do this."""
        return frozenset(
            held.worker_id
            for held in self.held
            if can in held.can and held.reach == Reach.INVOLVED and held.worker_id
        )

    def teams(self, can: Can) -> frozenset[int]:
        """Return the teams for whose children the person may do this."""
        return frozenset(team for held in self.held if can in held.can for team in _teams(held))

    def everywhere(self, can: Can) -> bool:
        """Test whether the person may do this for every child of the authority."""
        return any(h.everywhere and h.reach == Reach.SCOPE for h in self.held if can in h.can)


def _teams(held: Held) -> Iterable[int]:
    """Return the teams a role leads to; a worker's role leads to their own team, not a locality."""
    if held.reach == Reach.SCOPE:
        return held.teams
    if held.reach == Reach.INVOLVED and held.team_id is not None:
        return (held.team_id,)
    return ()
