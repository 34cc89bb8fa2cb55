"""Pass over the children whose case is closed on a day: a due list needs only the open ones.

Six years of an authority hold several closed cases for each open one. Rows with a date that cannot
be read are kept whoever they are of, so that they are refused by name all the same.
"""

from datetime import date

import polars as pl

from doorstep.intake.ssd_columns import PERSON
from doorstep.intake.ssd_tables import CHILD, Sheet

# The tables that can keep a case open, and the columns from which until when (S27).
OPENING = {
    "ssd_cin_episodes": ("cine_referral_date", "cine_close_date"),
    "ssd_cin_plans": ("cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    "ssd_cp_plans": ("cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    "ssd_cla_episodes": ("clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
}
ALWAYS_OPEN = ("ssd_care_leavers",)  # the status has no end in the SSD
DATES = ("_date", "_dob", "_due", "_latest_contact")
NEEDED = ("_start_date", "_visit_date", "_referral_date")
NOT_NEEDED = "addr_"  # where a child lived since when may stay untold


def open_sheets(sheets: dict[str, Sheet], on: date) -> tuple[dict[str, Sheet], frozenset[str]]:
    """Return the sheets with the rows of possibly open children, and the ids passed over."""
    every = {child for table in PERSON for child in sheets[table].frame[CHILD].to_list()}
    kept = _possibly_open(sheets, on)
    found = dict(sheets)
    for table in PERSON:
        sheet = sheets[table]
        wanted = pl.col(CHILD).is_in(list(kept)) | _is_doubtful(sheet)
        frame = sheet.frame.filter(wanted)
        found[table] = Sheet(table, sheet.file, frame, sheet.absent, sheet.is_given)
    return found, frozenset(every - kept)


def _possibly_open(sheets: dict[str, Sheet], on: date) -> set[str]:
    """Return the children who are open on the day, or whose dates leave it in doubt."""
    found = {child for table in ALWAYS_OPEN for child in sheets[table].frame[CHILD].to_list()}
    for table, (start, end) in OPENING.items():
        closed = (_day(end) <= on) & (_day(end) >= _day(start).fill_null(_day(end)))
        frame = sheets[table].frame.filter(~closed.fill_null(value=False))
        found |= set(frame[CHILD].to_list())
    return found


def _is_doubtful(sheet: Sheet) -> pl.Expr:
    """Return whether a date of the row cannot be read, or one that is needed is blank."""
    doubts = pl.lit(value=False)
    for column in sheet.frame.columns:
        if column.endswith(DATES) and sheet.has(column):
            doubts |= _day(column).is_null() & pl.col(column).is_not_null()
        is_needed = column.endswith(NEEDED) and not column.startswith(NOT_NEEDED)
        if is_needed and sheet.has(column):
            doubts |= pl.col(column).is_null()
    return doubts


def _day(column: str) -> pl.Expr:
    text = pl.col(column).str.slice(0, 10)
    return pl.coalesce(
        text.str.to_date("%Y-%m-%d", strict=False), text.str.to_date("%d/%m/%Y", strict=False)
    )
