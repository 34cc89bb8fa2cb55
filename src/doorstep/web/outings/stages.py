"""Who is told when somebody is not back: the worker first, then the buddy, then the manager."""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

SETTLING = timedelta(minutes=1)
"""So long after a late start was heard: its end may stand behind it in the same phone."""


class Stage(IntEnum):
    """How far the telling has gone."""

    WORKER = 1
    BUDDY = 2
    MANAGER = 3


class Delays(NamedTuple):
    """Minutes: from the time expected to the worker, from there to the buddy, and to the manager."""

    worker: int
    buddy: int
    manager: int

    def after(self, stage: Stage) -> timedelta:
        """Return how long after the time expected a stage begins."""
        return timedelta(minutes=sum(self[: int(stage)]))


def due_at(stage: Stage, *, expected_at: datetime, heard_at: datetime, delays: Delays) -> datetime:
    """Return when a stage begins, at the earliest a moment after the start was heard."""
    return max(expected_at + delays.after(stage), heard_at + SETTLING)
