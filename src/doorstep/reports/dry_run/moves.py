"""Which due dates move, how far, and what is overdue under one policy only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from doorstep.engine.intervals import day_of
from doorstep.facts import Status
from doorstep.reports.dry_run.contacts import Kind, Owed, Under

NO_TEAM = "no team"


class Change(StrEnum):
    """What becomes of the day on which a child must next be seen or called."""

    EARLIER = "earlier"
    SAME = "same"
    LATER = "later"
    NEWLY_DUE = "newly_due"
    NO_LONGER_DUE = "no_longer_due"


class Late(StrEnum):
    """Under which of the two policies it is overdue."""

    NEWLY = "newly_overdue"
    NO_LONGER = "no_longer_overdue"
    BOTH = "overdue_in_both"
    NEITHER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a child must next be seen, or called, under a policy, and which duty says so.

    `due` is None where nothing is owed, or while it is suspended without a day to resume.
    """

    due: date | None = None
    status: str = ""
    duty: str = ""

    @property
    def is_overdue(self) -> bool:
        """Test whether it is overdue."""
        return self.status == Status.OVERDUE


NOTHING = Next()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Of whom a row is: the child, what case it is, and who works with it."""

    child_id: str
    case: str
    team: str
    worker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The next visit, or the next call, of one child under both policies."""

    person: Person
    kind: Kind
    before: Next
    after: Next

    @property
    def change(self) -> Change:
        """Return what becomes of the due day."""
        if self.before.due is None or self.after.due is None:
            return Change.NEWLY_DUE if self.before.due is None else Change.NO_LONGER_DUE
        if self.before.due == self.after.due:
            return Change.SAME
        return Change.LATER if self.before.due < self.after.due else Change.EARLIER

    @property
    def late(self) -> Late:
        """Return under which policy it is overdue."""
        if self.before.is_overdue:
            return Late.BOTH if self.after.is_overdue else Late.NO_LONGER
        return Late.NEWLY if self.after.is_overdue else Late.NEITHER

    @property
    def days(self) -> int | None:
        """Return by how many days it falls later; less than 0 if earlier, None if due in one only."""
        if self.before.due is None or self.after.due is None:
            return None
        return (self.after.due - self.before.due).days


def moves(before: Under, after: Under) -> Iterator[Move]:
    """Yield the child's next visit and next call under both policies, where either asks for one."""
    person = person_of(after)
    for kind in Kind:
        old, new = next_of(before.owed, kind), next_of(after.owed, kind)
        if old.due or new.due:
            yield Move(person=person, kind=kind, before=old, after=new)


def next_of(owed: Sequence[Owed], kind: Kind) -> Next:
    """Return the earliest of a kind; suspended ones only where nothing else is owed (S13)."""
    found = [each.obligation for each in owed if each.kind == kind]
    if not found:
        return NOTHING
    # an hour of today may have passed while another duty is due by the end of the day
    first = next((o for o in found if o.status == Status.OVERDUE), found[0])
    due = day_of(first.due_at) if first.due_at else None
    return Next(due=due, status=str(first.status), duty=first.duty.id)


def person_of(found: Under) -> Person:
    """Return who the child is and who works with it."""
    answer = found.answer
    who = answer.allocated
    return Person(
        child_id=answer.child_id,
        case=str(answer.case),
        team=(who.team if who else "") or NO_TEAM,
        worker=who.shown if who else "",
    )
