"""A worker, a buddy, a second and a manager with children to see, for tests of being out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import notice_made as told
import web_made as made

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.notices.models import Notice
from doorstep.web.outings.models import Outing
from doorstep.web.outings.services import end_outing, extend, start_outing


@dataclass(frozen=True)
class Cast:
    """Who takes part: all in team East, with an address to write to."""

    noor: User
    ben: User
    sam: User
    manager: User
    child: Child
    sibling: Child

    def away(self, minutes: float = 0) -> datetime:
        """Return the time so many minutes after she went in."""
        return made.AT + timedelta(minutes=minutes)


def cast() -> Cast:
    """Make everybody."""
    made.adopt()
    east = made.team("East")
    found = Cast(
        noor=made.person(name="Noor Calloway", worker_id="W1", in_team=east),
        ben=made.person(name="Ben Cole", worker_id="W2", in_team=east),
        sam=made.person(name="Sam Reed", worker_id="W3", in_team=east),
        manager=made.person(Role.TEAM_MANAGER, name="Mo Hale", in_team=east),
        **dict(
            zip(("child", "sibling"), made.store(made.case("C1"), made.case("C2")), strict=True)
        ),
    )
    for user in (found.noor, found.ben, found.sam, found.manager):
        told.wish(user, digest=False)
    return found


def go(here: Cast, *, client_id: UUID | None = None, **told: Any) -> Outing:
    """Let Noor go in, watched over by Ben, for an hour; told as at AT unless it says otherwise."""
    by = told.pop("by", here.noor)
    at = told.pop("at", made.AT)
    given = {
        "child_ids": ["C1"], "started_at": made.AT, "minutes": 60,
        "buddy": here.ben.pk, "second": None,
    } | told  # fmt: skip
    return start_outing(client_id=client_id or uuid4(), by=made.access(by, at=at), at=at, **given)


def out(row: Outing | UUID, by: User, *, at: datetime, **told: Any) -> Outing | None:
    """Let somebody say that she is out."""
    of = row if isinstance(row, UUID) else row.client_id
    given = {"client_id": uuid4(), "ended_at": at} | told
    return end_outing(of=of, by=made.access(by, at=at), at=at, **given)


def longer(row: Outing | UUID, by: User, *, at: datetime, **told: Any) -> Outing | None:
    """Let somebody say that all is well and it takes half an hour longer."""
    of = row if isinstance(row, UUID) else row.client_id
    given = {"client_id": uuid4(), "said_at": at, "minutes": 30} | told
    return extend(of=of, by=made.access(by, at=at), at=at, **given)


def whom() -> list[str]:
    """Return who was written to, in the order of the messages."""
    rows = Notice.objects.order_by("pk").values_list("recipient__name", flat=True)
    return [str(name) for name in rows]
