"""Who is away and who covers, for every page that names a worker.

What is known of it is kept by an app above, which says here how to ask (`told_by`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Value
from django.db.models.expressions import Combinable

SHARED = "|"


class Away(NamedTuple):
    """That a worker is away on a day: until before which day, and who covers, if anybody."""

    until: date
    cover: str = ""

    @property
    def words(self) -> str:
        """Return it as pages say it.

        Example:
            >>> Away(date(2026, 12, 3), "Ben Cole").words, Away(date(2026, 12, 3)).words
            ('away until 3 Dec 2026, Ben Cole covers', 'away until 3 Dec 2026, nobody covers')
        """
        until = f"{self.until.day} {self.until:%b} {self.until.year}"
        return f"away until {until}, {self.cover or 'nobody'} covers"


Asked = Callable[[frozenset[str], date], Mapping[str, Away]]
Column = Callable[[str, date], Combinable]
_askable: list[tuple[Asked, Column]] = []


def told_by(ask: Asked, column: Column) -> None:
    """Let these be asked who is away: by worker ids and day, and beside the rows of a query."""
    if (ask, column) not in _askable:
        _askable.append((ask, column))


def away(worker_ids: Iterable[str], *, on: date) -> dict[str, Away]:
    """Return those of the workers who are away on a day, by worker id."""
    wanted = frozenset(worker_ids) - {""}
    found: dict[str, Away] = {}
    for ask, _ in _askable if wanted else ():
        found |= ask(wanted, on)
    return found


def away_beside(worker_id: str, *, on: date) -> Combinable:
    """Return a column that says, beside each row, whether the worker that it names is away.

    `away_in` reads it; a list has it without a query of its own.
    """
    for _, column in _askable:
        return column(worker_id, on)
    return Value("", output_field=CharField())


def away_in(told: str | None) -> Away | None:
    """Return what a column of `away_beside` says."""
    if not told:
        return None
    until, _, cover = told.partition(SHARED)
    return Away(date.fromisoformat(until), cover)
