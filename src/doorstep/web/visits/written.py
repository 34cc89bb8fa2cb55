"""When a record was written and came in, and why later, as its page and its document say it."""

from doorstep.web.caseload.lateness import days_after, late_in_words, told_at_of, written_at_of
from doorstep.web.caseload.models import Visit
from doorstep.web.components import moment
from doorstep.web.visits.report import WRITTEN_BY


def written(row: Visit) -> str:
    """Return when a record was written, by whom, and how long after it happened (S17)."""
    at = written_at_of(row)
    after = days_after(row.visit_date, at)
    return f"{moment(at)} by {_writer(row) or _recorder(row)}" + (f", {after}" if after else "")


def _writer(row: Visit) -> str:
    """Return who wrote it on a phone, where somebody else recorded it; a correction is written here."""
    return "" if row.corrects_id else row.details.get(WRITTEN_BY, "")


def _recorder(row: Visit) -> str:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{row.recorded_by}{acting}"


def of_writing(row: Visit) -> list[tuple[str, str]]:
    """Return when it was written, when it came in where a phone sent it, and why it is late."""
    came_in = "" if row.corrects_id else told_at_of(row.details)
    rows = [
        ("Written on a phone" if came_in else "Written", written(row)),
        ("Received", moment(row.recorded_at) if came_in and not _writer(row) else ""),
        ("Recorded", f"{moment(row.recorded_at)} by {_recorder(row)}" if _writer(row) else ""),
        ("The phone’s clock", row.details.get("clock", "")),
        ("Why it was recorded later", late_in_words(row.details)),
    ]
    return [pair for pair in rows if pair[1]]
