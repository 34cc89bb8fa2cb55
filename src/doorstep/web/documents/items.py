"""The records that documents are made of: which there are, found by kind and key, made into papers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.http import Http404

from doorstep.vocabulary import Action, VisitType
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import CaseNote, Child, Visit
from doorstep.web.components import moment, words_within
from doorstep.web.decisions.models import Decision, Done, Filled
from doorstep.web.documents.of_decisions import decision_paper, dispute_paper
from doorstep.web.documents.of_forms import About, form_paper
from doorstep.web.documents.of_records import note_paper, visit_paper
from doorstep.web.documents.paper import Kind, Paper
from doorstep.web.visits.words import NAMES

NO_SUCH_DOCUMENT = "There is no such document, or you may not see the record."


class Key(NamedTuple):
    """What a document is of: its kind, and the key of the record."""

    kind: Kind
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A record that can be copied out: what, when, by whom; `why_not` says why not to tick it yet."""

    key: Key
    title: str
    at: datetime
    by: str
    why_not: str = ""
    row: Any = None

    @property
    def when(self) -> str:
        """Return when it was written, in words."""
        return moment(self.at)


def _writer(row: Any) -> str:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{row.recorded_by.name}{acting}"


STILL_OPEN = "It is still being decided. What was decided is copied once it has ended."
REPLACED = "A later version has taken its place. Copy that one."


def _of_form(row: Filled) -> Item:
    why_not = ""
    if row.decision is not None and row.decision.ended_at is None:
        why_not = STILL_OPEN
    elif row.decision is not None and row.replaced:  # type: ignore[attr-defined]
        why_not = REPLACED
    return Item(
        key=Key(Kind.FORM, row.pk),
        title=row.title,
        at=row.recorded_at,
        by=_writer(row),
        why_not=why_not,
        row=row,
    )


def _of_decision(row: Decision) -> Item:
    return Item(
        key=Key(Kind.DECISION, row.pk),
        title=f"{row.title}: {row.step_title}",
        at=row.ended_at or row.since,
        by=f"{row.opened_by.name} (opened it)",
        why_not="" if row.ended_at else STILL_OPEN,
        row=row,
    )


def _of_dispute(row: Decision) -> Item:
    return Item(
        key=Key(Kind.DISPUTE, row.pk),
        title=f"Dispute: {row.title}",
        at=row.ended_at or row.since,
        by=f"{row.opened_by.name} (opened the decision)",
        why_not="The dispute is not settled yet." if row.in_dispute else "",
        row=row,
    )


def _of_note(row: CaseNote) -> Item:
    return Item(
        key=Key(Kind.NOTE, row.pk),
        title=f"{row.title} ({words_within(row.role)})",
        at=row.recorded_at,
        by=_writer(row),
        row=row,
    )


def _of_visit(row: Visit) -> Item:
    name = NAMES[VisitType(row.visit_type)]
    state = "Withdrawn: " if row.withdrawn else "Corrected: " if row.corrects_id else ""
    return Item(
        key=Key(Kind.VISIT, row.pk),
        title=f"{state}{name if state else name[:1].upper() + name[1:]} on {moment(row.visit_date)}",
        at=row.recorded_at,
        by=_writer(row),
        row=row,
    )


class Source(NamedTuple):
    """Where the records of a kind are, how one is shown in a list, and made into a document."""

    rows: Callable[[], Any]
    item: Callable[[Any], Item]
    paper: Callable[[Any, About], Paper]


def _filled() -> Any:
    later = Filled.objects.filter(
        decision=OuterRef("decision"), form=OuterRef("form"), pk__gt=OuterRef("pk")
    )
    rows = Filled.objects.select_related("child", "part", "decision", "recorded_by")
    return rows.annotate(replaced=Exists(later))


def _decisions() -> Any:
    return Decision.objects.select_related("child", "part", "form_part", "opened_by")


def _disputed() -> Any:
    disagreed = Done.objects.filter(decision=OuterRef("pk"), action=Action.DISAGREE)
    return _decisions().filter(Exists(disagreed))


def _notes() -> Any:
    rows = CaseNote.objects.filter(corrected_by=None)
    return rows.select_related("child", "recorded_by")


def _visits() -> Any:
    return Visit.objects.filter(corrected_by=None).select_related("child", "recorded_by")


SOURCES = {
    Kind.FORM: Source(_filled, _of_form, form_paper),
    Kind.DECISION: Source(_decisions, _of_decision, decision_paper),
    Kind.DISPUTE: Source(_disputed, _of_dispute, dispute_paper),
    Kind.NOTE: Source(_notes, _of_note, note_paper),
    Kind.VISIT: Source(_visits, _of_visit, visit_paper),
}


def items_of(child: Child) -> list[Item]:
    """Return everything of a child that can be copied out, the newest first."""
    found = [
        source.item(row)
        for source in SOURCES.values()
        for row in source.rows().filter(child__in=pks_of(child))
    ]
    return sorted(found, key=lambda i: (i.at, i.key), reverse=True)


def item_of(child: Child, kind: str, pk: int) -> Item:
    """Return one record of a child that can be copied out.

    Raises: Http404.
    """
    source = SOURCES.get(kind)  # type: ignore[call-overload]
    row = source.rows().filter(child__in=pks_of(child), pk=pk).first() if source else None
    if source is None or row is None:
        raise Http404(NO_SUCH_DOCUMENT)
    found: Item = source.item(row)
    return found


def papers_of(items: Iterable[Item], child: Child) -> dict[Key, Paper]:
    """Return the document of each record."""
    about = About(child)
    return {item.key: SOURCES[item.key.kind].paper(item.row, about) for item in items}
