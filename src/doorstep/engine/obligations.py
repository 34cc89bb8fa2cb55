"""What a child is owed and was owed: the intervals of each duty, and the open ones as obligations.

The due list is the last interval of the same walk that makes the history, so the two cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import Judged, unmet, ways
from doorstep.engine.lower import Asking, Chain, Lowered, lower, piece_on
from doorstep.engine.requirement import Asked, plan_flags
from doorstep.engine.walk import FAR, NIL, OPEN, OPEN_OVERDUE, walk
from doorstep.engine.walk import Interval as Walked
from doorstep.facts import Outcome, Role, Status, VisitsCarried
from doorstep.policy.duty import Duty, Share
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
    resumes: date | None = None
    flags: tuple[str, ...] = field(default=())


def day_of(due: Due) -> date:
    """Return the day of a day or an instant."""
    return due.date() if isinstance(due, datetime) else due


def intervals(child: Child, pack: Pack, calendar: WorkingDays) -> list[Interval]:
    """Return every interval of every duty up to the day asked about, by duty, soonest first."""
    found = [i for chain in pack.chains for i in _of_chain(chain, pack, child, calendar)]
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
        yield from _share_intervals(chain[0], chain[0].share, pack, child, calendar)
        return
    for lowered in lower(chain, Asking(pack, child)):
        yield from walked(lowered, pack, child, calendar)


def _open_of(
    chain: Chain, pack: Pack, child: Child, calendar: WorkingDays, whole: bool
) -> Iterator[Obligation]:
    if not child.spans(chain[0].applies_to) or _is_untold(chain, child):
        return
    if chain[0].share is not None:
        found = _share_intervals(chain[0], chain[0].share, pack, child, calendar)
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
    if child.case.visits_carried == VisitsCarried.NONE:
        return True
    return child.is_untold(chain[0].applies_to)


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
    if child.case.visits_carried == VisitsCarried.LATEST and lowered.contacts:
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
    due_at = _when(due, lowered)
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
        assumed=cited.assumed or (visited and _rests_on(counted_from, lowered).assumed),
        provisional=day_of(due_at) > calendar.published_to,
        visited=visited,
        method_unknown=_rests_on(closed if closed != NIL else counted_from, lowered).method_unknown,
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


def _rests_on(contact: int, lowered: Lowered) -> RestsOn:
    """Return on what a contact rests; where several were made that day, on the firmest."""
    if lowered.rests_on is None:
        lowered.rests_on = {}
        for j in lowered.judged:
            if not j.why_not:
                day = j.visit.visit_date.toordinal()
                before = lowered.rests_on.get(day, (True, True))
                lowered.rests_on[day] = (before[0] and j.assumed, before[1] and j.method_unknown)
    return RestsOn(*lowered.rests_on.get(lowered.day(contact), (False, False)))


def _when(due: int, lowered: Lowered) -> Due:
    if lowered.in_seconds:
        return datetime.fromtimestamp(due, LONDON)
    return date.fromordinal(due)


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
        flags=tuple(_flags(i.duty, i.lowered, child)),
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
        method_unknown=bool(contacts) and _rests_on(counted, lowered).method_unknown,
        due_at=_when(due[2], lowered) if due and due[2] < FAR else None,
        status=Status.SUSPENDED,
        days_overdue=0,
        clause=pack.cite(now.every_cited.clause, now.every_cited.document),
        assumed=now.every_cited.assumed,
        provisional=False,
        who=who_visits(now.duty, child),
        method=_method(now.duty, pack, child),
        asked=now,
        lowered=lowered,
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


def _flags(duty: Duty, lowered: Lowered, child: Child) -> Iterator[str]:
    yield from plan_flags(duty, lowered.pieces, child)
    hours = any(p.asked and p.asked.first and p.asked.first.unit == "hours" for p in lowered.pieces)
    if hours and not lowered.in_seconds:
        yield "the time of day it began is not recorded, so it is due at the end of the day (S4)"
    if child.case.visits_carried == VisitsCarried.LATEST:
        yield "the extract carries only the date of the last visit"


# --- shares: at least so many of another duty's visits ----------------------------------------------


def _share_intervals(
    duty: Duty, share: Share, pack: Pack, child: Child, calendar: WorkingDays
) -> Iterator[Interval]:
    """Yield an interval of the other duty wherever its visit had to be as the share asks.

    It is closed by that visit if the visit was so; if it was not, the interval was missed.
    """
    chain = next(c for c in pack.chains if any(d.id == share.of for d in c))
    for lowered in lower(chain, Asking(pack, child)):
        met: list[bool] = []
        for i in walked(lowered, pack, child, calendar):
            if i.duty.id != share.of:
                continue
            required = is_required(share, met)
            if i.closed_on is not None:
                met.append(_meets(i.closed_on, share, lowered, pack, child))
            if required and holds(duty.when, child, child.day):
                yield _of_share(i, duty, met[-1] if i.closed_on else None, pack)


def is_required(share: Share, met: list[bool]) -> bool:
    """Test whether the next visit must be as the share asks, after those made so far."""
    if share.half:
        return sum(met) * 2 < len(met)
    among = share.among or 2
    recent = met[-(among - 1) :]
    return len(recent) == among - 1 and sum(recent) < share.at_least


def _meets(day: date, share: Share, lowered: Lowered, pack: Pack, child: Child) -> bool:
    visits = [j.visit for j in lowered.judged if not j.why_not and j.visit.visit_date == day]
    value = pack.counts[pack.by_id[share.of].counts].on(day.toordinal())
    return any(not unmet(v, share.needs, value, child) for v in visits)


def _of_share(i: Interval, duty: Duty, met: bool | None, pack: Pack) -> Interval:
    outcome = Outcome.MISSED if met is False else i.outcome
    return Interval(
        child_id=i.child_id,
        duty=duty,
        opened=i.opened,
        counted_from=i.counted_from,
        due_at=i.due_at,
        closed_on=None if met is False else i.closed_on,
        outcome=outcome,
        clause=pack.cite(duty.clause),
        assumed=i.assumed,
        provisional=i.provisional,
        visited=i.visited,
        method_unknown=i.method_unknown,
        asked=i.asked,
        lowered=i.lowered,
    )


def counted(lowered: Lowered) -> list[Judged]:
    """Return the contacts of a run that count, soonest first."""
    return [j for j in lowered.judged if not j.why_not]
