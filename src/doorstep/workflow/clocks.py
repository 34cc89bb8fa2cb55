"""By when the step a procedure stands in must be done."""

from datetime import date, datetime, timedelta

from doorstep.workdays import LONDON, WorkingDays
from doorstep.workflow.advance import State


def due(state: State, calendar: WorkingDays) -> date | datetime | None:
    """Return by when somebody must act; None where the policy sets no time.

    Units: a day, or for a clock in hours an instant (S4).
    """
    clock = state.here.within
    if clock is None:
        return None
    if clock.value.unit == "hours":
        return state.since + timedelta(hours=clock.value.count)
    return calendar.add(state.since.astimezone(LONDON).date(), clock.value)
