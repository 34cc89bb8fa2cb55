"""What a child was owed: a run walked, and its intervals with what each rests on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from doorstep.engine.asked import Asked
from doorstep.engine.child import Child
from doorstep.engine.runs import Lowered
from doorstep.engine.walk import NIL, OPEN, OPEN_OVERDUE, walk
from doorstep.engine.walk import Interval as Walked
from doorstep.facts import Outcome
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.workdays import LONDON, WorkingDays, end_of_day

OUTCOMES = (
    Outcome.IN_TIME,
    Outcome.LATE,
    Outcome.MISSED,
    Outcome.ENDED,
    Outcome.OPEN,
    Outcome.OPEN_OVERDUE,
)
STILL_OPEN = (Outcome.OPEN, Outcome.OPEN_OVERDUE)
Due = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch of a duty: opened, due, closed by which visit, and how it ended (S11).

    `method_unknown`: the visit that closed it, or that an open one is counted from, counts only because
    a method that is not recorded is taken as in person (S7).

    Units: `due_at` is a day, or an instant for a duty in hours whose trigger has a time (S4).
    """

    child_id: str
    duty: Duty
    opened: date
    counted_from: date
    due_at: Due
    closed_on: date | None
    outcome: Outcome
    clause: str
    assumed: bool
    provisional: bool
    visited: bool
    method_unknown: bool
    asked: Asked
    lowered: Lowered

    @property
    def due_on(self) -> date:
        """Return the day it fell due."""
        return day_of(self.due_at)


def day_of(due: Due) -> date:
    """Return the day of a day or an instant."""
    return due.date() if isinstance(due, datetime) else due


def walked(lowered: Lowered, pack: Pack, child: Child, calendar: WorkingDays) -> list[Interval]:
    """Return the intervals of one run up to the day asked about."""
    return [_interval(x, lowered, pack, child, calendar) for x in _walk(lowered, child, calendar)]


def last_walked(
    lowered: Lowered, pack: Pack, child: Child, calendar: WorkingDays
) -> list[Interval]:
    """Return the last of those intervals, if there is any: the one the due list shows."""
    found = _walk(lowered, child, calendar)[-1:]
    return [_interval(x, lowered, pack, child, calendar) for x in found]


def _walk(lowered: Lowered, child: Child, calendar: WorkingDays) -> list[Walked]:
    as_at = end_of_run(lowered, child)
    found = walk(lowered.segments, lowered.contacts, as_at, calendar.arrays)
    if lowered.chain[0].is_decision:
        return found
    if lowered.contacts and child.knows_only_the_latest(lowered.chain[0].applies_to):
        return [x for x in found if x[0] >= lowered.contacts[-1]]  # what came before is not known
    return found


def _interval(
    x: Walked,
    lowered: Lowered,
    pack: Pack,
    child: Child,
    calendar: WorkingDays,
) -> Interval:
    opened, counted_from, due, closed, outcome, k = x
    told_on = closed if closed != NIL else _told_on(due, outcome, lowered, child)
    asked = lowered.pieces[k].on(lowered.day(told_on))
    if asked is None:
        raise AssertionError("a piece that asks nothing has no interval")
    # a contact on the anchor's own day closes the first interval, it did not start it
    visited = counted_from in lowered.contacts and counted_from != closed
    cited = asked.every_cited if visited else asked.first_cited
    is_assumed = cited.assumed and not (visited and asked.is_review)
    due_at = when(due, lowered)
    day = date.fromordinal
    return Interval(
        child_id=child.case.child_id,
        duty=asked.duty,
        opened=day(lowered.day(opened)),
        counted_from=day(lowered.day(counted_from)),
        due_at=due_at,
        closed_on=None if closed == NIL else day(lowered.day(closed)),
        outcome=OUTCOMES[outcome],
        clause=pack.cite(cited.clause, cited.document),
        assumed=is_assumed or (visited and rests_on(counted_from, lowered).assumed),
        provisional=day_of(due_at) > calendar.published_to,
        visited=visited,
        method_unknown=rests_on(closed if closed != NIL else counted_from, lowered).method_unknown,
        asked=asked,
        lowered=lowered,
    )


def _told_on(due: int, outcome: int, lowered: Lowered, child: Child) -> int:
    """Return the day whose clause is cited: today's for what is open, else that of the due day."""
    return end_of_run(lowered, child) if outcome in (OPEN, OPEN_OVERDUE) else due


def end_of_run(lowered: Lowered, child: Child) -> int:
    """Return the day asked about as a time of the run; what is open is told as it stands then."""
    return end_of_day(child.as_at) if lowered.in_seconds else child.day


class RestsOn(NamedTuple):
    """Whether a counted contact counts only by an assumption, or by taking a method as in person."""

    assumed: bool = False
    method_unknown: bool = False


def rests_on(contact: int, lowered: Lowered) -> RestsOn:
    """Return on what a contact rests; where several were made that day, on the firmest."""
    if lowered.rests_on is None:
        lowered.rests_on = {}
        for j in lowered.judged:
            if not j.why_not:
                day = j.day.toordinal()
                before = lowered.rests_on.get(day, (True, True))
                lowered.rests_on[day] = (before[0] and j.assumed, before[1] and j.method_unknown)
    return RestsOn(*lowered.rests_on.get(lowered.day(contact), (False, False)))


def when(due: int, lowered: Lowered) -> Due:
    """Return a time of the run as a day, or as an instant in London."""
    if lowered.in_seconds:
        return datetime.fromtimestamp(due, LONDON)
    return date.fromordinal(due)
