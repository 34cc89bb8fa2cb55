"""What My day says of being out: above all else while somebody is, and below how to say so."""

from typing import Any

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.outings import queries
from doorstep.web.outings.saying import ring
from doorstep.web.outings.shown import banner

MOST = 5


def now_part(access: Access) -> dict[str, Any] | None:
    """Return the outings that concern somebody now, and how many are out in their teams."""
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


def ways_part(access: Access) -> dict[str, Any] | None:
    """Return how somebody says that they go in; nothing for whoever goes to no doors."""
    return {} if access.has(Can.RECORD) else None
