"""What stands first on the pages people begin from: what waits for them, and who was just raised."""

from typing import Any

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.decisions.raised import raised_for
from doorstep.web.decisions.reminding import reminder

MOST = 5


def told_first(access: Access) -> dict[str, Any]:
    """Return what waits for a person's signature, and for who decides on tiers the children raised."""
    return {"waits": reminder(access), "raised": _raised(access)}


def _raised(access: Access) -> dict[str, Any]:
    found = raised_for(access) if access.has(Can.SEE_TEAM) else []
    rows = [
        {"name": each.child.name or each.child.child_id, "words": each.words, "href": each.href}
        for each in found[:MOST]
    ]
    return {"rows": rows, "number": len(found), "more": len(found) - len(rows)}
