"""Everything of a child as entries of the timeline, from the document and from what was recorded here."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from doorstep.web.caseload.held_entries import from_circumstances, from_notes
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import CaseNote, Child
from doorstep.web.caseload.reading import documents_of, rows_of, warnings_of
from doorstep.web.caseload.records import (
    from_documents,
    from_events,
    from_visit,
    from_visits,
    from_warnings,
)
from doorstep.web.caseload.timeline import Entry, from_event, from_facts, newest_first

Source = Callable[[Child], list[Entry]]
_SOURCES: list[Source] = []


def tell_of(source: Source) -> None:
    """Have an app above this one tell of what it records for a child; said once, when it is ready."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def entries_of(child: Child, *, on: date) -> list[Entry]:
    """Return everything that happened to and for a child up to a day, the newest first."""
    rows = rows_of(child)
    told = rows.document
    names = {i.worker_id: i.shown for i in told.involvements}
    found = from_facts(told)
    found += [from_visit(visit, names) for visit in told.visits]
    found += [from_event(event) for event in told.events]
    found += from_visits(rows.visits, _on_its_record("visit", rows.visits))
    found += from_events(rows.events, _on_its_record("event", rows.events))
    found += from_circumstances(rows.circumstances)
    found += from_notes(notes_of(child))
    found += from_warnings(warnings_of(child))
    found += from_documents(documents_of(child))
    found += [entry for source in _SOURCES for entry in source(child)]
    return newest_first(found, on=on)


def _on_its_record(name: str, rows: Iterable[Any]) -> Callable[[int], str]:
    """Return how to find the page of a row: under the record it was written on."""
    of = {row.pk: row.of for row in rows}
    return lambda pk: reverse(name, args=[of[pk], pk])


def notes_of(child: Child) -> list[CaseNote]:
    """Return what is written on the record, the first first; each with who wrote it."""
    rows = CaseNote.objects.filter(child__in=pks_of(child)).annotate(
        written_by=F("recorded_by__name")
    )
    return list(rows.order_by("pk"))
