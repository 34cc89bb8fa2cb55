"""One run of a chain of duties: what is asked when, which visits count, as `walk` takes it."""

from dataclasses import dataclass
from datetime import date, datetime

from doorstep.engine.asked import Asked, Piece
from doorstep.engine.child import Child
from doorstep.engine.counting import Judged, judge
from doorstep.engine.requirement import requirements
from doorstep.engine.rulings import why_refused
from doorstep.engine.spans import NEVER_ENDS, Span
from doorstep.engine.walk import NIL, Segment
from doorstep.facts import Visit
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.workdays import DAYS, LONDON, Duration, after, as_integers, england

Chain = tuple[Duty, ...]


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


def lowered_run(chain: Chain, asking: Asking, run: Span, anchor: int, named: str) -> Lowered | None:
    """Return a run lowered, its clock starting on `anchor`; None if nothing is asked in it."""
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
    judged = judged_done(chain, asking, pieces, anchor, settled)
    days = sorted({j.day.toordinal() for j in judged if not j.why_not})
    segments = [segment(piece, anchor, n) for n, piece in enumerate(pieces)]
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


def _too_early(child: Child, anchor: int) -> list[Judged]:
    """Return the last visit before the clock started, which does not count (S6), if there is one."""
    start = date.fromordinal(anchor)
    return [
        Judged(visit, f"it was before the clock started on {start.day} {start:%B %Y}")
        for visit in child.visits_between(0, anchor)[-1:]
    ]


def piece_on(pieces: list[Piece], day: int) -> Piece | None:
    """Return the piece that holds a day."""
    return next((p for p in pieces if p.start <= day < p.end), None)


def _is_suspended(piece: Piece) -> bool:
    return piece.asked is not None and piece.asked.is_suspended


def judged_done(
    chain: Chain, asking: Asking, pieces: list[Piece], since: int, settled: int | None
) -> list[Judged]:
    """Return what was done in the run that may meet its duties: visits, or the events that meet them."""
    if chain[0].is_decision:
        kinds = {kind for duty in chain for kind in duty.met_by}
        events = [e for kind in sorted(kinds) for e in asking.child.events(kind)]
        inside = (e for e in events if since <= e.event_date.toordinal() < pieces[-1].end)
        return [Judged(e) for e in sorted(inside, key=lambda e: e.event_date)]
    judged = judged_visits(chain, asking, pieces, since, settled)
    return judged if asking.now else [*_too_early(asking.child, since), *judged]


def judged_under(pack: Pack, visit: Visit, duty: Duty, child: Child) -> Judged:
    """Return whether a visit counts for the duty that day: by what counts, unless a rule refuses it."""
    value = pack.counts[duty.counts].on(visit.visit_date.toordinal())
    judged = judge(visit, duty, value, child)
    if judged.why_not or not pack.refusing:
        return judged
    return judged._replace(why_not=why_refused(visit, pack, child, value))


def judged_visits(
    chain: Chain, asking: Asking, pieces: list[Piece], since: int, settled: int | None
) -> list[Judged]:
    """Return each visit of the run, judged by what counted for the duty in force on its day.

    With `settled`, go back from the latest only as far as the first day with one that counts from
    that day on; all visits of that day are judged.
    Order: by day.
    """
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
        judged = judged_under(asking.pack, visit, duty, asking.child)
        found.append(judged)
        if settled is not None and day >= settled and not judged.why_not:
            enough = day
    return found[::-1]


def segment(piece: Piece, anchor: int, number: int) -> Segment:
    """Return the segment of a piece; all but the first carry the clock on (S10)."""
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
