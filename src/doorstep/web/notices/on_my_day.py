"""What My day says of a person's reminders."""

from typing import Any

from django.db.models import Exists

from doorstep.web.accounts.access import Access
from doorstep.web.lists.also import Found
from doorstep.web.notices.queries.reminders import open_reminders, shown, soon

MOST = 10


def asks(access: Access) -> dict[str, Any]:
    """Return whether there is a reminder of the next days at all."""
    return {"has_reminders": Exists(soon(access))}


def reminders_part(access: Access, found: Found) -> dict[str, Any] | None:
    """Return what a person is to think of until in a week; how many more there are."""
    near = shown(soon(access)[:MOST], access) if found["has_reminders"] else []
    more = open_reminders(access).count() - len(near) if near else 0
    return {"rows": near, "today": access.on, "more": more}
