"""What My day says of being out: above all else while somebody is, and below how to say so."""

from typing import Any

from django.db.models import Exists

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.lists.also import Found
from doorstep.web.outings import queries
from doorstep.web.outings.models import Outing
from doorstep.web.outings.saying import ring
from doorstep.web.outings.shown import banner

MOST = 5


def asks(access: Access) -> dict[str, Any]:
    """Return whether anybody is out at all."""
    return {"is_anybody_out": Exists(Outing.objects.filter(ended_at=None))}


def now_part(access: Access, found: Found) -> dict[str, Any] | None:
    """Return the outings that concern somebody now, and how many are out in their teams."""
    if not found["is_anybody_out"]:
        return None
    rows = [banner(row, access) for row in queries.open_for(access)]
    number, late = (0, 0)
    if access.has(Can.SEE_TEAM):
        number, late = queries.late_in(access, at=access.at)
    if not rows and not number:
        return None
    return {
        "rows": rows[:MOST],
        "more": len(rows) - len(rows[:MOST]),
        "number": number,
        "late": late,
        "ring": ring(),
    }


def ways_part(access: Access, _: Found) -> dict[str, Any] | None:
    """Return how somebody says that they go in; nothing for whoever goes to no doors."""
    return {} if access.has(Can.RECORD) else None
