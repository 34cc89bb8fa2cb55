"""What My day says of a person's reminders."""

from typing import Any

from doorstep.web.accounts.access import Access
from doorstep.web.notices.queries.reminders import open_reminders, shown, soon

MOST = 10


def reminders_part(access: Access) -> dict[str, Any] | None:
    """Return what a person is to think of until in a week; how many more there are."""
    near = shown(soon(access)[:MOST], access)
    more = open_reminders(access).count() - len(near) if near else 0
    return {"rows": near, "today": access.on, "more": more}
