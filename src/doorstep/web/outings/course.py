"""How an outing went, worked out from what was said of it: the same in whatever order it was heard."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Word(StrEnum):
    """What can be said of an outing; `NEXT` is said by beginning another."""

    IN = "in"
    LONGER = "longer"
    OUT = "out"
    NEXT = "next"


class Said(NamedTuple):
    """One thing said: when it happened, when it was heard, for how many minutes; `key` breaks ties."""

    word: Word
    happened_at: datetime
    heard_at: datetime
    minutes: int
    key: str

    @property
    def at(self) -> datetime:
        """Return when it counts from: a phone whose clock is ahead cannot put an alert off.

        In UTC, for on the night on which an hour comes twice London's own times cannot be added to.
        """
        return min(self.happened_at.astimezone(UTC), self.heard_at.astimezone(UTC))


class Course(NamedTuple):
    """When somebody went in, until when they are expected back, and when they were out, if known."""

    started_at: datetime
    expected_at: datetime
    ended_at: datetime | None = None
    end_heard_at: datetime | None = None


def course(began: Said, said: Iterable[Said]) -> Course:
    """Return how an outing went.

    Of several ends the earliest counts. Longer is added to the time expected, or, if that has passed,
    to the time at which it was said; said after the end, it counts for nothing.
    """
    in_order = sorted(said, key=lambda each: (each.at, each.key))
    end = next((each for each in in_order if each.word in (Word.OUT, Word.NEXT)), None)
    expected = began.at + timedelta(minutes=began.minutes)
    for each in in_order:
        if each.word == Word.LONGER and (end is None or each.at <= end.at):
            expected = max(expected, each.at) + timedelta(minutes=each.minutes)
    if end is None:
        return Course(began.at, expected)
    return Course(began.at, expected, max(end.at, began.at), end.heard_at)
