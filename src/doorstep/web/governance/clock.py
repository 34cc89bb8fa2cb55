"""How long a subject access request may take: a month, less pauses, with two more; no database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from doorstep.workdays import Duration, WorkingDays

MONTH, EXTENDED = Duration(1, "months"), Duration(3, "months")
EXTEND_WITHIN = "An extension is told to the person within the first month."


class Pause(NamedTuple):
    """The clock stands from a day until another, while the person is asked what they mean."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When the time began, by when the copy is owed, and how many days are left.

    Without a start nothing runs yet: who is asking is not known. `paused_since` is set while it stands.
    """

    start: date | None
    due_on: date | None
    days_left: int
    paused_since: date | None = None
    days_paused: int = 0

    @property
    def is_late(self) -> bool:
        """Test whether the day it is owed by has gone."""
        return self.due_on is not None and self.days_left < 0


def clock(
    *,
    received: date,
    identified: date | None,
    pauses: Iterable[Pause] = (),
    extended: bool = False,
    on: date,
    working_days: WorkingDays,
) -> Clock:
    """Return how the clock of a request stands on a day.

    It runs from the day the request came, or on which it was known who asks if that was later, to the
    same day of the month after (its last, where there is none such); days of pauses are added; an end
    on a day that is no working day moves to the next that is.
    """
    if identified is None:
        return Clock(start=None, due_on=None, days_left=0)
    start = max(received, identified)
    stood = [p for p in pauses if p.end is None or p.end > start]
    days = sum((_over(p, on) - max(p.start, start)).days for p in stood)
    end = working_days.add(start, EXTENDED if extended else MONTH) + timedelta(days)
    due_on = next_working_day(end, working_days)
    standing = next((p.start for p in stood if p.end is None), None)
    return Clock(
        start=start,
        due_on=due_on,
        days_left=(due_on - on).days,
        paused_since=standing,
        days_paused=days,
    )


def _over(pause: Pause, on: date) -> date:
    return pause.end if pause.end is not None else max(on, pause.start)


def next_working_day(day: date, working_days: WorkingDays) -> date:
    """Return a day if it is a working day, else the next that is."""
    before = day - timedelta(1)
    if working_days.working_days_between(before, day):
        return day
    return working_days.add(day, Duration(1, "working_days"))


def may_extend(*, start: date | None, on: date, working_days: WorkingDays) -> bool:
    """Test whether it can still be said within the first month that it takes longer."""
    if start is None:
        return True
    return on <= next_working_day(working_days.add(start, MONTH), working_days)
