"""By when the step a procedure stands in must be done."""

from datetime import UTC, date, datetime, timedelta

from doorstep.workdays import LONDON, WorkingDays
from doorstep.workflow.state import State


def due(state: State, calendar: WorkingDays) -> date | datetime | None:
    """Return by when somebody must act; None where the policy sets no time.

    Units: a day, or for a clock in hours an instant (S4), that many hours later even if the clocks
    change meanwhile.
    """
    clock = state.here.within
    if clock is None:
        return None
    if clock.value.unit == "hours":
        end = state.since.astimezone(UTC) + timedelta(hours=clock.value.count)
        return end.astimezone(LONDON)
    return calendar.add(state.since.astimezone(LONDON).date(), clock.value)
