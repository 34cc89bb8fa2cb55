"""A row of any table told in lines of label and words, as a person can read it."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey, Model

from doorstep.web.accounts.models import Team, User
from doorstep.web.caseload.records import COMPARED
from doorstep.web.components import moment, words
from doorstep.web.documents.paper import writable

Line = tuple[str, str]
TECHNICAL = frozenset(
    {
        "id", "client_id", "digest", "version", "occasion", "together", "key", "name_key", "household",
        "tier_order", "item", "explanation", "known", "carried", "writers", "adoption",
        "decision", "is_alone", "at_start", "risk_facts", "after", "before",
    }
)  # fmt: skip
LABELS = {
    **COMPARED,
    "recorded_at": "Written",
    "recorded_by": "Written by",
    "happened_at": "When",
    "correction_reason": "Why it was corrected",
    "withdrawn": "Taken back",
    "born": "Date of birth",
    "child_id": "Number",
    "due_on": "Due on",
    "clause": "Policy",
    "worker_id": "Worker number",
}
SLUG = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


def lines_of(row: Model, *, without: Iterable[str] = ()) -> list[Line]:
    """Return what the fields of a row say, those without words for a person left out."""
    found: list[Line] = []
    for field in row._meta.concrete_fields:
        if field.name in TECHNICAL or field.name in set(without):
            continue
        if _is_a_way(field) or (field.name == "place" and not field.choices):
            continue
        value = getattr(row, field.name)
        label = LABELS.get(field.name) or words(field.name)
        found += _lines(label, value, _choice(row, field))
    return found


def _is_a_way(field: Any) -> bool:
    return isinstance(field, ForeignKey) and field.related_model not in (User, Team)


def _choice(row: Any, field: Any) -> str:
    return str(getattr(row, f"get_{field.name}_display")()) if field.choices else ""


def _lines(label: str, value: Any, choice: str) -> Iterable[Line]:
    if isinstance(value, (dict, list)):
        yield from flat(label, value)
        return
    text = said(value)
    if text:
        choice = choice if value and choice not in ("", str(value)) else ""
        yield label, writable(choice or text)


def flat(label: str, value: Any) -> Iterable[Line]:
    """Yield what stands inside a stored document, each with the way to it as its label."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f"{label}: {words(str(key))}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from flat(label, inner)
    elif text := said(value):
        yield label, writable(text)


def said(value: Any) -> str:
    """Return a value in words; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (date, datetime)):
        return moment(value)
    text = str(value)
    return words(text) if SLUG.fullmatch(text) else text


def when_of(row: Any) -> str:
    """Return when a row tells of, by the first of its days and times."""
    for name in (
        "happened_at", "visit_date", "event_date", "start_date", "opened_at", "counted_from",
        "due_on", "recorded_at", "written_at", "asked_at", "found_at",
    ):  # fmt: skip
        value = getattr(row, name, None)
        if value:
            return moment(value)
    return ""
