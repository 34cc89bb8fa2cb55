"""Of the demonstration: how some of the staff are for work, said by themselves or by a manager."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.wellbeing.queries import WORKERS
from doorstep.web.wellbeing.services import Said, say
from doorstep.web.wellbeing.words import State

OURS = UUID("7a2be6a4-0b0f-49f3-8f2d-5d6f3c1b7e55")


class _Days(NamedTuple):
    """A word of the demonstration: begun so many days ago, for so many days; none: without an end."""

    state: State
    ago: int
    days: int | None
    from_home: bool = False


PATTERN = (
    _Days(State.SICK, 2, None),
    _Days(State.WORKING_FROM_HOME, 0, 1),
    _Days(State.WELL, 0, 1),
    _Days(State.SELF_ISOLATING, 4, 10),
    _Days(State.WELL, 0, 1),
    _Days(State.HIGH_RISK, 9, None, from_home=True),
    _Days(State.LEAVE, 1, 6),
    _Days(State.WELL, 0, 1),
)
SILENT = 3
"""Every third of the staff has not said anything."""


@transaction.atomic
def make_wellbeing(*, at: datetime, apart_from: Collection[str] = ()) -> None:
    """Let two of three workers say how they are; those whose sign-ins are printed have not yet."""
    held = RoleHeld.objects.filter(role__in=WORKERS).select_related("user", "team")
    users = {h.user_id: h for h in held.order_by("pk") if h.user.username not in apart_from}
    speaking = [row for n, row in enumerate(users.values()) if n % SILENT]
    for number, row in enumerate(speaking):
        day, by = PATTERN[number % len(PATTERN)], row.user
        if day.state == State.SELF_ISOLATING:  # rang in: the manager of the team wrote it down
            by = _manager(row) or by
        _say(row.user, day, by, at)


def _manager(row: RoleHeld) -> User | None:
    manages = RoleHeld.objects.filter(role=Role.TEAM_MANAGER, team=row.team)
    found = manages.exclude(team=None).select_related("user").first()
    return found.user if found else None


def _say(person: User, told: _Days, by: User, at: datetime) -> None:
    access = access_of(by, at=at)
    start = access.on - timedelta(told.ago)
    said = Said(
        person=person,
        state=told.state,
        from_home=told.from_home,
        start_date=start,
        end_date=start + timedelta(told.days) if told.days else None,
        look_on=None,
        said_on=start,
        client_id=uuid5(OURS, f"{person.username} {told.state}"),
    )
    say(said, by=access, at=at)
