"""Read a folder of SSDA903 tables, of one year or several, as facts. It carries no visits."""

from pathlib import Path

from doorstep.facts import VisitsCarried
from doorstep.intake import ssda903_children
from doorstep.intake.cases import CaseBook
from doorstep.intake.extract import Extract
from doorstep.intake.ssda903_care import CareRows
from doorstep.intake.ssda903_tables import EPISODES, OC3, SOCIAL_WORKERS, Tables

NOTES = (
    "The SSDA903 carries no visits: when a child was last seen is not known.",
    "An episode that begins for legal status only (RNE L) goes on with the placement; one with "
    "the same carer (T, U) is a new placement.",
)


def read_ssda903(folder: Path) -> Extract:
    """Return the looked after children and care leavers of a folder of SSDA903 tables.

    Returns of several years, told by the year in each file's name, are merged: of the same child
    and DECOM the latest counts.
    Raises: UnreadableError with one sentence for the person who gave the folder.
    """
    book = CaseBook(notes=list(NOTES), visits_carried=VisitsCarried.NONE)
    tables = Tables(folder, book)
    ssda903_children.add_births(tables)
    care = CareRows(tables.years[-1])
    for year, row in tables.rows(EPISODES):
        care.take(year, row)
    care.add_to_children()
    ssda903_children.add_missing(tables)
    ssda903_children.add_reviews(tables)
    ssda903_children.add_workers(tables)
    ssda903_children.add_leavers(tables, book)
    ssda903_children.remark_strangers(tables, book)
    _note_tables(tables, book)
    return book.extract("SSDA903")


def _note_tables(tables: Tables, book: CaseBook) -> None:
    if len(tables.years) > 1:
        years = ", ".join(str(year) if year else "no year" for year in tables.years)
        book.notes.append(f"Returns of several years were merged: {years}.")
    if not tables.has(OC3):
        book.notes.append("There is no OC3 table: care leavers are not known.")
    if not tables.has(SOCIAL_WORKERS):
        book.notes.append("There is no table of social workers: who works with a child is unknown.")
