"""The tables of an SSDA903 beside the episodes: births, missing, reviews, workers, care leavers."""

import re
from datetime import date

from doorstep.facts import Event, EventKind, Involvement
from doorstep.intake.cases import CaseBook
from doorstep.intake.ssda903_codes import ACCOMMODATIONS
from doorstep.intake.ssda903_leavers import Leaver, add_status
from doorstep.intake.ssda903_row import Row
from doorstep.intake.ssda903_tables import (
    HEADER,
    MISSING,
    OC3,
    REVIEWS,
    SOCIAL_WORKERS,
    Tables,
)

DIED = "DIED"
IN_TOUCH = frozenset({"YES", "NO", DIED, "REFU", "NREQ", "RHOM"})

_ACCOMMODATION = re.compile(r"([A-Z])[12]?")


def add_births(tables: Tables) -> None:
    """Read each child's date of birth from the header, else from any other table that has it."""
    for _, row in tables.rows(HEADER):
        born = row.day("DOB")
        if born and row.child.born and born != row.child.born:
            row.child.remarks.append(
                f"The child is born on {row.child.born} in one return and on {born} in a later "
                "one, which is used."
            )
        row.child.born = born or row.child.born


def add_missing(tables: Tables) -> None:
    """Add occasions of going missing; away from placement is not missing (S31)."""
    for _, row in tables.rows(MISSING):
        _use_birth(row)
        word = row.code("MISSING", frozenset({"M", "A"}))
        if word == "M" and (day := row.needed_day("MIS_START")):
            _add_event(row, EventKind.MISSING, day)


def add_reviews(tables: Tables) -> None:
    """Add the reviews that were held."""
    for _, row in tables.rows(REVIEWS):
        _use_birth(row)
        if day := row.needed_day("REVIEW"):
            _add_event(row, EventKind.LOOKED_AFTER_REVIEW, day)


def add_workers(tables: Tables) -> None:
    """Add the social workers."""
    for _, row in tables.rows(SOCIAL_WORKERS):
        _use_birth(row)
        worker_id = row.text("SW_ID")
        if not worker_id:
            row.refuse("SW_ID", "blank: nobody knows who the worker is")
            continue
        if start := row.needed_day("SW_DECOM"):
            _replace_involvement(row, Involvement(worker_id, start, row.end("SW_DEC", start)))


def add_leavers(tables: Tables, book: CaseBook) -> None:
    """Add care leavers; run when periods of care are known. The latest return counts."""
    latest: dict[str, Row] = {}
    for _, row in tables.rows(OC3):
        _use_birth(row)
        latest[row.child_id] = row
    for child_id, row in latest.items():
        child = book.child(child_id)
        in_touch = row.code("IN_TOUCH", IN_TOUCH)
        if in_touch == DIED:
            if child.died is None:
                child.remarks.append(
                    f"Recorded as died after leaving care, without a date: no status {row.place}."
                )
            continue
        add_status(child, Leaver("", _accommodation(row), "OC3", row.place))


def remark_strangers(tables: Tables, book: CaseBook) -> None:
    """Remark on every child whose date of birth no table tells."""
    for child in book.children.values():
        if child.born is None:
            child.remarks.append("No table has a date of birth of the child.")
    if not tables.has(HEADER):
        book.notes.append("There is no header table: births are taken from the other tables.")


def _use_birth(row: Row) -> None:
    if row.child.born is None:
        row.child.born = row.day("DOB")


def _add_event(row: Row, kind: EventKind, day: date) -> None:
    """Add an event that no earlier return has told already."""
    known = {(event.kind, event.event_date) for event in row.child.events}
    if (kind, day) not in known:
        row.child.events.append(Event(kind, day, source=row.file))


def _replace_involvement(row: Row, new: Involvement) -> None:
    """Add a worker's involvement; a later return tells how one that it knows already ended."""
    same = (new.worker_id, new.start_date)
    others = [old for old in row.child.involvements if (old.worker_id, old.start_date) != same]
    row.child.involvements[:] = [*others, new]


def _accommodation(row: Row) -> str:
    """Return the letter of the accommodation; the digit beside it says if it is suitable."""
    found = row.text("ACCOM").upper()
    match = _ACCOMMODATION.fullmatch(found)
    if match and match[1] in ACCOMMODATIONS:
        return match[1]
    if found.strip("012"):
        row.refuse("ACCOM", f"'{found[:20]}' is not a code of accommodation; it is not used")
    return ""
