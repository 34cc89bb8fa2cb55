"""What the page of a household shows, as plain values."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Circumstance
from doorstep.web.caseload.owed import due_in_words
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.situation import (
    OF_THE_HOUSEHOLD,
    asked_in_words,
    household_asked,
)
from doorstep.web.components import day, moment, words, words_within
from doorstep.web.decisions import households
from doorstep.web.decisions.households import OwedNow, told_of

LABELS = ("What", "Since", "Until", "Who is affected", "Who told us", "Over")


def frame(
    opened: Opened, rows: Sequence[Circumstance], *, by: Access, stack: Stack
) -> dict[str, Any]:
    """Return what every page of a household shows: what is recorded, and what is owed because of it."""
    child_id = opened.child.child_id
    owed = households.owed_because(opened, by, stack) if opened.answer else []
    return {
        "recorded": [_row(row, child_id, by.on) for row in rows],
        "owed": [_owed(each, child_id) for each in owed],
    }


def asked(rows: Sequence[Circumstance], *, on: date) -> list[tuple[Circumstance, str]]:
    """Return the questions that stand, each with the record it is about."""
    return [
        (row, asked_in_words(row.body["kind"], row.end_date))
        for row in household_asked(rows, on=on)
    ]


def said(value: object) -> str:
    """Return a part of a record as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return day(value) if isinstance(value, date) else words_or_text(str(value))


def words_or_text(text: str) -> str:
    """Return a word of the vocabulary as people write it, and any other text as it stands."""
    return words(text) if text in {str(k) for k in OF_THE_HOUSEHOLD} else text


def _row(row: Circumstance, child_id: str, on: date) -> dict[str, Any]:
    told = told_of(row)
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    before = households.earlier(row)
    return {
        "what": words(told.kind),
        "when": f"{day(told.since)} to {day(told.until)}",
        "state": _state(told, on),
        "who": told.who,
        "source": told.source,
        "by": f"{row.recorded_by.name}{acting}, {moment(row.recorded_at)}",
        "before": [_before(after, old) for after, old in zip([row, *before], before, strict=False)],
        "correct": f"{reverse('household', args=[child_id])}?{urlencode({'correct': row.pk})}",
    }


def _state(told: households.Told, on: date) -> str:
    if told.is_over:
        return "Over"
    return "Now" if told.until > on else "Expected to be over"


def _before(after: Circumstance, old: Circumstance) -> str:
    """Return how a record stood before it was followed, and why it was."""
    told = told_of(old)
    return (
        f"{words(told.kind)}, {day(told.since)} to {day(told.until)}, {told.who}; written by"
        f" {old.recorded_by.name}, {moment(old.recorded_at)}."
        f" Followed {moment(after.recorded_at)}: {after.correction_reason}"
    )


def _owed(each: OwedNow, child_id: str) -> dict[str, Any]:
    where = reverse("open-decision", args=[child_id])
    return {
        "title": each.title,
        "due": due_in_words(each.due),
        "status": each.status,
        "days_overdue": each.days_overdue,
        "clause": each.clause,
        "href": f"{where}?{urlencode({'procedure': each.procedure})}" if each.may_open else "",
        "opened_by": " or ".join(words_within(role) for role in each.opened_by),
    }
