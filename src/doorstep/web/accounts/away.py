"""Who is away and who covers, for every page that names a worker.

What is known of it is kept by an app above, which says here how to ask (`told_by`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple


class Away(NamedTuple):
    """That a worker is away on a day: until before which day, and who covers, if anybody."""

    until: date
    cover: str = ""


Asked = Callable[[frozenset[str], date], Mapping[str, Away]]
_askable: list[Asked] = []


def told_by(ask: Asked) -> None:
    """Let this function be asked, by worker ids and day, who is away."""
    if ask not in _askable:
        _askable.append(ask)


def away(worker_ids: Iterable[str], *, on: date) -> dict[str, Away]:
    """Return those of the workers who are away on a day, by worker id."""
    wanted = frozenset(worker_ids) - {""}
    found: dict[str, Away] = {}
    for ask in _askable if wanted else ():
        found |= ask(wanted, on)
    return found
