"""One example as a picture: days on a line, what was done on them, and the day something is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from doorstep.engine.counting import Judged
from doorstep.engine.intervals import day_of
from doorstep.engine.obligations import Obligation
from doorstep.policy.plain.names import on_day
from doorstep.workdays import is_bank_holiday

Shape = Literal["start", "counted", "not_counted", "due", "asked"]
SHOWN = 8  # contacts on one line
LEFT, WIDE = 5.0, 88.0  # per cent of the picture's width
NEAR_LEFT, NEAR_RIGHT = 20.0, 80.0
ROOM = 22.0  # per cent of the width that a short date needs
DAILY, WEEKLY = 45, 190  # days up to which every day, or every Monday, has a tick
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something on the line: its shape, its place in per cent, its label and what it means."""

    shape: Shape
    day: date
    at: float
    label: str
    means: str

    @property
    def anchor(self) -> str:
        """Return to which side its label runs, so that it stays inside the picture."""
        if self.at < NEAR_LEFT:
            return "start"
        return "end" if self.at > NEAR_RIGHT else "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A day on the line: a working day is long, another short."""

    at: float
    is_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The marks and ticks of one picture, and all of it in words."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]

    @property
    def words(self) -> str:
        """Return what the picture shows, in the order of the days."""
        told = sorted(self.marks, key=lambda m: (m.day, ORDER[m.shape]))
        return ". ".join(f"{on_day(m.day)}: {m.means}" for m in told) + "."


ORDER: dict[Shape, int] = {"start": 0, "counted": 1, "not_counted": 1, "due": 2, "asked": 3}


def timeline(o: Obligation, as_at: date, contacts: Iterable[Judged]) -> Timeline:
    """Return the picture of one obligation as at a day, with those of its contacts it is to show."""
    start = date.fromordinal(o.lowered.day(o.lowered.anchor))
    due = day_of(o.due_at) if o.due_at else None
    shown = _last(contacts)
    days = [start, as_at, *([due] if due else []), *(day for day, _, _ in shown)]
    line = Line(min(days), max(days), rests=o.duty.rests_on_bank_holidays)
    found = [line.mark("start", start, _short(start), "the clock starts")]
    found += _contact_marks(line, shown, found[0])
    if due is not None:
        found.append(line.mark("due", due, f"due {_short(due)}", "it is due"))
    found.append(line.mark("asked", as_at, f"asked {_short(as_at)}", "the day asked about"))
    return Timeline(marks=tuple(found), ticks=tuple(line.ticks()))


def _last(contacts: Iterable[Judged]) -> list[tuple[date, bool, str]]:
    """Return the last contacts as (day, whether it counts, why not), one for each day and answer."""
    found = {(j.day, not j.why_not): j.why_not for j in contacts}
    return [(day, counts, why) for (day, counts), why in sorted(found.items())][-SHOWN:]


def _contact_marks(
    line: "Line", contacts: Iterable[tuple[date, bool, str]], start: Mark
) -> list[Mark]:
    """Return the contacts, each with its day beside it where no other day stands there yet."""
    found: list[Mark] = []
    for day, counts, why in contacts:
        told = [mark.at for mark in (start, *found) if mark.label]
        free = all(abs(line.at(day) - at) >= ROOM for at in told)
        means = "it counts" if counts else f"it does not count, because {why}"
        shape: Shape = "counted" if counts else "not_counted"
        found.append(line.mark(shape, day, _short(day) if free else "", means))
    return found


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a day to another, along the width of a picture."""

    low: date
    high: date
    rests: bool = True  # whether bank holidays are no working days

    @property
    def length(self) -> int:
        """Return how many days it is long; at least a week, so that marks do not fall together."""
        return max((self.high - self.low).days, 7)

    def at(self, day: date) -> float:
        """Return where a day lies, in per cent of the width."""
        return round(LEFT + WIDE * (day - self.low).days / self.length, 2)

    def mark(self, shape: Shape, day: date, label: str, means: str) -> Mark:
        """Return a mark on a day of the line."""
        return Mark(shape=shape, day=day, at=self.at(day), label=label, means=means)

    def ticks(self) -> Iterable[Tick]:
        """Yield the ticks: each day of a short line, each Monday of a longer one, else each month."""
        for number in range(self.length + 1):
            day = self.low + timedelta(number)
            if self._has_tick(day):
                works = day.weekday() < SATURDAY and not (self.rests and is_bank_holiday(day))
                yield Tick(at=self.at(day), is_long=works or self.length > DAILY)

    def _has_tick(self, day: date) -> bool:
        if self.length <= DAILY:
            return True
        return day.weekday() == 0 if self.length <= WEEKLY else day.day == 1
