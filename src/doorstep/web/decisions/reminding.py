"""How much waits for a person, for the pages people begin from: the counts of their queues, cheaply.

The queues themselves (`queues`) are filters of the database; here their rows are fetched once, wider,
and told apart by the predicate that a test holds equal to those filters.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from doorstep.vocabulary import Action
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import Seen, held_for, seen_of, sight_of, visible
from doorstep.web.decisions.models import Decision, Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """How much waits for somebody: to act on, of that overdue, and sent back to be written anew."""

    waiting: int = 0
    overdue: int = 0
    sent_back: int = 0


class Row(NamedTuple):
    """An open decision and one of the roles it waits for, or none."""

    pk: int
    child: int
    at_start: bool
    due_at: datetime | None
    opened_by: int
    written_by: int | None
    role: str | None
    sent_back: bool


COLUMNS = ("pk", "child_id", "at_start", "due_at", "opened_by_id", "draft__written_by_id")


def reminder(by: Access) -> Reminder:
    """Return how much waits for a person, in one query, or two if anything may."""
    if not by.has(Can.RECORD):
        return Reminder()
    rows = _perhaps(by)
    known = seen_of({row.child for row in rows}, on=by.on)
    waits = {row.pk: row.due_at for row in rows if _waits(row, known[row.child], by)}
    return Reminder(
        waiting=len(waits),
        overdue=sum(due_at is not None and due_at < by.at for due_at in waits.values()),
        sent_back=len({row.pk for row in rows if _is_sent_back(row, known[row.child], by)}),
    )


def _perhaps(by: Access) -> list[Row]:
    """Return the open decisions of children one may see that wait for one's roles or are one's own."""
    people = _people(by)
    own = Q(opened_by__in=people) | Q(draft__written_by__in=people)
    back = Exists(Done.objects.filter(decision=OuterRef("pk"), action=Action.RETURN))
    rows = Decision.objects.filter(
        visible(by, Can.SEE_CHILD, sight_of(by), prefix="child__"),
        own | Q(waiting__role__in=by.roles()),
        ended_at=None,
    )
    return [Row(*row) for row in rows.values_list(*COLUMNS, "waiting__role", back)]


def _people(by: Access) -> set[int]:
    return {by.user_id, *(held.acting_for_id for held in by.held if held.acting_for_id)}


def _waits(row: Row, child: Seen, by: Access) -> bool:
    """Test whether a decision waits for one of the person's roles (`queries.waiting_for`)."""
    if row.at_start or row.role is None:
        return False
    return row.role in {h.role for h in held_for(by, Can.RECORD, child, sight_of(by))}


def _is_sent_back(row: Row, child: Seen, by: Access) -> bool:
    """Test whether a draft was sent back to the person (`queries.drafts_of`)."""
    if not (row.at_start and row.sent_back):
        return False
    theirs = bool(_people(by) & {row.opened_by, row.written_by})
    return theirs or row.role in _roles_with(child, by)


def _roles_with(child: Seen, by: Access) -> set[str]:
    """Return the roles of whoever works with the child themself."""
    return {h.role for h in by.held if Can.RECORD in h.can and h.worker_id in child.worker_ids}
