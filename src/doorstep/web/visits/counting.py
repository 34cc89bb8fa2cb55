"""For which duties a stored record counts: told to whoever sent it, by a system or from a phone."""

from datetime import date

from doorstep.engine import answer
from doorstep.policy.stack import Stack
from doorstep.web.caseload.models import Visit
from doorstep.web.visits.checking import Counted, counted
from doorstep.web.visits.queries import case_without, is_over, report_of


def counts_of(row: Visit, stack: Stack, *, on: date) -> list[Counted]:
    """Return for which duties a record counts; for none once it was corrected or withdrawn."""
    if is_over(row):
        return []
    before = answer(case_without(row.child, row), stack, as_at=on)
    return list(counted(report_of(row).told, before, stack))
