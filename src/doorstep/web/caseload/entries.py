"""Everything of a child as entries of the timeline, from the document and from what was recorded here."""

from datetime import date

from django.urls import reverse

from doorstep.web.caseload.models import Child
from doorstep.web.caseload.reading import documents_of, rows_of, warnings_of
from doorstep.web.caseload.records import (
    from_documents,
    from_events,
    from_visit,
    from_visits,
    from_warnings,
)
from doorstep.web.caseload.timeline import Entry, from_event, from_facts, newest_first


def entries_of(child: Child, *, on: date) -> list[Entry]:
    """Return everything that happened to and for a child up to a day, the newest first."""
    rows = rows_of(child)
    told = rows.document
    names = {i.worker_id: i.shown for i in told.involvements}
    found = from_facts(told)
    found += [from_visit(visit, names) for visit in told.visits]
    found += [from_event(event) for event in told.events]
    found += from_visits(rows.visits, lambda pk: reverse("visit", args=[child.child_id, pk]))
    found += from_events(rows.events)
    found += from_warnings(warnings_of(child))
    found += from_documents(documents_of(child))
    return newest_first(found, on=on)
