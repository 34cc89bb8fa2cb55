"""Read the tables of an SSD folder (Standard Safeguarding Dataset) as facts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from doorstep.intake import (
    ssd_assessments,
    ssd_care,
    ssd_care_leavers,
    ssd_enquiries,
    ssd_person,
    ssd_plans,
    ssd_visits,
    ssd_workers,
)
from doorstep.intake.cases import CaseBook
from doorstep.intake.extract import Extract
from doorstep.intake.ssd_open import open_sheets
from doorstep.intake.ssd_tables import Sheet, read_sheets

SOURCE = "SSD"


def read_ssd(
    folder: Path,
    progress: Callable[[str], None] = lambda _text: None,
    open_on: date | None = None,
) -> Extract:
    """Return the cases of a folder of SSD tables, one CSV file each, and what was refused.

    With `open_on`, children whose case is closed on that day are passed over.
    Raises: UnreadableError if a file is not what it claims or ssd_person is not there.
    """
    book = CaseBook()
    sheets = read_sheets(folder, book, progress)
    if open_on is not None:
        sheets, book.passed_over = open_sheets(sheets, open_on)
    progress("Putting the cases together")
    _gather(sheets, book)
    sheets.clear()  # the frames of an authority take as much memory as its cases
    return book.extract(SOURCE)


def _gather(sheets: dict[str, Sheet], book: CaseBook) -> None:
    ssd_person.add_persons(sheets, book)
    ssd_plans.add_referrals(sheets, book)
    ssd_plans.add_cin_plans(sheets, book)
    ssd_plans.add_cp_plans(sheets, book)
    ssd_assessments.add_assessments(sheets, book)
    _gather_care(sheets, book)
    held = ssd_enquiries.add_conferences(sheets, book)
    # After plans, care and care leavers: they tell who came by the front door.
    ssd_enquiries.add_enquiries(sheets, book, held)
    ssd_enquiries.add_reviews(sheets, book)
    ssd_enquiries.add_missing(sheets, book)
    ssd_workers.add_workers(sheets, book)
    ssd_visits.add_visits(sheets, book)
    # After every episode: a disability without a date of birth counts from the first.
    ssd_person.add_disabilities(sheets, book)
    ssd_person.add_addresses(sheets, book)
    ssd_person.remark_strangers(sheets, book)


def _gather_care(sheets: dict[str, Sheet], book: CaseBook) -> None:
    ssd_care.add_periods_of_care(sheets, book)
    ssd_care.add_placements(sheets, book)
    ssd_care.add_legal_statuses(sheets, book)
    ssd_care.add_care_plans(sheets, book)
    # After periods of care: a status begins the day care ended (S25).
    ssd_care_leavers.add_care_leavers(sheets, book)
