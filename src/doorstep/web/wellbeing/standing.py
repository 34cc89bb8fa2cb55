"""Which word holds for somebody on a day, and what it lets them do; no database here.

Of all that was said of a day the newest word holds: by the day it was said, then by when it was written.
That goes for absences a manager set (`moves.Absence`) beside what is said here. Without an end, a word
lasts until the person is said to be well, or something else is said without an end; what is said of
some days only lies over it, and afterwards it holds again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from doorstep.web.wellbeing.words import MAY_WORK_FROM_HOME, Category, Source, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Something said of somebody's days `[start, end)`; without a state it is an absence."""

    person: int
    state: State | None
    start: date
    end: date | None
    said_on: date
    recorded_at: datetime
    source: Source
    from_home: bool = False
    look_on: date | None = None
    pk: int = 0

    @property
    def newness(self) -> tuple[date, datetime, int]:
        """Return what words are put in order by."""
        return self.said_on, self.recorded_at, self.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What somebody can do on a day, and whose word that is.

    Where nobody said anything, work is as usual: `state` is none and `source` says so. An absence has
    no state either: what it is for is not known here.
    """

    person: int
    state: State | None = None
    can_visit: bool = True
    can_work: bool = True
    since: date | None = None
    until: date | None = None
    look_on: date | None = None
    source: Source = Source.NOBODY

    @property
    def category(self) -> Category:
        """Return all that a colleague is told."""
        if self.source == Source.NOBODY:
            return Category.NOT_SAID
        if self.can_visit:
            return Category.CAN_VISIT
        return Category.FROM_HOME if self.can_work else Category.AWAY


def standing(person: int, words: Iterable[Spoken], *, on: date) -> Availability:
    """Return how one person stands on a day, of all that was said of them."""
    told = [word for word in words if word.person == person]
    holding = [(word, end) for word, end in with_ends(told) if _covers(word.start, end, on)]
    if not holding:
        return Availability(person=person)
    word, end = max(holding, key=lambda each: each[0].newness)
    return Availability(
        person=person,
        state=word.state,
        can_visit=word.state == State.WELL,
        can_work=_can_work(word),
        since=word.start,
        until=end,
        look_on=word.look_on,
        source=word.source,
    )


def with_ends(told: list[Spoken]) -> Iterator[tuple[Spoken, date | None]]:
    """Yield each word with the day it is over: a word without an end, when a later one ends it."""
    for word in told:
        if word.end is not None:
            yield word, word.end
            continue
        later = (w for w in told if w.newness > word.newness and w.start >= word.start)
        yield word, min((w.start for w in later if _ends_others(w)), default=None)


def _ends_others(word: Spoken) -> bool:
    return word.state == State.WELL or word.end is None


def _covers(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or on < end)


def _can_work(word: Spoken) -> bool:
    if word.state in (State.WELL, State.WORKING_FROM_HOME):
        return True
    return word.state in MAY_WORK_FROM_HOME and word.from_home
