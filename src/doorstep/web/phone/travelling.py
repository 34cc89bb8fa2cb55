"""The order in which a day's doors are travelled: by agreed times, and by postcode between them.

No map and no distance is known: doors with the same unit, sector or outward code are taken to be near.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import time

FAR = 4
INWARD = 3  # signs of a postcode after the space


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One door: whose it is, its postcode, and the time that was agreed, if one was."""

    key: Hashable
    postcode: str = ""
    at: time | None = None


def apart(one: str, other: str) -> int:
    """Return how far apart two postcodes are taken to be, from 0 (the same) to 4 (not known to be near).

    Example:
        >>> apart("ZZ1 1AA", "ZZ11AA"), apart("ZZ1 1AA", "ZZ1 1AB"), apart("ZZ1 1AA", "ZZ1 2AA")
        (0, 1, 2)
        >>> apart("ZZ1 1AA", "ZZ2 1AA"), apart("ZZ1 1AA", "YY1 1AA"), apart("", "ZZ1 1AA")
        (3, 4, 4)
    """
    a, b = (text.replace(" ", "").upper() for text in (one, other))
    if len(a) <= INWARD or len(b) <= INWARD:
        return FAR
    if a == b:
        return 0
    outward, other_outward = a[:-INWARD], b[:-INWARD]
    if outward != other_outward:
        return 3 if _area(outward) == _area(other_outward) else FAR
    return 1 if a[-INWARD] == b[-INWARD] else 2


def _area(outward: str) -> str:
    return outward.rstrip("0123456789").rstrip() if outward[-1:].isdigit() else outward[:2]


def travelled(doors: Sequence[Door]) -> list[Door]:
    """Return the doors in the order to travel: those with a time by it, each other where it is near.

    Of places that are equally near the last is taken, so that who presses most, given first, comes first.
    """
    order = sorted((door for door in doors if door.at is not None), key=lambda d: d.at or time())
    for door in doors:
        if door.at is None:
            order.insert(_place(door, order), door)
    return order


def _place(door: Door, order: Sequence[Door]) -> int:
    return min(range(len(order), -1, -1), key=lambda n: _detour(door, order, n))


def _detour(door: Door, order: Sequence[Door], place: int) -> int:
    """Return how much further it is with the door at this place."""
    before, after = (
        order[place - 1] if place else None,
        order[place] if place < len(order) else None,
    )
    there = apart(before.postcode, door.postcode) if before else 0
    on = apart(door.postcode, after.postcode) if after else 0
    without = apart(before.postcode, after.postcode) if before and after else 0
    return there + on - without
