"""Phone clocks are wrong: by how much one was, and which day and time are meant (ADR 33)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError

from doorstep.web.components import plural
from doorstep.web.fields import TimeField
from doorstep.workdays import LONDON

LEEWAY = timedelta(seconds=120)
LONGEST_DRAFT = timedelta(31)
"""So long before it was saved a phone may have put the time on a form; what lies beyond was typed."""
Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneClock:
    """What a phone's clock said when something was saved, and what there is to add to it.

    `off_by` is by how many seconds it was ahead when it was sent; `at` is when it came, by our clock.
    """

    told_at: datetime
    off_by: int
    shift: timedelta
    at: datetime

    @property
    def saved_at(self) -> datetime:
        """Return when it was saved, the clock set right; never later than now."""
        return self.right(self.told_at)

    @property
    def was_wrong(self) -> bool:
        """Test whether the clock was wrong when it was saved, or when it was sent."""
        return bool(self.shift) or abs(self.off_by) > LEEWAY.total_seconds()

    def right(self, instant: datetime) -> datetime:
        """Return an instant of the phone's clock set right; never later than now."""
        return min(instant + self.shift, self.at)

    def stamp(self, instant: datetime) -> datetime:
        """Return a moment that the phone put on a form itself, set right.

        A page that knows how wrong its clock is may have set it right already: then it lies nearer to
        when it was saved as it stands.
        """
        both = (self.right(instant), min(instant, self.at))
        return min(both, key=lambda each: abs(each - self.saved_at))

    def put_there(self, instant: datetime) -> bool:
        """Test whether the phone itself can have put a moment on a form, by its clock or set right."""
        first, last = sorted((self.told_at, self.saved_at))
        return first - LONGEST_DRAFT <= instant <= last + LEEWAY

    def written_at(self, fields: Fields) -> datetime:
        """Return when what the fields say was written: when it was saved, but never before its own day.

        A clock that was so wrong, unknown to the phone, says nothing; then it is when it came.
        """
        told = _moment_of(fields)
        day = told[0].date() if told else None
        early = day is not None and self.saved_at.astimezone(LONDON).date() < day
        return self.at if early else self.saved_at

    def words(self, *, stamped: bool) -> str:
        """Return what was wrong with the clock and what was done about it; nothing where nothing was."""
        if not self.was_wrong:
            return ""
        ahead = -self.shift if self.shift else timedelta(seconds=self.off_by)
        said = (
            f"The phone’s clock was {_long(ahead)} {'ahead' if ahead > timedelta() else 'behind'}"
        )
        if not stamped:
            return f"{said}; day and time are as they were typed."
        if not self.shift:
            return f"{said}; the time is as it was saved."
        was_right = abs(self.off_by) <= LEEWAY.total_seconds()
        since = " When it was sent, the clock was right." if was_right else ""
        return f"{said}; the time was set right.{since}"


def clock_of(
    told_at: datetime, sent_at: datetime, offset: float | None, *, at: datetime
) -> PhoneClock:
    """Return how a phone's clock was when something was saved.

    `offset` is what it knew then of the difference to ours, in seconds; it counts unless that would
    put the saving into the future.
    """
    now = at - sent_at
    known = now if offset is None else timedelta(seconds=offset)
    shift = known if told_at + known <= at + LEEWAY else now
    return PhoneClock(
        told_at=told_at,
        off_by=round(-now.total_seconds()),
        shift=shift if abs(shift) > LEEWAY else timedelta(),
        at=at,
    )


def set_right(fields: Fields, clock: PhoneClock, *, stamped: bool) -> Fields:
    """Return the fields of a form with its day and time set right, if they were the phone's own.

    What somebody typed stays, but for the minutes by which a clock is usually fast.
    """
    told = _moment_of(fields)
    if told is None:
        return fields
    on, hour = told
    instant = datetime.combine(on, hour or _saved(clock), LONDON)
    stamped = stamped and clock.put_there(instant)
    if hour is None:
        return fields | _boxes(clock.stamp(instant).astimezone(LONDON)) if stamped else fields
    if stamped:
        right = clock.stamp(instant)
    else:
        right = clock.at if clock.at < instant <= clock.at + LEEWAY else instant
    if right == instant:
        return fields
    right = right.astimezone(LONDON)
    return fields | _boxes(right) | {"visit_time": f"{right:%H:%M}"}


def _saved(clock: PhoneClock) -> time:
    """Return the time of day at which something was saved, for a day without a time of its own."""
    return clock.told_at.astimezone(LONDON).time()


def _moment_of(fields: Fields) -> tuple[datetime, time | None] | None:
    """Return the day and time in the fields; nothing where they cannot be read: the form will say so."""
    try:
        year, month, day = (int(str(fields[f"visit_date-{p}"])) for p in ("year", "month", "day"))
        on = datetime(year, month, day)  # noqa: DTZ001 (a day in three boxes)
        return on, TimeField(required=False).clean(fields.get("visit_time", ""))
    except (KeyError, ValueError, OverflowError, ValidationError):
        return None


def _boxes(on: datetime) -> Fields:
    return {f"visit_date-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def _long(told: timedelta) -> str:
    """Return how long in words, of the largest unit that fits."""
    minutes = round(abs(told).total_seconds() / 60)
    if minutes >= 24 * 60:
        return plural(round(minutes / 1440), "day")
    return plural(round(minutes / 60), "hour") if minutes >= 90 else plural(minutes, "minute")
