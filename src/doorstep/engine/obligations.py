"""What a child is owed: the open interval of each duty, with who, how, and what to know beside it.

The due list is the last interval of the same walk that makes the history, so the two cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from doorstep.engine.agreed import plan_flags
from doorstep.engine.asked import Asked
from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import ways
from doorstep.engine.intervals import (
    STILL_OPEN,
    Due,
    Interval,
    day_of,
    last_walked,
    rests_on,
    walked,
    when,
)
from doorstep.engine.lower import lower
from doorstep.engine.runs import Asking, Chain, Lowered, piece_on
from doorstep.engine.shares import share_intervals
from doorstep.engine.walk import FAR, OPEN, OPEN_OVERDUE, walk
from doorstep.facts import Outcome, Role, Status, VisitsCarried
from doorstep.policy.cited import Layer
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.workdays import WorkingDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty on one child as at a day, with what its date was counted from and rests on.

    `method_unknown`: as for an interval.

    `due_at` of a suspended duty is the day it will fall due when it resumes; None if no day is set.
    `flags` are what a reader must know beside the date.
    """

    child_id: str
    duty: Duty
    counted_from: date
    visited: bool
    method_unknown: bool
    due_at: Due | None
    status: Status
    days_overdue: int
    clause: str
    assumed: bool
    provisional: bool
    who: tuple[Role, ...]
    method: str
    asked: Asked
    lowered: Lowered
    layer: Layer
    resumes: date | None = None
    flags: tuple[str, ...] = field(default=())


def intervals(child: Child, pack: Pack, calendar: WorkingDays) -> list[Interval]:
    """Return every interval of visits and contacts up to the day asked about, soonest first."""
    visiting = (chain for chain in pack.chains if not chain[0].is_decision)
    found = [i for chain in visiting for i in _of_chain(chain, pack, child, calendar)]
    return sorted(found, key=lambda i: (i.opened, i.due_on, i.duty.id))


def obligations(
    child: Child, pack: Pack, calendar: WorkingDays, *, whole: bool = False
) -> list[Obligation]:
    """Return what the child is owed on the day asked about, soonest first; suspended duties last.

    With `whole` every visit of the run is judged, for an explanation; the dates are the same.
    """
    found = [o for chain in pack.chains for o in _open_of(chain, pack, child, calendar, whole)]
    return sorted(found, key=_order)


def _order(o: Obligation) -> tuple[bool, date, str]:
    suspended = o.status == Status.SUSPENDED
    return suspended, day_of(o.due_at) if o.due_at else date.max, o.duty.id


def _of_chain(chain: Chain, pack: Pack, child: Child, calendar: WorkingDays) -> Iterator[Interval]:
    if _is_untold(chain, child):
        return
    if chain[0].share is not None:
        yield from share_intervals(chain[0], chain[0].share, pack, child, calendar)
        return
    for lowered in lower(chain, Asking(pack, child)):
        yield from walked(lowered, pack, child, calendar)


def _open_of(
    chain: Chain, pack: Pack, child: Child, calendar: WorkingDays, whole: bool
) -> Iterator[Obligation]:
    if not child.is_in(chain[0].applies_to) or _is_untold(chain, child):
        return
    if chain[0].share is not None:
        found = share_intervals(chain[0], chain[0].share, pack, child, calendar)
        yield from (_obligation(i, pack, child) for i in found if i.outcome in STILL_OPEN)
        return
    open_now = _open_runs(lower(chain, Asking(pack, child, now=not whole)), pack, child, calendar)
    # Of several events, the first that still waits for its visit: that visit answers them all.
    yield from islice(open_now, 1) if chain[0].after_event else open_now


def _open_runs(
    runs: list[Lowered], pack: Pack, child: Child, calendar: WorkingDays
) -> Iterator[Obligation]:
    for lowered in runs:
        now = _asked_now(lowered, child)
        if now is None:
            continue
        if now.is_suspended:
            yield _suspended(now, lowered, pack, child, calendar)
        else:
            last = last_walked(lowered, pack, child, calendar)
            yield from (_obligation(i, pack, child) for i in last if i.outcome in STILL_OPEN)


def _is_untold(chain: Chain, child: Child) -> bool:
    """Test whether the extract cannot tell of this duty's visits, so that nothing may be said."""
    if chain[0].is_decision:
        return False
    if child.case.visits_carried == VisitsCarried.NONE:
        return True
    return child.is_untold(chain[0].applies_to)


def _obligation(i: Interval, pack: Pack, child: Child) -> Obligation:
    overdue = i.outcome == Outcome.OPEN_OVERDUE
    return Obligation(
        child_id=i.child_id,
        duty=i.duty,
        counted_from=i.counted_from,
        visited=i.visited,
        method_unknown=i.method_unknown,
        due_at=i.due_at,
        status=status_of(i.due_on, overdue, child.as_at, pack.head.due_soon_days),
        days_overdue=(child.as_at - i.due_on).days if overdue else 0,
        clause=i.clause,
        assumed=i.assumed,
        provisional=i.provisional,
        who=who_visits(i.duty, child),
        method=_method(i.duty, pack, child),
        asked=i.asked,
        lowered=i.lowered,
        layer=pack.layer_of(i.duty),
        flags=(*_flags(i.duty, i.lowered, child), *_changes(i.due_on, i.lowered, child)),
    )


def status_of(due: date, overdue: bool, as_at: date, soon_days: int) -> Status:
    """Return the status of something due on `due`; whether it is overdue, `walk` has said (S3)."""
    if overdue:
        return Status.OVERDUE
    days = (due - as_at).days
    if days <= 0:
        return Status.DUE_TODAY
    return Status.DUE_SOON if days <= soon_days else Status.UPCOMING


def _asked_now(lowered: Lowered, child: Child) -> Asked | None:
    piece = piece_on(lowered.pieces, child.day)
    return piece.on(child.day) if piece else None


def _suspended(
    now: Asked, lowered: Lowered, pack: Pack, child: Child, calendar: WorkingDays
) -> Obligation:
    """Return a suspended duty with the day it resumes and what will be due then (S13)."""
    at = next(n for n, p in enumerate(lowered.pieces) if p.start <= child.day < p.end)
    end = lowered.pieces[at].end
    follows = lowered.pieces[at + 1].asked if at + 1 < len(lowered.pieces) else None
    resumes = date.fromordinal(end) if follows and not follows.is_suspended else None
    found = walk(lowered.segments, lowered.contacts, end, calendar.arrays) if resumes else []
    due = found[-1] if found and found[-1][4] in (OPEN, OPEN_OVERDUE) else None
    contacts = [c for c in lowered.contacts if lowered.day(c) <= child.day]
    counted = contacts[-1] if contacts else lowered.anchor
    return Obligation(
        child_id=child.case.child_id,
        duty=now.duty,
        counted_from=date.fromordinal(lowered.day(counted)),
        visited=bool(contacts),
        method_unknown=bool(contacts) and rests_on(counted, lowered).method_unknown,
        due_at=when(due[2], lowered) if due and due[2] < FAR else None,
        status=Status.SUSPENDED,
        days_overdue=0,
        clause=pack.cite(now.every_cited.clause, now.every_cited.document),
        assumed=now.every_cited.assumed,
        provisional=False,
        who=who_visits(now.duty, child),
        method=_method(now.duty, pack, child),
        asked=now,
        lowered=lowered,
        layer=pack.layer_of(now.duty),
        resumes=resumes,
        flags=tuple(_flags(now.duty, lowered, child)),
    )


def who_visits(duty: Duty, child: Child) -> tuple[Role, ...]:
    """Return the roles that must make the visit on the day asked about."""
    for special in duty.who_when:
        if special.in_force_from and child.as_at < special.in_force_from:
            continue
        if holds(special.when, child, child.day):
            return special.who
    return duty.who


def _method(duty: Duty, pack: Pack, child: Child) -> str:
    return ways(pack.counts[duty.counts].on(child.day)) if duty.counts else ""


def _changes(due: date, lowered: Lowered, child: Child) -> Iterator[str]:
    """Yield what the policy will ask otherwise before the due day: then this day no longer holds."""
    coming = next((p for p in lowered.pieces if child.day < p.start <= due.toordinal()), None)
    if coming is None or coming.asked is None:
        return
    day = date.fromordinal(coming.start)
    told = coming.asked.every or coming.asked.every_cited.value
    yield f"what is asked changes before then, on {day.day} {day:%B %Y}: {told}"


def _flags(duty: Duty, lowered: Lowered, child: Child) -> Iterator[str]:
    if not duty.is_decision:
        yield from plan_flags(duty, lowered.pieces, child)
    hours = any(p.asked and p.asked.first and p.asked.first.unit == "hours" for p in lowered.pieces)
    if hours and not lowered.in_seconds:
        yield "the time of day it began is not recorded, so it is due at the end of the day (S4)"
    if child.case.visits_carried == VisitsCarried.LATEST and not duty.is_decision:
        yield "the extract carries only the date of the last visit"
