"""What people recorded here, and visits of a document, as entries of the timeline; corrections kept."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from doorstep import facts
from doorstep.vocabulary import EventKind, Method, Place, VisitType
from doorstep.web.caseload.lateness import late_in_words, written_at_of
from doorstep.web.caseload.models import CaseDocument, Event, StaffWarning, Visit
from doorstep.web.caseload.rows import visit_of
from doorstep.web.caseload.timeline import Entry, Kind, Version
from doorstep.web.components import day, moment, words, words_within
from doorstep.workdays import LONDON

HERE = "recorded here"
BY_HAND = "by hand"
"""The source of a child whom somebody added here, before any extract brought the child."""
METHODS = {
    Method.IN_PERSON: "in person",
    Method.VIDEO: "by video",
    Method.PHONE: "by phone",
    Method.OTHER_ELECTRONIC: "by other electronic means",
}
PLACES = {
    Place.HOME: "at home",
    Place.PLACEMENT: "at the placement",
    Place.DOORSTEP: "on the doorstep",
    Place.GARDEN: "in the garden",
    Place.SCHOOL: "at school",
    Place.OFFICE: "at the office",
    Place.ELSEWHERE: "elsewhere",
}
TITLES = {VisitType.OTHER_AGENCY: "Contact of another agency"}
WORDS = {
    "opening": "Opening",
    "present": "Who was there",
    "purpose": "Purpose",
    "observations": "Observations",
    "childs_words": "The child’s own words",
    "worries": "Worries",
    "next_step": "Next step",
}
COMPARED = {
    "visit_date": "Day",
    "visit_at": "Time",
    "visit_type": "Kind",
    "method": "Method",
    "place": "Place",
    "seen": "Child seen",
    "seen_alone": "Seen alone",
    "bedroom_seen": "Bedroom seen",
    "announced": "Announced",
    "role": "Role",
    "agency": "Agency",
    "outcome": "Outcome",
    "reason_not_seen": "Why not seen",
    "approved_by": "Agreed by",
    "approved_at": "Agreed on",
    **WORDS,
}
COMPARED_EVENT = {"event_date": "Day", "event_at": "Time", "due_date": "Next due", "words": "Words"}


def title_of(visit: facts.Visit) -> str:
    """Return what a visit, call or contact was, how and where."""
    name = TITLES.get(visit.visit_type) or words(visit.visit_type)
    how = METHODS[visit.method] if visit.method else ""
    where = PLACES[visit.place] if visit.place else ""
    return " ".join(part for part in (name, how, where) if part)


def told_of(visit: facts.Visit) -> tuple[str, ...]:
    """Return what came of a visit, in sentences; what nobody recorded is said to be so (S21)."""
    agreed = ""
    if visit.approved_by:
        agreed = f"Agreed by {words_within(visit.approved_by)} on {moment(visit.approved_at)}."
    outcome = f"Outcome: {words_within(visit.outcome)}." if visit.outcome else ""
    announced = "Unannounced." if visit.announced is False else ""
    planned = f"Planned for {day(visit.planned_date)}." if visit.planned_date else ""
    told = (_seen(visit), outcome, announced, planned, agreed)
    return tuple(t for t in told if t)


def _seen(visit: facts.Visit) -> str:
    if visit.seen is None:
        return "Whether the child was seen is not recorded."
    if not visit.seen:
        why = visit.reason_not_seen.rstrip(".")
        return f"The child was not seen: {why}." if why else "The child was not seen."
    alone = {True: ", alone", False: ", not alone", None: ""}[visit.seen_alone]
    bedroom = {True: "; bedroom seen", False: "; bedroom not seen", None: ""}[visit.bedroom_seen]
    return f"The child was seen{alone}{bedroom}."


def from_visit(visit: facts.Visit, names: dict[str, str]) -> Entry:
    """Return a visit that a document tells."""
    number = f" {visit.visit_id}" if visit.visit_id else ""
    return Entry(
        on=visit.visit_date,
        at=visit.visit_at,
        kind=Kind.VISIT,
        title=title_of(visit),
        by=visit.agency or names.get(visit.worker_id, visit.worker_id) or _role(visit),
        told=told_of(visit),
        written_at=visit.recorded_at,
        source=f"{visit.source}{number}" if visit.source else "",
    )


def _role(visit: facts.Visit) -> str:
    return words_within(visit.role) if visit.role else ""


def from_visits(rows: Iterable[Visit], link: Callable[[int], str]) -> list[Entry]:
    """Return the visits recorded here, each with what it said before it was corrected."""
    return [_visit(chain, link) for chain in chains(list(rows))]


def _visit(chain: Sequence[Visit], link: Callable[[int], str]) -> Entry:
    row = content_of(chain)
    visit = visit_of(row)
    return Entry(
        on=visit.visit_date,
        at=visit.visit_at,
        kind=Kind.VISIT,
        title=title_of(visit),
        by=visit.agency or writer(row),
        told=(*told_of(visit), *_with_another(row), *_next_attempt(row)),
        said=tuple((label, getattr(row, n)) for n, label in WORDS.items() if getattr(row, n)),
        href=link(row.pk),
        **(written_of(chain, row, COMPARED) | _on_a_phone(row)),
        late=late_in_words(row.details),
    )


def _on_a_phone(row: Visit) -> dict[str, Any]:
    """Return when it was written and when it came in, where a phone sent it."""
    if written_at_of(row) == row.recorded_at:
        return {}
    return {"written_at": written_at_of(row), "received_at": row.recorded_at}


def _with_another(row: Visit) -> Iterable[str]:
    """Yield which other worker was there."""
    if other := row.details.get("with_worker"):
        yield f"Made with {other['name']}."


def _next_attempt(row: Visit) -> Iterable[str]:
    """Yield by when a visit that was not made is tried again."""
    if again := row.details.get("next_attempt"):
        yield f"Next attempt by {day(again)}."


def from_events(rows: Iterable[Event], link: Callable[[int], str]) -> list[Entry]:
    """Return the events recorded here, each with what it said before it was corrected."""
    return [_event(chain, link) for chain in chains(list(rows))]


def _event(chain: Sequence[Event], link: Callable[[int], str]) -> Entry:
    row = content_of(chain)
    by = "Planned for" if row.kind == EventKind.VISIT_PLANNED else "The next is due by"
    due = f"{by} {day(row.due_date)}." if row.due_date else ""
    shared = row.kind == EventKind.ARRANGEMENTS_SHARED
    return Entry(
        on=row.event_date,
        at=row.event_at,
        kind=Kind.EVENT,
        title="Interim arrangements shared" if shared else words(row.kind),
        told=tuple(t for t in (row.words, due) if t),
        href=link(row.pk),
        **written_of(chain, row, COMPARED_EVENT),
    )


def written_of(chain: Sequence[Any], row: Any, compared: dict[str, str]) -> dict[str, Any]:
    """Return when and by whom it was written, what it replaced, and whether it was taken back."""
    last = chain[-1]
    taken_back = f"{last.correction_reason} ({_when(last)})" if last.withdrawn else ""
    return {
        "written_at": row.recorded_at,
        "written_by": writer(row),
        "source": HERE,
        "withdrawn": taken_back,
        "versions": tuple(_versions(chain, compared)),
    }


def _versions(chain: Sequence[Any], compared: dict[str, str]) -> Iterable[Version]:
    kept = [row for row in chain if not row.withdrawn]
    for before, after in reversed(list(zip(kept, kept[1:], strict=False))):
        yield Version(
            written=_when(before),
            reason=after.correction_reason,
            differences=tuple(
                (label, shown(getattr(before, name)), shown(getattr(after, name)))
                for name, label in compared.items()
                if getattr(before, name) != getattr(after, name)
            ),
        )


def _when(row: Any) -> str:
    return f"written {moment(row.recorded_at.astimezone(LONDON))} by {writer(row)}"


def writer(row: Any) -> str:
    """Return who wrote a row, and for whom.

    Shape: rows come with `written_by`, the name of who recorded them.
    """
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{row.written_by}{acting}"


def shown(value: Any) -> str:
    """Return a field's value as people read it; nothing where nothing was recorded."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return words(value) if value.islower() and " " not in value else value
    return moment(value)


def chains(rows: list[Any]) -> list[list[Any]]:
    """Return records with their corrections, each from the first written to the last."""
    followed = {row.corrects_id: row for row in rows if row.corrects_id}
    found = []
    for row in rows:
        if row.corrects_id is None:
            chain = [row]
            while (later := followed.get(chain[-1].pk)) is not None:
                chain.append(later)
            found.append(chain)
    return found


def content_of(chain: Sequence[Any]) -> Any:
    """Return the last row that says something; a withdrawal only takes back."""
    return next((row for row in reversed(chain) if not row.withdrawn), chain[0])


def from_documents(rows: Iterable[CaseDocument]) -> list[Entry]:
    """Return when each version of the source's document came in."""
    ordered = list(rows)
    return [
        Entry(
            on=row.recorded_at.astimezone(LONDON).date(),
            at=row.recorded_at.astimezone(LONDON),
            kind=Kind.DOCUMENT,
            title="First received from the source" if n == 0 else "Received again, changed",
            by=row.recorded_by.name if row.recorded_by else "",
            written_at=row.recorded_at,
            source=row.source,
        )
        for n, row in enumerate(ordered)
    ]


def from_warnings(rows: Iterable[StaffWarning]) -> list[Entry]:
    """Return when each warning for the safety of staff began and ended."""
    found = []
    for row in rows:
        by = row.recorded_by.name
        found.append(
            Entry(
                on=row.start_date,
                kind=Kind.SAFETY,
                title="Staff safety warning",
                told=(row.words,),
                written_at=row.recorded_at,
                written_by=by,
                source=HERE,
            )
        )
        if row.end_date:
            title = "Staff safety warning no longer holds"
            found.append(Entry(on=row.end_date, kind=Kind.SAFETY, title=title, told=(row.words,)))
    return found
