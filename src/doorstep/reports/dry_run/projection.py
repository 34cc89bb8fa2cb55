"""The contacts of the next four weeks, if each is made on its due day (ADR 19)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from doorstep.engine import Obligation
from doorstep.engine.intervals import day_of
from doorstep.engine.runs import Lowered
from doorstep.engine.walk import END, OPEN, OPEN_OVERDUE, START, walk
from doorstep.facts import Status, Visit
from doorstep.reports.dry_run.contacts import Kind, Under, contact_for, serves
from doorstep.workdays import england

WEEKS = 4


class Planned(NamedTuple):
    """A contact to be made: when, of which kind, for which duty, and whether it is overdue already."""

    day: date
    kind: Kind
    duty: str
    is_overdue: bool


class Waiting(NamedTuple):
    """A duty that waits for its next contact, and the day it will be made; `contacts` count for it."""

    day: date
    kind: Kind
    obligation: Obligation
    is_overdue: bool
    contacts: tuple[int, ...]


def last_day(as_at: date) -> date:
    """Return the last of the days projected; the first is the day asked about itself."""
    return as_at + timedelta(7 * WEEKS - 1)


def week_of(day: date, as_at: date) -> int:
    """Return in which of the four weeks a day lies, from 1."""
    return (day - as_at).days // 7 + 1


def projected(found: Under) -> Iterator[Planned]:
    """Yield the contacts of four weeks, soonest first.

    Each is made on its due day, what is overdue on the day asked about. It meets every duty of the
    child for which the engine says it counts (S19); each of these is due again as the engine says.
    """
    waiting = list(_at_first(found))
    while waiting:
        soonest = _soonest(waiting, found)
        made = contact_for(soonest.obligation, found.pack, found.answer.child, soonest.day)
        yield Planned(soonest.day, soonest.kind, soonest.obligation.duty.id, soonest.is_overdue)
        after = (_after(w, soonest, made, found) for w in waiting)
        waiting = [w for w in after if w is not None]


def _at_first(found: Under) -> Iterator[Waiting]:
    as_at = found.answer.as_at
    for o, kind in found.owed:
        contacts = tuple(o.lowered.contacts)
        day = _first_day(o, as_at)
        if day is not None:
            yield Waiting(day, kind, o, o.status == Status.OVERDUE, contacts)


def _first_day(o: Obligation, as_at: date) -> date | None:
    """Return the day the first contact is made, if that is within the four weeks."""
    if not o.lowered.in_seconds:
        return _made_on(o.lowered, o.lowered.contacts, as_at, last_day(as_at))
    due = max(day_of(o.due_at), as_at) if o.due_at else None
    return due if due and due <= last_day(as_at) else None


def _made_on(lowered: Lowered, contacts: Sequence[int], since: date, until: date) -> date | None:
    """Return the first day from `since` on which a contact is due, after those made so far.

    The engine is asked anew wherever what is asked changes, as far as that is known today: a plan is
    reviewed, a phase begins, a suspension or an adoption ends (S10).
    """
    first, last = since.toordinal(), until.toordinal()
    edges = {e for s in lowered.segments for e in (s[START], s[END]) if first < e <= last}
    ahead = sorted(edges)
    for at, following in zip([first, *ahead], [*ahead, last + 1], strict=True):
        walked = walk(lowered.segments, contacts, at, england().arrays)
        if walked and walked[-1][4] in (OPEN, OPEN_OVERDUE):
            day = max(walked[-1][2], at)
            if day < following:
                return date.fromordinal(day)
    return None


def _soonest(waiting: list[Waiting], found: Under) -> Waiting:
    """Return whose contact is made next: visits before calls, then the one that meets most duties."""
    first = min(waiting, key=_turn)
    equal = [w for w in waiting if (w.day, w.kind) == (first.day, first.kind)]
    return (
        first if len(equal) == 1 else min(equal, key=lambda w: (-_met(w, equal, found), _turn(w)))
    )


def _turn(w: Waiting) -> tuple[date, bool, bool, str]:
    return w.day, w.kind == Kind.CALL, not w.is_overdue, w.obligation.duty.id


def _met(w: Waiting, others: list[Waiting], found: Under) -> int:
    """Return how many of the duties that wait on that day the contact would meet."""
    child = found.answer.child
    made = contact_for(w.obligation, found.pack, child, w.day)
    return sum(serves(made, other.obligation.duty, found.pack, child) for other in others)


def _after(w: Waiting, soonest: Waiting, made: Visit, found: Under) -> Waiting | None:
    """Return how a duty waits on after a contact; None if it asks for nothing more in four weeks."""
    child, lowered = found.answer.child, w.obligation.lowered
    if w is not soonest and not serves(made, w.obligation.duty, found.pack, child):
        return w
    if lowered.in_seconds:  # owed within hours of an event: once
        return None
    contacts = (*w.contacts, made.visit_date.toordinal())
    tomorrow = made.visit_date + timedelta(1)  # one a day at most
    day = _made_on(lowered, contacts, tomorrow, last_day(found.answer.as_at))
    return None if day is None else w._replace(day=day, is_overdue=False, contacts=contacts)
