"""What an example gives of a child, as facts."""

from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from doorstep.facts import CaseFacts
from doorstep.workdays import LONDON

TIMES = ("event_at", "visit_at", "approved_at", "recorded_at")


@cache
def _adapter() -> TypeAdapter[CaseFacts]:
    return TypeAdapter(CaseFacts)


def given(data: dict[str, Any]) -> CaseFacts:
    """Return the facts that an example gives of a child.

    Raises: ValueError for a word that no fact has.
    """
    strange = sorted(set(data) - set(CaseFacts.__dataclass_fields__))
    if strange:
        raise ValueError(f"not known of a child: {', '.join(strange)}")
    known = {"child_id": "golden", **data}
    for key in ("episodes", "visits", "facts", "events", "plans", "tier_decisions"):
        known[key] = [_timed(row) for row in known.get(key) or []]
    return _adapter().validate_python(known)


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its times in London, and its day taken from its time."""
    found = dict(row)
    for key in TIMES:
        value = found.get(key)
        if isinstance(value, str):
            found[key] = datetime.fromisoformat(value).replace(tzinfo=LONDON)
        elif isinstance(value, date):
            found[key] = datetime(value.year, value.month, value.day, tzinfo=LONDON)
    for key, day in (("event_at", "event_date"), ("visit_at", "visit_date")):
        if key in found and day not in found:
            found[day] = found[key].date()
    return found
