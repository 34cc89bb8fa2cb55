"""Everything that is held of a child, as entries of a copy in the order of its parts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from json import dumps
from typing import Any
from unicodedata import normalize

from django.db.models import Model

from doorstep.facts import CaseFacts
from doorstep.intake.store_codec import decoded
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import sentence
from doorstep.web.caseload.models import CaseDocument, Child
from doorstep.web.caseload.records import from_visit
from doorstep.web.caseload.timeline import Entry, from_event, from_facts
from doorstep.web.components import day, moment, words
from doorstep.web.decisions.models import Decision, Filled
from doorstep.web.documents.items import SOURCES
from doorstep.web.documents.of_forms import About
from doorstep.web.documents.paper import Kind, Paper, writable
from doorstep.web.governance.copied_asides import asides_told
from doorstep.web.governance.copied_pictures import photographs_told
from doorstep.web.governance.pack_parts import LEFT_OUT, ORDER, OTHER, PART_OF, PARTS, READ
from doorstep.web.governance.reach import in_parts, rows_of
from doorstep.web.governance.telling import Line, lines_of, when_of
from doorstep.workdays import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One entry of a copy: which row it is of, its part, and its lines; the first is its title."""

    key: str
    part: str
    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """Return the fingerprint of what the entry says."""
        return sha256(dumps([self.part, self.lines]).encode()).hexdigest()


def gathered(children: Sequence[Child]) -> list[Gathered]:
    """Return everything held of a child in order; `children` are the records merged as one."""
    found = rows_of(children)
    models = [m for m in found if m._meta.label_lower not in LEFT_OUT]
    told = [e for model in sorted(models, key=_order) for e in _of(model, found[model], children)]
    for child in children:
        told += _readings(child)
    parts = [*PARTS, OTHER, READ]
    return sorted(told, key=lambda entry: parts.index(entry.part))


def _order(model: type[Model]) -> tuple[int, str]:
    label = model._meta.label_lower
    return ORDER.get(label, len(ORDER)), label


def _of(model: type[Model], pks: set[Any], children: Sequence[Child]) -> Iterator[Gathered]:
    label = model._meta.label_lower
    tell = TELL.get(label, _rows)
    for row, lines in tell(model, pks, children):
        # One way to write each letter: else a name that is searched for stands there unfound.
        kept = tuple((name, normalize("NFC", writable(text))) for name, text in lines if text)
        yield Gathered(key=f"{label}-{row.pk}", part=PART_OF.get(label, OTHER), lines=kept)


Told = Iterable[tuple[Any, list[Line]]]


def _rows(model: type[Model], pks: set[Any], _: Sequence[Child]) -> Told:
    """Yield the rows of any model, told by their fields."""
    users = [f.name for f in model._meta.concrete_fields if f.is_relation and not f.null]
    name = words(model._meta.verbose_name.replace(" ", "_"))  # type: ignore[union-attr]
    for part in in_parts(pks):
        rows = model._base_manager.filter(pk__in=part).select_related(*users)
        for row in rows.order_by("pk"):
            when = when_of(row)
            title = f"{NAMES.get(model._meta.label_lower, name)}{f', {when}' if when else ''}"
            yield row, [("", title), *lines_of(row)]


NAMES = {
    "caseload.child": "The child",
    "caseload.visit": "Visit, call or contact",
    "caseload.casenote": "Case note",
    "caseload.answer": "Where the case stood",
    "caseload.obligation": "Something owed to the child",
    "caseload.breakglass": "Opened in an emergency",
    "caseload.staffwarning": "Warning for staff",
    "caseload.restrictionstep": "Step of a restriction",
    "documents.copied": "Copied to the case management system",
    "governance.kept": "How long it is kept",
}


# --- what sources told --------------------------------------------------------------------------------


def _documents(_: type[Model], pks: set[Any], __: Sequence[Child]) -> Told:
    """Yield what sources told, newest first; of an older one only what no later one said."""
    rows = list(CaseDocument.objects.filter(pk__in=pks).order_by("-pk"))
    later: set[Line] = set()
    for row in rows:
        lines = _facts(decoded(row.body))
        new = [line for line in lines if line not in later]
        later |= set(lines)
        title = f"What {row.source or 'a source'} told on {moment(row.recorded_at)}"
        said = [] if row is rows[0] else [("", "Only what a later telling no longer said.")]
        yield row, [("", title), *said, *new]


def _facts(case: CaseFacts) -> list[Line]:
    named = {i.worker_id: i.shown for i in case.involvements}
    entries: list[Entry] = [*from_facts(case), *(from_event(e) for e in case.events)]
    entries += [from_visit(v, named) for v in case.visits]
    found = [("Date of birth", day(case.born)), ("Expected", day(case.expected))]
    found += [("Died", day(case.died))]
    found += [(e.happened, _entry(e)) for e in sorted(entries, key=lambda e: e.on)]
    found += [("Without a known start", f"{words(u.kind)}: {u.missing}") for u in case.undated]
    found += [("Address", ", ".join(p for p in (a.line, a.postcode) if p)) for a in case.addresses]
    found += [("Remark", remark) for remark in case.remarks]
    return [(label, writable(text)) for label, text in found if text]


def _entry(entry: Entry) -> str:
    by = f" By {entry.by}." if entry.by else ""
    source = f"Source: {entry.source}." if entry.source else ""
    return " ".join((f"{entry.title}.{by}", *entry.told, source)).strip()


# --- forms and decisions ------------------------------------------------------------------------------


def _papers(kind: Kind) -> Callable[[type[Model], set[Any], Sequence[Child]], Told]:
    def told(_: type[Model], pks: set[Any], __: Sequence[Child]) -> Told:
        source = SOURCES[kind]
        for part in in_parts(pks):
            for row in source.rows().filter(pk__in=part).order_by("pk"):
                yield row, _paper(source.paper(row, About(row.child)))

    return told


def _paper(paper: Paper) -> list[Line]:
    found: list[Line] = [("", paper.title), *paper.about]
    for row in paper.rows:
        found.append((row.factor, row.assessment))
        found += [(f"{row.factor}: {paper.columns[2]}", row.comments)] if row.comments else []
    found += [*paper.pairs, *paper.also]
    found += [(signed.label, signed.said) for signed in paper.signatures]
    for step in paper.steps:
        told = f"{step.action} by {step.who}. {step.told}".strip()
        mark = f" Fingerprint {step.fingerprint}." if step.fingerprint else ""
        found.append((f"{step.when}, {step.step}", f"{told} Then: {step.outcome}.{mark}"))
    return [*found, *([("Text", paper.text)] if paper.text else [])]


TELL: dict[str, Callable[[type[Model], set[Any], Sequence[Child]], Told]] = {
    "caseload.casedocument": _documents,
    Filled._meta.label_lower: _papers(Kind.FORM),
    Decision._meta.label_lower: _papers(Kind.DECISION),
    "phone.photograph": photographs_told,
    "phone.setaside": asides_told,
}


# --- who read it --------------------------------------------------------------------------------------


def _readings(child: Child) -> Iterator[Gathered]:
    """Yield what the audit log tells of a record, a month in an entry."""
    rows = AuditEvent.objects.filter(subject="child", subject_id=child.child_id).order_by("pk")
    for month, events in groupby(rows.iterator(), key=lambda row: _month(row)):
        lines = [(moment(e.happened_at), f"{_who(e)}: {sentence(e.action)}.") for e in events]
        title = f"Readings and changes in {month}, record {child.child_id}"
        key = f"audit-{child.child_id}-{month}"
        yield Gathered(key=key, part=READ, lines=(("", title), *lines))


def _month(row: AuditEvent) -> str:
    return f"{row.happened_at.astimezone(LONDON):%B %Y}"


def _who(row: AuditEvent) -> str:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{row.actor or 'the system'}{acting}"
