"""Read a person's own reminders; the child's name stands by it only while they may see the child."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of, visible_to
from doorstep.web.notices.models import Reminder

SOON = timedelta(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A reminder with whom it is about: `child_id` and `name` are blank if that is not to be seen."""

    row: Reminder
    child_id: str = ""
    name: str = ""
    is_hidden: bool = False


def open_reminders(by: Access) -> "QuerySet[Reminder]":
    """Return a person's reminders that are not settled, the soonest first."""
    rows = Reminder.objects.filter(owner=by.user_id, settled_at=None)
    return rows.select_related("child").order_by("due_on", "pk")


def settled_reminders(by: Access) -> "QuerySet[Reminder]":
    """Return a person's settled reminders, the last settled first."""
    rows = Reminder.objects.filter(owner=by.user_id, settled_at__isnull=False)
    return rows.select_related("child").order_by("-settled_at", "-pk")


def soon(by: Access) -> "QuerySet[Reminder]":
    """Return what a person is to think of today, has been, or will be within a week."""
    return open_reminders(by).filter(due_on__lte=by.on + SOON)


def shown(rows: "QuerySet[Reminder]", by: Access) -> list[Shown]:
    """Return reminders with the children that the person may see."""
    found = list(rows)
    pks = {row.child_id for row in found if row.child_id is not None}
    if not pks:
        return [Shown(row=row) for row in found]
    seen = visible_to(by, can=Can.SEE_CHILD, sight=sight_of(by)).filter(pk__in=pks)
    open_to = set(seen.values_list("pk", flat=True))
    return [_shown(row, open_to) for row in found]


def _shown(row: Reminder, open_to: set[int]) -> Shown:
    if row.child is None:
        return Shown(row=row)
    if row.child.pk not in open_to:
        return Shown(row=row, is_hidden=True)
    return Shown(row=row, child_id=row.child.child_id, name=row.child.name or row.child.child_id)
