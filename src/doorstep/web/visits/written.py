"""When a record was written and came in, and why later, as its page and its document say it."""

from doorstep.web.caseload.lateness import days_after, late_in_words, told_at_of, written_at_of
from doorstep.web.caseload.models import Visit
from doorstep.web.components import moment


def written(row: Visit) -> str:
    """Return when a record was written, by whom, and how long after it happened (S17)."""
    at = written_at_of(row)
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    after = days_after(row.visit_date, at)
    return f"{moment(at)} by {row.recorded_by}{acting}" + (f", {after}" if after else "")


def of_writing(row: Visit) -> list[tuple[str, str]]:
    """Return when it was written, when it came in where a phone sent it, and why it is late."""
    came_in = "" if row.corrects_id else told_at_of(row.details)
    rows = [
        ("Written on a phone" if came_in else "Written", written(row)),
        ("Received", moment(row.recorded_at) if came_in else ""),
        ("The phone’s clock", row.details.get("clock", "")),
        ("Why it was recorded later", late_in_words(row.details)),
    ]
    return [pair for pair in rows if pair[1]]
