"""Keep a diary of one clock, a page a day: the plain meaning of S3, S5, S6, S10, S11, S13 and S20.

Every page asks afresh what is due; nothing is carried over but when the running interval opened and
what was due last night.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple


class Asks(NamedTuple):
    """What is asked on a day: who asks, and the due day for a clock started by anchor or visit.

    `first` and `every` take a day and give the due day; None where nothing is owed (S13).
    """

    name: Hashable
    first: Callable[[int], int] | None
    every: Callable[[int], int] | None


class Row(NamedTuple):
    name: Hashable
    opened: int
    counted_from: int
    due: int
    closed: int | None
    outcome: str


NOTHING = Asks("nothing", None, None)


def diary(
    run: tuple[int, int | None],
    anchor: int,
    asked: Callable[[int], Asks],
    contacts: Sequence[int],
    as_at: int,
) -> list[Row]:
    """Return the intervals of a run `[start, end)` to the end of the day `as_at`."""
    start, end = run
    over = end is not None and end <= as_at
    contacts = [c for c in contacts if c >= anchor]  # S20: contacts count from the anchor on
    rows: list[Row] = []
    opened, last_night, changed = None, None, None
    yesterday = asks = asked(start)
    clock = anchor
    for today in range(start, end if over else as_at + 1):
        asks = asked(today)
        seen = [c for c in contacts if c < today]
        clock = seen[-1] if seen else anchor
        if asks.name != yesterday.name:
            changed = today
        due = _due(asks, clock, bool(seen), changed)
        if asks.name != yesterday.name and last_night is not None:
            if last_night < today:  # S10: what was overdue was missed
                rows.append(Row(yesterday.name, opened, clock, last_night, None, "missed"))
                opened = None
            elif due is None:
                rows.append(Row(yesterday.name, opened, clock, last_night, None, "ended"))
                opened = None
        if due is not None and opened is None:
            opened = today
        if today in contacts:
            if due is not None:
                outcome = "in_time" if today <= due else "late"  # S3
                rows.append(Row(asks.name, opened, clock, due, today, outcome))
            clock = today
            due = _due(asks, clock, True, changed)
            opened = today if due is not None else None
        yesterday, last_night = asks, due
    if last_night is not None:
        rows.append(Row(asks.name, opened, clock, last_night, None, _left(last_night, run, as_at)))
    return rows


def _due(asks: Asks, clock: int, visited: bool, changed: int | None) -> int | None:
    length = asks.every if visited else asks.first
    if length is None:
        return None
    return length(clock) if changed is None else max(length(clock), changed)


def _left(due: int, run: tuple[int, int | None], as_at: int) -> str:
    """Return the outcome of what nobody closed."""
    if run[1] is not None and run[1] <= as_at:
        return "missed" if due < run[1] else "ended"
    return "open_overdue" if due < as_at else "open"
