"""Hold, renew and finish jobs: a held job is nobody else's, and one whose holder died runs free."""

from datetime import datetime, timedelta

from django.db.models import Q

from doorstep.web.running.models import Job

HELD_FOR = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=10)


class LostError(Exception):
    """The job was held too long without a sign of life, and another worker took it."""


def beat(*, name: str, now: datetime) -> None:
    """Say that a worker is alive."""
    Job.objects.update_or_create(name=name, defaults={"beat_at": now})


def take(*, name: str, holder: str, now: datetime) -> bool:
    """Hold a job, and return whether it could be had: one statement, so that only one has it."""
    Job.objects.get_or_create(name=name)
    free = Q(held_until=None) | Q(held_until__lte=now) | Q(held_by=holder)
    ready = Q(not_before=None) | Q(not_before__lte=now)
    rows = Job.objects.filter(free, ready, name=name)
    return bool(rows.update(held_by=holder, held_until=now + HELD_FOR, beat_at=now))


def renew(*, name: str, holder: str, now: datetime) -> None:
    """Go on holding a job.

    Raises: LostError if another has it by now.
    """
    mine = Job.objects.filter(name=name, held_by=holder)
    if not mine.update(held_until=now + HELD_FOR, beat_at=now):
        raise LostError(name)


def finish(*, name: str, holder: str, now: datetime, done_for: str) -> None:
    """Let go of a job that is done."""
    Job.objects.filter(name=name, held_by=holder).update(
        held_by="",
        held_until=None,
        done_at=now,
        done_for=done_for,
        failures=0,
        not_before=None,
    )


def let_go(*, name: str, holder: str) -> None:
    """Let go of a job that was not finished, so that it can be taken at once."""
    Job.objects.filter(name=name, held_by=holder).update(held_by="", held_until=None)


def put_off(*, name: str, holder: str, now: datetime, failures: int) -> None:
    """Let go of a job that failed; it is tried again later, after each failure later still."""
    wait = min(timedelta(seconds=5 * 2 ** min(failures, 10)), LONGEST_WAIT)
    Job.objects.filter(name=name, held_by=holder).update(
        held_by="", held_until=None, failures=failures + 1, not_before=now + wait
    )
