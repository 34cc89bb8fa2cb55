"""A case note, or a visit, call or contact recorded here, as a document."""

from collections.abc import Iterable

from markupsafe import Markup

from doorstep.vocabulary import Record, VisitType
from doorstep.web.caseload.models import CaseNote, Visit
from doorstep.web.components import moment, words, words_within
from doorstep.web.decisions.queries import by_key
from doorstep.web.documents.of_decisions import tried
from doorstep.web.documents.of_forms import About
from doorstep.web.documents.paper import Kind, Pair, Paper, Step
from doorstep.web.visits.queries import report_of
from doorstep.web.visits.showing import of_child, of_it
from doorstep.web.visits.words import NAMES
from doorstep.web.visits.written import of_writing


def note_paper(row: CaseNote, about: About) -> Paper:
    """Return a note as it was written; what is sent says to whom, such as a formal resolution (LAN-3)."""
    return Paper(
        kind=Kind.NOTE,
        names=(f"{Kind.NOTE}_{row.record}", Kind.NOTE),
        title=row.title,
        child=about.subject,
        clause=row.clause,
        about=tuple(_about_note(row)),
        text=row.text,
        steps=_tried(row),
    )


def _tried(row: CaseNote) -> tuple[Step, ...]:
    """Return how it was tried to agree, where a note says that no agreement was reached."""
    if row.record != Record.FORMAL_RESOLUTION or row.decision is None:
        return ()
    decision = by_key(row.decision)
    return tried(decision, until=row.client_id) if decision else ()


def _about_note(row: CaseNote) -> Iterable[Pair]:
    if row.sent_to:
        yield "To", ", ".join(words_within(role) for role in row.sent_to)
    yield "Record", f"{words(row.record)} of the {words_within(row.role)}"
    yield "Happened", moment(row.happened_at)
    written = f"{moment(row.recorded_at)} by {row.recorded_by.name}"
    yield "Written", written + (f", acting for {row.acting_for}" if row.acting_for else "")
    if row.withdrawn:
        yield "Withdrawn", row.correction_reason


def visit_paper(row: Visit, about: About) -> Paper:
    """Return a visit, call or contact; the sentence a policy prescribes stands first (LAN-4)."""
    report = report_of(row)
    name = NAMES[VisitType(row.visit_type)]
    return Paper(
        kind=Kind.VISIT,
        names=_names(VisitType(row.visit_type)),
        title=f"{name[:1].upper()}{name[1:]} on {moment(row.visit_date)}",
        child=about.subject,
        about=tuple(_about_visit(row)),
        opening="" if row.withdrawn else row.opening,
        pairs=tuple((label, _bare(said)) for label, said in (*of_it(report), *of_child(report))),
    )


def _names(kind: VisitType) -> tuple[str, ...]:
    return (Kind.VISIT,) if kind == VisitType.VISIT else (f"{Kind.VISIT}_{kind}", Kind.VISIT)


def _about_visit(row: Visit) -> Iterable[Pair]:
    if row.withdrawn:
        yield "Withdrawn", f"This record counts for nothing: {row.correction_reason}"
    elif row.corrects_id:
        yield "Corrected", f"This takes the place of the earlier record: {row.correction_reason}"
    yield from of_writing(row)


def _bare(said: object) -> str:
    """Return what a page shows as text: markup made for lines is taken out again."""
    if isinstance(said, Markup):
        return "\n".join(Markup(line).unescape() for line in said.split("<br>"))  # noqa: S704
    return str(said)
