"""The worker's regular work on records: until when each is kept, and what goes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from doorstep.web.caseload.models import Child
from doorstep.web.governance.queries import schedule_now, waited_for
from doorstep.web.governance.services.disposing import dispose_of_due
from doorstep.web.governance.services.keeping import work_out_all
from doorstep.web.outings.forgetting import forget_numbers, with_numbers
from doorstep.web.wellbeing.models import TestReminder, Word
from doorstep.web.wellbeing.services import forget
from doorstep.workdays import LONDON

Step = Callable[[str], None]


def keeping_wanted(at: datetime) -> str | None:
    """Return today and the schedule's mark: a new day or another schedule makes it due.

    Raises: ScheduleError.
    """
    if not Child.objects.exists():
        return None
    mark = sha256(schedule_now().model_dump_json().encode()).hexdigest()[:16]
    return f"{at.astimezone(LONDON).date()} {mark}"


def keeping(at: datetime, step: Step) -> int:
    """Work out until when every record is kept."""
    return work_out_all(at=at, step=step)


def disposing_wanted(at: datetime) -> str | None:
    """Return today if a wait is over: what is due goes once a night."""
    on = at.astimezone(LONDON).date()
    return on.isoformat() if waited_for(on=on).exists() else None


def disposing(at: datetime, step: Step) -> int:
    """Dispose of what was approved and waited for, unless something keeps it."""
    return dispose_of_due(at=at, step=step)


def forgetting_wanted(at: datetime) -> str | None:
    """Return today if there is anything about members of staff that grows old."""
    held = (Word.objects, TestReminder.objects, with_numbers())
    if not any(rows.exists() for rows in held):
        return None
    return at.astimezone(LONDON).date().isoformat()


def forgetting(at: datetime, _: Step) -> int:
    """Delete how members of staff were for work, and their numbers, once the schedule's days are over.

    Raises: ScheduleError.
    """
    schedule = schedule_now()
    days = timedelta(schedule.staff_availability_days)
    words = forget(before=at.astimezone(LONDON).date() - days, at=at)
    since = at.astimezone(UTC) - timedelta(schedule.staff_telephone_days)
    return words + forget_numbers(before=since, at=at)
