"""When something was written down against when it happened, and the reason that was given (S17)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from doorstep.web.components import plural
from doorstep.workdays import LONDON, Duration, england

IN_TIME = Duration(1, "working_days")
"""Assumed: written up to the end of the next working day is in time; no policy gives a number."""
LATE, TOLD_AT = "late", "told_at"


class Because(StrEnum):
    """Why something was recorded later."""

    NO_SIGNAL = "no_signal"
    EMERGENCY = "emergency"
    AWAY = "away"
    SYSTEM_DOWN = "system_down"
    TOLD_LATER = "told_later"
    OTHER = "other"


REASONS = {
    Because.NO_SIGNAL: "There was no signal, or the phone did not work",
    Because.EMERGENCY: "Something more urgent came first",
    Because.AWAY: "I was ill or on leave",
    Because.SYSTEM_DOWN: "The system was down",
    Because.TOLD_LATER: "I heard of it later from somebody else",
    Because.OTHER: "Another reason",
}
SAID = REASONS | {
    Because.AWAY: "Whoever wrote it was ill or on leave",
    Because.TOLD_LATER: "They heard of it later from somebody else",
}
"""The same as a record says it, of whoever wrote it."""


@lru_cache(maxsize=4096)
def in_time_until(happened_on: date) -> date:
    """Return the last day on which it is written in time: the working day after the one it happened."""
    return england().add(happened_on, IN_TIME)


def in_time_from(written_on: date) -> date:
    """Return the first day of which something written on a day is in time."""
    day = written_on
    while in_time_until(day - timedelta(1)) >= written_on:
        day -= timedelta(1)
    return day


def is_late(happened_on: date, written_at: datetime) -> bool:
    """Test whether it was written after the end of the next working day.

    Clause: assumed (S14): no policy says by when a visit is written down.
    """
    return written_at.astimezone(LONDON).date() > in_time_until(happened_on)


def told_at_of(details: Mapping[str, Any]) -> datetime | None:
    """Return when it was saved on a phone, from what is stored; None for what was written here."""
    told = details.get(TOLD_AT)
    return datetime.fromisoformat(told) if told else None


def written_at_of(row: Any) -> datetime:
    """Return when a record was written: on the phone where it was, not when it came in.

    What corrects or withdraws it was written here, whatever it carries on.
    """
    return row.recorded_at if row.corrects_id else first_written(row.details, row.recorded_at)


def first_written(details: Mapping[str, Any], received_at: datetime) -> datetime:
    """Return when something that corrects nothing was written; `received_at` is when it came in."""
    return told_at_of(details) or received_at


def days_between(happened_on: date, written_at: datetime) -> int:
    """Return how many days after it happened something was written."""
    return (written_at.astimezone(LONDON).date() - happened_on).days


def days_after(happened_on: date, written_at: datetime) -> str:
    """Return how long after the day it was written, in words; nothing on the day itself."""
    days = days_between(happened_on, written_at)
    return f"{plural(days, 'day')} after" if days > 0 else ""


def late_in_words(details: Mapping[str, Any]) -> str:
    """Return the reason that was given for recording late, or nothing."""
    told = details.get(LATE)
    if not told:
        return ""
    reason = SAID[Because(told["reason"])] if told["reason"] else ""
    return ": ".join(part for part in (reason, told["words"]) if part)
