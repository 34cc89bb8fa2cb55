"""Read the visits of the three visit tables, each visit once (S19).

LiquidLogic's child in need visits hold the statutory visits of the other tables as well: the same
note under the same id as in ssd_cp_visits, and the same day under another id in ssd_cla_visits.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from doorstep.facts import Refusal, Visit
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import FieldError, Moment
from doorstep.intake.ssd_tables import CHILD, ROW, Sheet

T = TypeVar("T")
CIN, CP, CLA = "ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits"
NO_COLUMN = ""


class VisitColumns(NamedTuple):
    """The columns of a visit table, and the kind of episode whose visits it holds."""

    visit_id: str
    day: str
    seen: str
    alone: str
    bedroom: str


COLUMNS = {
    CP: VisitColumns(
        "cppv_cp_visit_id",
        "cppv_cp_visit_date",
        "cppv_cp_visit_seen",
        "cppv_cp_visit_seen_alone",
        "cppv_cp_visit_bedroom",
    ),
    CLA: VisitColumns(
        "clav_cla_visit_id",
        "clav_cla_visit_date",
        "clav_cla_visit_seen",
        "clav_cla_visit_seen_alone",
        NO_COLUMN,
    ),
    CIN: VisitColumns(
        "cinv_cin_visit_id",
        "cinv_cin_visit_date",
        "cinv_cin_visit_seen",
        "cinv_cin_visit_seen_alone",
        "cinv_cin_visit_bedroom",
    ),
}


class SeenElsewhere(NamedTuple):
    """What the other tables hold: (child, visit id), and where a visit of (child, day) stands."""

    protected: set[tuple[str, str]]
    looked_after: dict[tuple[str, date], tuple[list[Visit], int]]


def add_visits(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add every visit once, and say how many stood in two tables."""
    lacking = [table for table in COLUMNS if not sheets[table].is_given]
    if lacking:
        # The SSD does carry visits, and any table's visit counts for any duty (S19): children are judged
        # on what there is, so that one never visited cannot drop out of a list (S6).
        book.notes.append(
            f"Without {' and '.join(lacking)}, visits recorded only there are unknown, and the child "
            "looks unvisited: add the table to the export"
        )
    seen = SeenElsewhere(set(), {})
    for child_id, visit in visits(sheets[CP], book):
        book.child(child_id).visits.append(visit)
        seen.protected.add((child_id, visit.visit_id))
    for child_id, visit in visits(sheets[CLA], book):
        rows = book.child(child_id).visits
        seen.looked_after.setdefault((child_id, visit.visit_date), (rows, len(rows)))
        rows.append(visit)
    twice = sum(_add_in_need(found, seen, book) for found in visits(sheets[CIN], book))
    if twice:
        book.notes.append(f"{twice:,} visits stood in two tables and were counted once")


def merged(kept: Visit, other: Visit) -> Visit:
    """Return a visit with what another row of it tells more of: yes over no over not known."""
    return kept._replace(
        seen=_more(kept.seen, other.seen),
        seen_alone=_more(kept.seen_alone, other.seen_alone),
        bedroom_seen=_more(kept.bedroom_seen, other.bedroom_seen),
        visit_at=kept.visit_at or other.visit_at,
    )


def visits(sheet: Sheet, book: CaseBook) -> Iterator[tuple[str, Visit]]:
    """Yield (child_id, visit) for every row with a date; the others are refused (S32)."""
    columns = COLUMNS[sheet.table]
    if sheet.is_given and not sheet.has(columns.day) and sheet.frame.height:
        reason = f"the column is not there: none of {sheet.frame.height:,} visits could be used"
        book.refusals.append(Refusal(sheet.file, 1, columns.day, reason))
        return
    flags: list[list[bool | None]] = [
        _read(sheet, name, fields.yes_no, "taken as not known", book)
        if name
        else [None] * sheet.frame.height
        for name in (columns.seen, columns.alone, columns.bedroom)
    ]
    yield from _built(sheet, _days(sheet, columns.day, book), flags)


def _add_in_need(found: tuple[str, Visit], seen: SeenElsewhere, book: CaseBook) -> bool:
    """Add a visit of the child in need table; return whether another table holds it as well."""
    child_id, visit = found
    if visit.visit_id and (child_id, visit.visit_id) in seen.protected:
        return True
    if place := seen.looked_after.get((child_id, visit.visit_date)):
        rows, at = place
        rows[at] = merged(rows[at], visit)
        return True
    book.child(child_id).visits.append(visit)
    return False


def _built(
    sheet: Sheet, days: list[Moment | None], flags: list[list[bool | None]]
) -> Iterator[tuple[str, Visit]]:
    # By position: there are hundreds of thousands, and keywords cost as much as the rest.
    ids = sheet.cells(COLUMNS[sheet.table].visit_id)
    make, source, kind = Visit._make, sheet.table, Visit._field_defaults["visit_type"]
    for child_id, visit_id, found, seen, alone, bedroom in zip(
        sheet.cells(CHILD), ids, days, *flags, strict=True
    ):
        if found is not None:
            yield (
                child_id,
                make(
                    (
                        found.day, seen, alone, bedroom, None, None, kind, None, "", "", None,
                        found.at, None, "", "", None, None, None, visit_id, source,
                    )
                ),
            )  # fmt: skip


def _days(sheet: Sheet, column: str, book: CaseBook) -> list[Moment | None]:
    blank = sheet.frame[column].is_null()
    frame = sheet.frame.filter(blank).select(ROW, CHILD)
    for row, child_id in frame.iter_rows():
        reason = "the date is blank: the visit is not counted, fill it in"
        book.refusals.append(Refusal(sheet.file, row, column, reason, child_id))
    return _read(sheet, column, fields.moment, "the visit is not counted", book)


def _read(
    sheet: Sheet, column: str, parse: Callable[[str], T | None], then: str, book: CaseBook
) -> list[T | None]:
    """Return a column as values, reading each different cell once and refusing bad ones by row."""
    known: dict[str, T | None] = {}
    bad: dict[str, str] = {}
    cells = sheet.cells(column)
    for cell in set(cells):
        try:
            known[cell] = parse(cell)
        except FieldError as error:
            known[cell], bad[cell] = None, f"{error}; {then}"
    if bad:
        children, numbers = sheet.cells(CHILD), sheet.frame[ROW].to_list()
        for number, child_id, cell in zip(numbers, children, cells, strict=True):
            if cell in bad:
                book.refusals.append(Refusal(sheet.file, number, column, bad[cell], child_id))
    return [known[cell] for cell in cells]


def _more(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return second if first is None else first
