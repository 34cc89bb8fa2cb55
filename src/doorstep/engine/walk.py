"""Turn requirement segments and contact days into intervals. Integers only.

No objects, no dates, no exceptions: the same source runs interpreted for one child and can be
compiled for a nation. Time is in days (ordinals) for duties in days, in seconds for duties in hours;
one call never mixes the two.
"""

from collections.abc import Sequence

from doorstep.workdays import Calendar, after

START, END, CARRIES, ANCHOR, FIRST, FIRST_UNIT, EVERY, EVERY_UNIT = range(8)
NIL, FAR = -1, 10**12  # no time; nothing is owed
IN_TIME, LATE, MISSED, ENDED, OPEN, OPEN_OVERDUE = range(6)

Segment = tuple[int, int, int, int, int, int, int, int]  # indexed by the names above
Interval = tuple[int, int, int, int, int, int]


def walk(
    segments: Sequence[Segment], contacts: Sequence[int], as_at: int, calendar: Calendar
) -> list[Interval]:
    """Return (opened, counted_from, due, closed, outcome, segment), soonest first.

    Clause: S3, S6, S10, S11, S20. FIRST is NIL where nothing is owed before the first contact,
            EVERY where nothing is owed after it; both where the duty is suspended (S13).
    Order:  segments and contacts ascending and distinct; `as_at` is included (S27).
    """
    found = []
    at = 0  # the next contact
    opened = counted_from = due = since = NIL
    carried = visited = False
    for k in range(len(segments)):
        s = segments[k]
        start = s[START]
        if start > as_at:
            break
        stop = s[END] if s[END] != NIL and s[END] <= as_at else as_at + 1
        if not carried:  # a new kind of episode starts a new clock
            opened, counted_from, visited = start, s[ANCHOR], False
            since = s[ANCHOR]
            at = 0
            due = _due(s, counted_from, visited, calendar)
        else:  # the clock's start stays, the new due day is not before the change (S10)
            new = max(_due(s, counted_from, visited, calendar), start)
            if due < start:
                found.append((opened, counted_from, due, NIL, MISSED, k - 1))
            elif due < FAR and new == FAR:
                found.append((opened, counted_from, due, NIL, ENDED, k - 1))
            if due < start or due == FAR:
                opened = start
            due = new
        while at < len(contacts) and contacts[at] < stop:
            day = contacts[at]
            at += 1
            if day < since:
                continue
            if day >= start:
                if due < FAR:
                    outcome = IN_TIME if day <= due else LATE
                    found.append((opened, counted_from, due, day, outcome, k))
                opened = day
            counted_from, visited = day, True
            due = _due(s, counted_from, visited, calendar)
        ends = stop <= as_at
        carried = ends and k + 1 < len(segments) and segments[k + 1][CARRIES] == 1
        if due < FAR and not carried:
            if ends:
                outcome = MISSED if due < stop else ENDED
            else:
                outcome = OPEN_OVERDUE if due < as_at else OPEN
            found.append((opened, counted_from, due, NIL, outcome, k))
    return found


def _due(s: Segment, counted_from: int, visited: bool, calendar: Calendar) -> int:
    if visited:
        if s[EVERY] == NIL:
            return FAR
        return after(counted_from, s[EVERY], s[EVERY_UNIT], calendar)
    if s[FIRST] == NIL:
        return FAR
    return after(counted_from, s[FIRST], s[FIRST_UNIT], calendar)
