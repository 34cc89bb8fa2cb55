"""What was done in a child's decisions, and the forms filed, as entries of the timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.records import HERE, writer
from doorstep.web.caseload.timeline import Entry, Kind
from doorstep.web.components import words_within
from doorstep.web.decisions.models import Decision, Done, Filled
from doorstep.web.decisions.saying import told_rows, was_done
from doorstep.workdays import LONDON


def entries_of(child: Child) -> list[Entry]:
    """Return the decisions opened, every action done in them, and the forms filed beside them."""
    who, pks = F("recorded_by__name"), pks_of(child)
    done = (
        Done.objects.filter(decision__child__in=pks)
        .annotate(of=F("decision__child__child_id"))
        .select_related("decision")
    )
    filed = Filled.objects.filter(child__in=pks).filter(
        Q(decision=None) | ~Q(form=F("decision__form_part__part_id"))
    )
    begun = Decision.objects.filter(child__in=pks).annotate(
        written_by=F("opened_by__name"), of=F("child__child_id")
    )
    return [
        *(_begun(row) for row in begun.order_by("pk")),
        *(_done(row) for row in done.annotate(written_by=who).order_by("pk")),
        *(_filed(row, child.child_id) for row in filed.annotate(written_by=who).order_by("pk")),
    ]


def _begun(row: Any) -> Entry:
    return _entry(
        row.opened_at,
        row.opened_at,
        title=f"{row.title}: begun",
        by=row.written_by,
        href=_page("decision", row.of, row.pk),
    )


def _done(row: Any) -> Entry:
    return _entry(
        row.happened_at,
        row.recorded_at,
        title=f"{row.decision.title}: {words_within(was_done(row.action)).lower()}",
        by=f"{writer(row)}, {words_within(row.role)}",
        href=_page("decision", row.of, row.decision_id),
        told=tuple(_lines(row)),
        said=tuple(told_rows(row.told)),
        written_by=writer(row),
    )


def _lines(row: Done) -> Iterable[str]:
    if row.to != row.step:
        yield f"It then stood at: {row.to_title}."
    if row.clause:
        yield f"Clause: {row.clause}."
    if row.signature:
        yield f"Signed. Fingerprint of what was signed: {row.digest}."


def _filed(row: Filled, child_id: str) -> Entry:
    return _entry(
        row.written_at,
        row.recorded_at,
        title=f"Form filed: {row.title}",
        by=writer(row),
        href=_page("form", child_id, row.pk),
    )


def _entry(happened: datetime, written: datetime, **more: Any) -> Entry:
    local = happened.astimezone(LONDON)
    return Entry(
        on=local.date(), at=local, kind=Kind.DECISION, written_at=written, source=HERE, **more
    )


def _page(name: str, child_id: str, pk: int) -> str:
    return reverse(name, args=[child_id, pk])
