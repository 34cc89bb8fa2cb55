"""Put duties on a child into the plain terms that `walk` understands, and keep the reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from doorstep.engine.child import Child
from doorstep.engine.counting import Judged, judge
from doorstep.engine.requirement import Asked, Piece, asked_spans, requirements
from doorstep.engine.rows import K
from doorstep.engine.spans import NEVER_ENDS, Span, around, intersection
from doorstep.engine.walk import NIL, Segment
from doorstep.facts import Event, EventKind, Visit
from doorstep.policy.duty import Duty, LaterOf, NotBefore
from doorstep.policy.pack import Pack
from doorstep.policy.words import Anchor
from doorstep.workdays import (
    DAYS,
    LONDON,
    Duration,
    after,
    as_integers,
    end_of_day,
    england,
    seconds,
)

Chain = tuple[Duty, ...]
OPENS_WITHIN = 7  # days


@dataclass(slots=True, kw_only=True)
class Lowered:
    """One run of a chain of duties as `walk` takes it, and beside it what a person will ask for.

    `in_seconds` says that times are seconds rather than days, because a duty in hours has a trigger
    whose time of day is known (S4). `pieces[k]` is what segment `k` asks.
    """

    chain: Chain
    run: Span
    anchor: int
    anchored_on: str
    pieces: list[Piece]
    segments: list[Segment]
    contacts: list[int]
    judged: list[Judged]
    in_seconds: bool = False
    rests_on: dict[int, tuple[bool, bool]] | None = None

    def day(self, time: int) -> int:
        """Return the day of a time of this run, as an ordinal."""
        if not self.in_seconds:
            return time
        return datetime.fromtimestamp(time, LONDON).toordinal()


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom and what is lowered: a child under a pack; its whole history, or only the present.

    With `now`, runs in which nothing is asked on the day are left out, and visits are judged from the
    latest back to the first that counts under what is asked now: it alone settles the last interval.
    """

    pack: Pack
    child: Child
    now: bool = False


def lower(chain: Chain, asking: Asking) -> list[Lowered]:
    """Return every run of the chain for this child, soonest first."""
    duty, child, pack = chain[0], asking.child, asking.pack
    if duty.after_event:
        return [low for d in chain for low in _after_events(d, asking)]
    if duty.once_between:
        return list(_between_events(duty, asking))
    if duty.record_within:
        return list(_write_ups(duty, pack, child))
    runs = asked_spans(duty, pack, child) if duty.own_clock else child.runs(duty.applies_to)
    if not runs:
        return []
    return [
        lowered
        for spans, anchor, named in _anchored(runs, duty, child)
        if (lowered := _lowered(chain, asking, spans, anchor, named))
    ]


# --- anchors --------------------------------------------------------------------------------------


def _anchored(runs: tuple[Span, ...], duty: Duty, child: Child) -> Iterator[tuple[Span, int, str]]:
    """Yield the runs with the day their clock starts; runs with one anchor are one run (S20)."""
    if duty.anchor == Anchor.START:
        yield from ((run, run[0], "start") for run in runs)
        return
    if isinstance(duty.anchor, NotBefore):
        first_day = duty.anchor.not_before.toordinal()
        yield from ((run, max(run[0], first_day), "start") for run in runs)
        return
    names = duty.anchor.later_of if isinstance(duty.anchor, LaterOf) else (duty.anchor,)
    found: dict[tuple[int, str], Span] = {}
    for run in runs:
        days = [(day, name) for name in names if (day := _anchor_day(name, run, child)) is not None]
        if len(days) < len(names):
            lacking = [n for n in names if _anchor_day(n, run, child) is None]
            if not run[0] <= child.day < run[1]:  # over, or to come: today can be judged (S15)
                continue
            child.missing.append(f"the day of the {' and the '.join(lacking).replace('_', ' ')}")
            continue
        latest = max(days)
        before = found.get(latest)
        found[latest] = (before[0], run[1]) if before else run
    yield from ((run, day, name) for (day, name), run in found.items())


def _anchor_day(name: Anchor, run: Span, child: Child) -> int | None:
    if name == Anchor.START:
        return run[0]
    if name == Anchor.BORN:
        return child.case.born.toordinal() if child.case.born else None
    if name in _EVENTS:
        return _last_before(run, [e.event_date.toordinal() for e in child.events(_EVENTS[name])])
    if name == Anchor.ORDER_MADE:
        orders = child.of_kind(K.LEGAL_STATUS, ("C1", "C2"))
        return _last_before(run, [start for start, _ in orders])
    if name == Anchor.PLACEMENT:
        placement = around(child.of_kind(K.PLACEMENT), run[0])
        starts = [child.span(e)[0] for e in child.episodes(K.PLACEMENT)]
        return _last_before(run, starts) if placement else None
    return _referral_day(run, child)


_EVENTS = {
    Anchor.NOTIFICATION: EventKind.NOTIFIED_OF_PLACEMENT,
    Anchor.LAST_REVIEW: EventKind.LOOKED_AFTER_REVIEW,
}


def _last_before(run: Span, days: list[int]) -> int | None:
    """Return the last of `days` up to the run's start, else the first one within the run."""
    before = [d for d in days if d <= run[0]]
    within = [d for d in days if run[0] < d < run[1]]
    return max(before) if before else min(within, default=None)


def _referral_day(run: Span, child: Child) -> int | None:
    """Return the referral's day: the one the assessment names, else the last one before it."""
    named = {
        e.referral_id
        for e in child.episodes(K.ASSESSMENT)
        if e.referral_id and intersection((child.span(e),), (run,))
    }
    referrals = child.episodes(K.REFERRAL)
    days = [e.start_date.toordinal() for e in referrals if e.episode_id in named]
    found = _last_before(run, days) if days else None
    if found is not None:
        return found
    return _last_before(run, [span[0] for span in child.of_kind(K.REFERRAL)])


# --- a run ----------------------------------------------------------------------------------------


def _lowered(chain: Chain, asking: Asking, run: Span, anchor: int, named: str) -> Lowered | None:
    if asking.now and not run[0] <= asking.child.day < run[1]:
        return None
    items = [p for duty in chain for p in requirements(duty, asking.pack, asking.child, run)]
    if not items:
        return None
    pieces = merged(items, run)
    present = piece_on(pieces, asking.child.day) if asking.now else None
    if asking.now and (present is None or present.asked is None):
        return None
    settled = present.start if present and not _is_suspended(present) else None
    judged = judged_visits(chain, asking, pieces, anchor, settled)
    days = sorted({j.visit.visit_date.toordinal() for j in judged if not j.why_not})
    segments = [_segment(piece, anchor, n) for n, piece in enumerate(pieces)]
    return Lowered(
        chain=chain,
        run=run,
        anchor=anchor,
        anchored_on=named,
        pieces=pieces,
        segments=segments,
        contacts=days,
        judged=judged,
    )


def merged(items: list[Piece], run: Span) -> list[Piece]:
    """Return the run cut into pieces, each with what is asked in it; the stricter where two hold."""
    if len(items) == 1 and items[0].start <= run[0] and items[0].end >= run[1]:
        return [Piece(run[0], run[1], items[0].asked)]
    edges = sorted({run[0], run[1], *(i.start for i in items), *(i.end for i in items)})
    found: list[Piece] = []
    for start, end in zip(edges, edges[1:], strict=False):
        if start < run[0] or end > run[1]:
            continue
        here = [i.asked for i in items if i.start <= start and end <= i.end and i.asked]
        asked = min(here, key=lambda a: a.weight, default=None)
        if found and _same(found[-1].asked, asked):
            last = found[-1]
            parts = (*(last.parts or (last,)), Piece(start, end, asked))
            found[-1] = Piece(last.start, end, asked, parts)
        else:
            found.append(Piece(start, end, asked))
    return found


def _same(left: Asked | None, right: Asked | None) -> bool:
    return right is None if left is None else left.is_same_as(right)


def piece_on(pieces: list[Piece], day: int) -> Piece | None:
    """Return the piece that holds a day."""
    return next((p for p in pieces if p.start <= day < p.end), None)


def _is_suspended(piece: Piece) -> bool:
    return piece.asked is not None and piece.asked.is_suspended


def judged_visits(
    chain: Chain, asking: Asking, pieces: list[Piece], since: int, settled: int | None
) -> list[Judged]:
    """Return each visit of the run, judged by what counted for the duty in force on its day.

    With `settled`, go back from the latest only as far as the first day with one that counts from
    that day on; all visits of that day are judged.
    Order: by day.
    """
    counts = asking.pack.counts
    found = []
    at = len(pieces) - 1
    enough: int | None = None
    fallback = next((p.asked.duty for p in pieces if p.asked), chain[0])
    for visit in reversed(asking.child.visits_between(since, pieces[-1].end)):
        day = visit.visit_date.toordinal()
        if enough is not None and day < enough:
            break
        while at and pieces[at].start > day:
            at -= 1
        asked = pieces[at].asked
        duty = asked.duty if asked else fallback
        judged = judge(visit, duty, counts[duty.counts].on(day), asking.child)
        found.append(judged)
        if settled is not None and day >= settled and not judged.why_not:
            enough = day
    return found[::-1]


def _segment(piece: Piece, anchor: int, number: int) -> Segment:
    asked = piece.asked
    end = NIL if piece.end >= NEVER_ENDS else piece.end
    return (piece.start, end, int(number > 0), anchor, *_owed(asked, anchor), *_owed_again(asked))


def _owed(asked: Asked | None, anchor: int) -> tuple[int, int]:
    if not asked or not asked.first:
        return NIL, NIL
    owed = _integers(asked.duty, asked.first)
    last = asked.first_cited.not_after
    if last is not None and after(anchor, *owed, england().arrays) > last.toordinal():
        return max(last.toordinal() - anchor, 0), DAYS
    return owed


def _owed_again(asked: Asked | None) -> tuple[int, int]:
    return _integers(asked.duty, asked.every) if asked and asked.every else (NIL, NIL)


def _integers(duty: Duty, length: Duration) -> tuple[int, int]:
    return as_integers(length, counting=duty.counting, rest=duty.rests_on_bank_holidays)


# --- clocks that start with an event ---------------------------------------------------------------


def _after_events(duty: Duty, asking: Asking) -> Iterator[Lowered]:
    """Yield a run for each day with such an event: the clock starts with it, a visit ends it."""
    child = asking.child
    events = [event for kind in duty.after_event for event in child.events(kind)]
    for event in _distinct(events):
        day = event.event_date.toordinal()
        span = _span_of_event(child.runs(duty.applies_to), day)
        if span is None:
            continue
        run = (max(day, span[0]), span[1])
        lowered = _lowered((duty,), asking, run, day, event.kind)
        if lowered and event.event_at is not None and _in_hours(lowered):
            _to_seconds(lowered, event.event_at, child)
        if lowered:
            yield lowered


def _distinct(events: list[Event]) -> list[Event]:
    """Return one event for each time, soonest first; on a day with times, those without are left out."""
    timed = {event.event_at: event for event in events if event.event_at is not None}
    days = {event.event_date for event in timed.values()}
    dated = {e.event_date: e for e in events if e.event_at is None and e.event_date not in days}
    return sorted([*timed.values(), *dated.values()], key=_moment)


def _moment(event: Event) -> tuple[date, int]:
    return event.event_date, seconds(event.event_at) if event.event_at else 0


def _span_of_event(runs: tuple[Span, ...], day: int) -> Span | None:
    """Return the run an event belongs to: the one it lies in, or that opens within days of it.

    A child may tell of harm on Sunday and the referral be opened on Monday.
    """
    return around(runs, day) or next((r for r in runs if day < r[0] <= day + OPENS_WITHIN), None)


def _in_hours(lowered: Lowered) -> bool:
    return any(p.asked and p.asked.first and p.asked.first.unit == "hours" for p in lowered.pieces)


def _to_seconds(lowered: Lowered, at: datetime, child: Child) -> None:
    """Turn a run from days into elapsed seconds, which a clock change does not bend (S4)."""
    trigger = seconds(at)
    segments: list[Segment] = []
    for n, (piece, s) in enumerate(zip(lowered.pieces, lowered.segments, strict=True)):
        first = piece.asked.first if piece.asked else None
        count = _seconds(first) if first else NIL
        start = trigger if n == 0 else end_of_day(_date(piece.start - 1)) + 1
        end = NIL if s[1] == NIL else end_of_day(_date(s[1] - 1)) + 1
        segments.append((start, end, s[2], trigger, count, 0 if first else NIL, NIL, NIL))
    lowered.segments = segments
    lowered.anchor = trigger
    lowered.in_seconds = True
    times = {_time_of(j.visit) for j in lowered.judged if not j.why_not}
    lowered.contacts = sorted(t for t in times if t >= trigger)


def _seconds(length: Duration) -> int:
    hours = {"hours": 1, "days": 24, "weeks": 168}.get(length.unit, 24)
    return length.count * hours * 3600


def _time_of(visit: Visit) -> int:
    """Return when the visit was; the end of its day where the time is not known (S21)."""
    return seconds(visit.visit_at) if visit.visit_at else end_of_day(visit.visit_date)


def _date(day: int) -> date:
    return date.fromordinal(day)


# --- once between two events, and writing up --------------------------------------------------------


def _between_events(duty: Duty, asking: Asking) -> Iterator[Lowered]:
    """Yield a run from each event to the next; it is owed by the day before the next one."""
    child = asking.child
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
            lowered = _lowered((duty,), asking, (start, end), start, event.kind)
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


def _write_ups(duty: Duty, pack: Pack, child: Child) -> Iterator[Lowered]:
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
            segments=[_segment(piece, run[0], 0)],
            contacts=[written],
            judged=[Judged(visit)],
        )
