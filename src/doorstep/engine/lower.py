"""Put duties on a child into the plain terms that `walk` understands, and keep the reasons."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from doorstep.engine.anchors import anchored
from doorstep.engine.asked import Asked, Piece, in_force, is_in_force
from doorstep.engine.child import Child
from doorstep.engine.counting import Judged
from doorstep.engine.requirement import asked_spans
from doorstep.engine.runs import Asking, Chain, Lowered, lowered_run, segment
from doorstep.engine.spans import NEVER_ENDS, Span, around, union
from doorstep.engine.walk import NIL, Segment
from doorstep.facts import Event, EventKind, Visit
from doorstep.policy.duty import Duty
from doorstep.policy.words import Anchor
from doorstep.workdays import LONDON, Duration, end_of_day, seconds

OPENS_WITHIN = 7  # days
STILL_WAITING = 28  # days before a policy began in which an event still opens its clock (ADR 14)


def lower(chain: Chain, asking: Asking) -> list[Lowered]:
    """Return every run of the chain for this child, soonest first."""
    duty, child, pack = chain[0], asking.child, asking.pack
    if duty.after_event and child.recorded.isdisjoint(duty.after_event):
        return []
    if duty.after_event:
        return [low for d in chain for low in _after_events(d, asking)]
    if duty.once_between:
        return list(_between_events(chain, asking))
    if duty.record_within:
        return list(_write_ups(duty, child))
    runs = _own(chain, asking) if duty.own_clock else child.runs(duty.applies_to)
    if asking.now and duty.anchor == Anchor.START:
        runs = tuple(run for run in runs if run[0] <= child.day < run[1])
    if not runs:
        return []
    is_asked = any(is_in_force(d, pack, child.day) for d in chain)
    return [
        lowered
        for spans, anchor, named in anchored(runs, duty, child, is_asked=is_asked)
        if (lowered := lowered_run(chain, asking, spans, anchor, named))
    ]


def _own(chain: Chain, asking: Asking) -> tuple[Span, ...]:
    """Return the runs of duties with a clock of their own: each time they begin to be asked."""
    return union(s for duty in chain for s in asked_spans(duty, asking.pack, asking.child))


def _after_events(duty: Duty, asking: Asking) -> Iterator[Lowered]:
    """Yield a run for each day with such an event: the clock starts with it, a visit ends it."""
    child = asking.child
    events = [event for kind in duty.after_event for event in child.events(kind)]
    for event in _distinct(events):
        day = event.event_date.toordinal()
        span = _span_of_event(child.runs(duty.applies_to), day)
        if span is None or _is_history(duty, event):
            continue
        run = (max(day, span[0]), span[1])
        lowered = lowered_run((duty,), asking, run, day, event.kind)
        if lowered and duty.by_planned_day and event.due_date:
            _limit(lowered, (event.due_date - event.event_date).days)
        if lowered and event.event_at is not None and _in_hours(lowered):
            _to_seconds(lowered, event.event_at)
        if lowered:
            yield lowered


def _is_history(duty: Duty, event: Event) -> bool:
    """Test whether an event lies so long before the policy began that it opens no clock (S33).

    What was planned for a day before the policy began is history too.
    """
    spans = in_force(duty)
    if not spans:
        return False
    starts = date.fromordinal(spans[0][0])
    if duty.by_planned_day and event.due_date is not None:
        return event.due_date < starts
    return event.event_date < starts - timedelta(STILL_WAITING)


def _distinct(events: list[Event]) -> list[Event]:
    """Return one event for each time, soonest first; on a day with times, those without are left out.

    So is a decision that only confirms what had already begun to ask that day: the earlier time stands.
    """
    timed = {e.event_at: e for e in events if e.event_at is not None and not _confirms(e, events)}
    days = {event.event_date for event in timed.values()}
    dated = {e.event_date: e for e in events if e.event_at is None and e.event_date not in days}
    return sorted([*timed.values(), *dated.values()], key=_moment)


def _confirms(event: Event, events: list[Event]) -> bool:
    """Test whether a tier was decided on that day after something else had raised it."""
    others = [e for e in events if e.kind != EventKind.RAISED_TO_HIGH and e.event_at is not None]
    return event.kind == EventKind.RAISED_TO_HIGH and any(
        e.event_date == event.event_date and _moment(e) <= _moment(event) for e in others
    )


def _moment(event: Event) -> tuple[date, int]:
    return event.event_date, seconds(event.event_at) if event.event_at else 0


def _span_of_event(runs: tuple[Span, ...], day: int) -> Span | None:
    """Return the run an event belongs to: the one it lies in, or that opens within days of it.

    A child may tell of harm on Sunday and the referral be opened on Monday.
    """
    return around(runs, day) or next((r for r in runs if day < r[0] <= day + OPENS_WITHIN), None)


def _in_hours(lowered: Lowered) -> bool:
    lengths = [p.asked.first for p in lowered.pieces if p.asked and p.asked.first]
    return bool(lengths) and all(length.unit == "hours" for length in lengths)


def _to_seconds(lowered: Lowered, at: datetime) -> None:
    """Turn a run from days into elapsed seconds, which a clock change does not bend (S4)."""
    trigger = seconds(at)
    segments: list[Segment] = []
    for n, (piece, s) in enumerate(zip(lowered.pieces, lowered.segments, strict=True)):
        first = piece.asked.first if piece.asked else None
        count = _seconds(first) if first else NIL
        start = trigger if n == 0 else _begins(lowered.pieces[n - 1], piece, trigger)
        follows = lowered.pieces[n + 1] if n + 1 < len(lowered.pieces) else None
        last = NIL if s[1] == NIL else end_of_day(_date(s[1] - 1)) + 1
        end = _begins(piece, follows, trigger) if follows else last
        segments.append((start, end, s[2], trigger, count, 0 if first else NIL, NIL, NIL))
    lowered.segments = segments
    lowered.anchor = trigger
    lowered.in_seconds = True
    times = {_time_of(j.done) for j in lowered.judged if not j.why_not}
    lowered.contacts = sorted(t for t in times if t >= trigger)


def _begins(before: Piece, piece: Piece, trigger: int) -> int:
    """Return when a change takes effect: at midnight.

    What begins to be asked on a day before which it would have been due is due by that day's end (S10).
    """
    midnight = end_of_day(_date(piece.start - 1)) + 1
    first = piece.asked.first if piece.asked and before.asked is None else None
    was_due = first is not None and trigger + _seconds(first) < midnight
    return end_of_day(_date(piece.start)) if was_due else midnight


def _seconds(length: Duration) -> int:
    hours = {"hours": 1, "days": 24, "weeks": 168}.get(length.unit, 24)
    return length.count * hours * 3600


def _time_of(done: Visit | Event) -> int:
    """Return when it was done; the end of its day where the time is not known (S21)."""
    if isinstance(done, Event):
        return seconds(done.event_at) if done.event_at else end_of_day(done.event_date)
    return seconds(done.visit_at) if done.visit_at else end_of_day(done.visit_date)


def _date(day: int) -> date:
    return date.fromordinal(day)


def _between_events(chain: Chain, asking: Asking) -> Iterator[Lowered]:
    """Yield a run from each event to the next; it is owed by the day before the next one."""
    duty, child = chain[0], asking.child
    if duty.once_between is None:
        return
    for span in child.runs(duty.applies_to):
        events = [
            e
            for e in child.events(duty.once_between)
            if span[0] <= e.event_date.toordinal() < span[1]
        ]
        for n, event in enumerate(events):
            following = events[n + 1].event_date if n + 1 < len(events) else None
            start = event.event_date.toordinal()
            end = following.toordinal() if following else span[1]
            lowered = lowered_run(chain, asking, (start, end), start, event.kind)
            known = following or event.due_date
            if lowered and known:
                _limit(lowered, known.toordinal() - start - 1)
            if lowered:
                yield lowered


def _limit(lowered: Lowered, days: int) -> None:
    """Set the time allowed to so many days from the anchor: the next date is known."""
    lowered.segments = [
        (s[0], s[1], s[2], s[3], max(days, 0), 0, NIL, NIL) if s[4] != NIL else s
        for s in lowered.segments
    ]


def _write_ups(duty: Duty, child: Child) -> Iterator[Lowered]:
    """Yield a run for each visit whose writing time is known: written up is what closes it."""
    values = sorted(duty.record_within.items())
    for visit in child.visits:
        day = visit.visit_date
        value = next((v for d, v in reversed(values) if d <= day), None)
        if visit.recorded_at is None or value is None or value.duration is None:
            continue
        if around(child.spans(duty.applies_to), day.toordinal()) is None:
            continue
        asked = Asked(duty, value.duration, None, value, value)
        run = (day.toordinal(), NEVER_ENDS)
        piece = Piece(*run, asked)
        written = visit.recorded_at.astimezone(LONDON).date().toordinal()
        yield Lowered(
            chain=(duty,),
            run=run,
            anchor=run[0],
            anchored_on="visit",
            pieces=[piece],
            segments=[segment(piece, run[0], 0)],
            contacts=[written],
            judged=[Judged(visit)],
        )
