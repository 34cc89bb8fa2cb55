"""What the pages of events and meetings show, as plain values."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from doorstep.policy.stack import Stack
from doorstep.vocabulary import EventKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.caseload.reading import Opened
from doorstep.web.components import day, lines, moment, tier_tag, words
from doorstep.web.decisions import happened
from doorstep.web.decisions.happenings import Effect
from doorstep.web.decisions.meetings import ACTS, Happening, duties_met_by
from doorstep.web.visits.queries import owed_now
from doorstep.web.visits.showing import due_text, owed_row, owed_rows, paragraphs
from doorstep.workdays import LONDON

Shown = dict[str, Any]
NOT_SENT_AGAIN = ("csrfmiddlewaretoken", "client_id", "step")


def frame(opened: Opened, *, viewer: Access) -> Shown:
    """Return what stands at the top of each page: who the child is."""
    return {"head": head_of(opened, current="", on=viewer.on)}


def happening_rows(told: Happening) -> list[tuple[str, object]]:
    """Return what is told of something that happened."""
    rows: list[tuple[str, object]] = [
        ("What", words(told.kind)),
        ("When", moment(told.moment or told.on)),
        ("Next planned for", day(told.due_date)),
        ("What happened", paragraphs(told.words)),
    ]
    return [row for row in rows if row[1]]


def effect_of(found: Effect) -> Shown:
    """Return what recording something would change."""
    raised = found.tier != found.tier_before
    return {
        "changed": [owed_row(row) for row in found.changed],
        "gone": list(found.gone),
        "tier": tier_tag(found.tier) if raised else "",
        "nothing": found.is_nothing,
    }


def event(opened: Opened, row: Event, told: Happening, *, viewer: Access) -> Shown:
    """Return a record of what happened, its versions, and what is owed now."""
    over = happened.is_over(row)
    may = not over and happened.may_correct(row, viewer)
    versions = happened.versions_of(row)
    last = versions[-1]
    return frame(opened, viewer=viewer) | {
        "title": words(row.kind),
        "row": row,
        "rows": [*happening_rows(told), ("Written", _written(row))],
        "latest": _address(last) if last.pk != row.pk and not row.withdrawn else "",
        "correct": reverse("correct-event", args=[opened.child.child_id, row.pk]) if may else "",
        "again": _again(row) if Can.RECORD in opened.may else "",
        "history": [_version(each) for each in reversed(versions)],
        "owed": owed_rows(owed_now(opened.child)),
        "stands": not over,
    }


def note(opened: Opened, row: CaseNote, *, viewer: Access) -> Shown:
    """Return a note that no decision wrote, and what is owed now."""
    return frame(opened, viewer=viewer) | {
        "title": row.title,
        "over": happened.is_over(row),
        "rows": [
            ("Kept as", words(row.record)),
            ("What is written", paragraphs(row.text)),
            ("Clause", row.clause),
            ("Written", _written(row)),
        ],
        "owed": owed_rows(owed_now(opened.child)),
    }


def _again(row: Event) -> str:
    name = "record-meeting" if row.kind in ACTS else "record-event"
    return reverse(name, args=[row.child.child_id])


def _address(row: Event) -> str:
    return reverse("event", args=[row.child.child_id, row.pk])


def _written(row: Event | CaseNote) -> str:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{moment(row.recorded_at.astimezone(LONDON))} by {row.recorded_by.name}{acting}"


def _version(row: Event) -> Shown:
    at = row.recorded_at.astimezone(LONDON)
    title = "Withdrawn" if row.withdrawn else "Corrected" if row.corrects_id else "First written"
    when = moment(row.event_at.astimezone(LONDON) if row.event_at else row.event_date)
    due = f"Next planned for {day(row.due_date)}" if row.due_date else ""
    html = "" if row.withdrawn else lines(when, *row.words.split("\n"), due)
    return {
        "title": title,
        "by": row.recorded_by.name,
        "at": moment(at),
        "datetime": at.isoformat(),
        "html": html,
        "note": f"Why: {row.correction_reason}" if row.correction_reason else "",
    }


def meeting_rows(
    child: Child, kinds: Iterable[EventKind], stack: Stack
) -> list[tuple[EventKind, str, str, str]]:
    """Return the meetings that can be told of, those owed to the child first.

    Shape: kind, name, by when it is owed, status.
    """
    owed = list(child.obligations.filter(is_decision=True).order_by("place"))
    found = []
    for kind in kinds:
        wanted = duties_met_by(kind, stack)
        row = next((o for o in owed if o.duty in wanted), None)
        due = due_text(row.due_at) if row else ""
        found.append((kind, words(kind), due, row.status if row else ""))
    return sorted(found, key=lambda row: not row[3])


def said_otherwise(
    request: HttpRequest, mine: Iterable[tuple[str, str]], theirs: str, back: str
) -> Shown:
    """Return what the same form said before beside what it says now; the person chooses."""
    rows = [(label, told, theirs) for label, told in mine]
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
    step = [("step", request.POST["step"])] if request.POST.get("step") else []
    kept += [*step, ("client_id", str(uuid4()))]
    return {"rows": rows, "kept": kept, "back": back, "errors": True}
