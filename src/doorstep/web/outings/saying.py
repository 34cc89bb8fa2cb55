"""What is said of an outing, in messages and on pages; messages name nobody and no place."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from doorstep.web.components import clock_time, moment, plural
from doorstep.web.outings.models import Outing
from doorstep.web.outings.stages import SETTLING, Stage
from doorstep.workdays import LONDON

ENDING = "This message names nobody, so that it can be read by whoever sees it."
ASKS = {
    Stage.WORKER: (
        "Doorstep: are you out again?",
        "You said that you would be out by {time}. If you are, say so; if you need longer, say that"
        " all is well. Otherwise your buddy is asked to ring you, and then your manager.",
    ),
    Stage.BUDDY: (
        "Doorstep: a colleague is not back",
        "A colleague who named you, or whose team you manage, was expected back by {time} and has not"
        " said that they are out. Ring them now, and say what you heard.",
    ),
    Stage.MANAGER: (
        "Doorstep: a worker is still not back",
        "A worker of your team was expected back by {time} and has not said that they are out. Find"
        " out where they are now, and say what you heard.",
    ),
}


class Text(NamedTuple):
    """The subject and the body of a message."""

    subject: str
    body: str


def key_of(row: Outing, stage: int, expected_at: datetime) -> str:
    """Return how the keys of a stage's messages begin; whom each is to stands behind it."""
    return f"outing:{row.pk}:{int(stage)}:{expected_at.timestamp():.0f}:"


def not_back(row: Outing, stage: Stage, *, at: datetime) -> Text:
    """Return what somebody is told at a stage, with how old the news is."""
    subject, asked = ASKS[stage]
    first = asked.format(time=moment(row.expected_at.astimezone(LONDON)))
    return Text(subject, _body([first, _news(row, at)], row))


def all_well(row: Outing) -> Text:
    """Return what is told to those who were worried."""
    if row.ended_at is None:
        until = moment(row.expected_at.astimezone(LONDON))
        first = f"The colleague who was not back has said that all is well, until {until}."
        return Text("Doorstep: all is well, it takes longer", _body([first], row))
    said = moment(row.ended_at.astimezone(LONDON))
    first = f"The colleague who was not back is out since {said}. Nothing more is to be done."
    return Text("Doorstep: your colleague is out", _body([first], row))


def _news(row: Outing, at: datetime) -> str:
    """Return when this was written; and that the start itself was heard late, where it was."""
    written = f"Written at {moment(at.astimezone(LONDON))}."
    if row.recorded_at < row.expected_at:
        return written
    heard = moment(row.recorded_at.astimezone(LONDON))
    return (
        f"{written} That they went in was only heard at {heard}, when they were to be out already:"
        " their phone may have had no signal."
    )


def _body(said: list[str], row: Outing) -> str:
    address = reverse("outing", args=[row.pk])
    where = f"Where, and what is known: {settings.SITE}{address}" if settings.SITE else ""
    parts = [*said, where or "Sign in to see where, and what is known.", ring(), ENDING]
    return "\n\n".join(part for part in parts if part) + "\n"


def ring() -> str:
    """Return whom to ring, in the authority's own words."""
    return str(settings.LONE_WORKING_RING)


# --- on pages -----------------------------------------------------------------------------------------


def standing(row: Outing, at: datetime) -> tuple[str, str]:
    """Return how an outing stands in words, with the colour they stand in."""
    if row.ended_at is not None:
        return f"Out again at {_time(row.ended_at, at)}", "grey"
    left = row.expected_at - at
    if left <= timedelta(0):
        return f"Not back: {span(-left)} over", "red"
    return f"{span(left)} left", "green"


def span(time: timedelta) -> str:
    """Return a length of time in hours and minutes, begun minutes left out.

    Example:
        >>> span(timedelta(minutes=75)), span(timedelta(seconds=20)), span(timedelta(hours=2))
        ('1 hour 15 minutes', 'less than a minute', '2 hours')
    """
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    said = [plural(hours, "hour")] if hours else []
    said += [plural(minutes, "minute")] if minutes else []
    return " ".join(said) or "less than a minute"


def heard_late(happened_at: datetime, recorded_at: datetime) -> str:
    """Return how long after it happened something was heard, where that is worth saying."""
    gap = recorded_at - happened_at
    if gap < timedelta(0):
        return f"by a clock that was {span(-gap)} ahead" if -gap > SETTLING else ""
    return f"heard {span(gap)} later" if gap > SETTLING else ""


def _time(time: datetime, at: datetime) -> str:
    """Return a time of day, with the day where it is another than that of `at`."""
    local = time.astimezone(LONDON)
    same = local.date() == at.astimezone(LONDON).date()
    return clock_time(local) if same else moment(local)


def time_of(time: datetime, at: datetime) -> str:
    """Return a time as a page says it: of today the time alone."""
    return _time(time, at)
