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


class Book:
    """The pages written so far: closed intervals, when the running one opened, what is due."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.opened: int | None = None
        self.due: int | None = None
        self.changed: int | None = None

    def close(self, name: Hashable, clock: int, closed: int | None, outcome: str) -> None:
        self.rows.append(Row(name, self.opened, clock, self.due, closed, outcome))
        self.opened = None

    def change(self, today: int, before: Asks, due: int | None, clock: int) -> None:
        """Note that another thing is asked from today (S10)."""
        if self.due is not None and self.due < today:  # what was overdue was missed
            self.close(before.name, clock, None, "missed")
        elif self.due is not None and due is None:
            self.close(before.name, clock, None, "ended")

    def owe(self, today: int, due: int | None) -> None:
        if self.opened is None and due is not None:
            self.opened = today
        self.due = due


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
    book = Book()
    before = asks = asked(start)
    clock = anchor
    for today in range(start, end if over else as_at + 1):
        asks = asked(today)
        seen = [c for c in contacts if c < today]
        clock = seen[-1] if seen else anchor
        if asks.name != before.name:
            book.changed = today
        due = _due(asks, clock, bool(seen), book.changed)
        if asks.name != before.name:
            book.change(today, before, due, clock)
        book.owe(today, due)
        if today in contacts:
            if due is not None:
                book.close(asks.name, clock, today, "in_time" if today <= due else "late")  # S3
            clock = today
            book.owe(today, _due(asks, clock, True, book.changed))
        before = asks
    if book.due is not None:
        book.close(asks.name, clock, None, _left(book.due, run, as_at))
    return book.rows


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
