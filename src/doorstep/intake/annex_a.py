"""Read an Ofsted Annex A workbook (ILACS, Lists 3 to 9) as facts.

A snapshot with the date of the last visit only. Lists 1, 2, 10 and 11 bear on no visit.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from doorstep.facts import Episode, EpisodeKind, VisitsCarried
from doorstep.intake import annex_a_care, annex_a_lists
from doorstep.intake.annex_a_columns import read_columns
from doorstep.intake.annex_a_row import Row
from doorstep.intake.annex_a_rows import remark, said
from doorstep.intake.annex_a_sheets import read_rows
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.extract import Extract

NOTES = (
    "Annex A carries only the date of the last visit: earlier visits are not known.",
    "Annex A carries no contact with care leavers, and only counts of missing episodes: neither "
    "is known from it.",
)

LISTS_WITH_VISITS = (6, 7, 8)  # the others have no column for the date of one

# Not in the order of the workbook: List 6 is checked against 4, 7 and 8; the referral of List 3
# may be the one of 6; 9 starts when 8 ended; where none of these is open is 5's front door.
READERS: dict[int, Callable[[Row, Gathered], None]] = {
    4: annex_a_lists.read_assessment,
    7: annex_a_lists.read_protection,
    8: annex_a_care.read_care,
    6: annex_a_lists.read_need,
    3: annex_a_lists.read_referral,
    9: annex_a_care.read_leaver,
    5: annex_a_lists.read_enquiry,
}


def read_annex_a(path: Path, *, columns: Path | None = None) -> Extract:
    """Return the children of an Annex A workbook; `columns` names an authority's own headings.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    book = CaseBook(
        notes=list(NOTES),
        visits_carried=VisitsCarried.LATEST,
        unknown_visits=frozenset({EpisodeKind.CARE_LEAVER}),
    )
    rows = read_rows(path, read_columns(columns), book)
    disabled = _read_persons(rows, book)
    for number, read in READERS.items():
        for row in (row for row in rows if row.list_number == number):
            read(row, book.child(row.child_id))
    told_of_visits = {row.child_id for row in rows if row.list_number in LISTS_WITH_VISITS}
    for child_id in book.children.keys() - told_of_visits:
        book.child(child_id).visits_carried = VisitsCarried.NONE
    for child_id in disabled:
        _add_disability(book.child(child_id))
    book.refusals.sort(key=lambda refusal: (refusal.file, refusal.row))
    return book.extract("Annex A")


def _read_persons(rows: Iterable[Row], book: CaseBook) -> dict[str, None]:
    """Read each child's birth from the first list that has it; return who has a disability."""
    disabled: dict[str, None] = {}
    for row in rows:
        child = book.child(row.child_id)
        born = row.day("date_of_birth")
        if child.born and born and born != child.born:
            kept = f"the first is kept ({said(child.born)})"
            remark(row, child, f"Another date of birth, {said(born)}, stands here: {kept}")
        child.born = child.born or born
        if row.yes_no("disability"):
            disabled[row.child_id] = None
    for row in rows:
        if book.child(row.child_id).born is None:
            remark(row, book.child(row.child_id), "The child has no date of birth")
    return disabled


def _add_disability(child: Gathered) -> None:
    """Add the disability from birth, else from the first day known of the child."""
    first = min((episode.start_date for episode in child.episodes), default=None)
    if since := child.born or first:
        child.episodes.append(Episode(EpisodeKind.DISABILITY, since))
