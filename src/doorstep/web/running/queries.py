"""Read how the regular work stands."""

from datetime import date, datetime

from django.db.models import Max, Min

from doorstep.web.caseload.models import Answer
from doorstep.web.running.models import Job


def job(name: str) -> Job:
    """Return how a job stands; blank if it was never done."""
    return Job.objects.filter(name=name).first() or Job(name=name)


def oldest_answer(*, on: date) -> date | None:
    """Return the day the oldest stored answer is for, of those a day can change; None without any."""
    open_cases = Answer.objects.exclude(closed_until__gt=on)
    day: date | None = open_cases.aggregate(Min("as_at"))["as_at__min"]
    return day


def last_beat() -> datetime | None:
    """Return when a worker last said that it is alive."""
    at: datetime | None = Job.objects.aggregate(Max("beat_at"))["beat_at__max"]
    return at
