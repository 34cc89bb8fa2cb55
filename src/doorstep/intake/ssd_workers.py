"""Read who works with a child: involvements, or the workers named on plans where there are none."""

from collections import Counter
from functools import cache
from typing import NamedTuple

from doorstep.facts import Involvement
from doorstep.intake.cases import CaseBook
from doorstep.intake.ssd_rows import Row, rows
from doorstep.intake.ssd_tables import Sheet

NOBODY = frozenset({"", "-1", "-1.0"})
CASE_WORKER_CODES = frozenset({"", "CW", "16PLUS"})
CASE_WORKER_WORDS = (
    "case worker",
    "caseworker",
    "social worker",
    "personal adviser",
    "personal advisor",
    "allocated",
)


class Named(NamedTuple):
    """Where another table names a worker: worker, team, start and end."""

    worker: str
    team: str
    start: str
    end: str


FALLBACK = {
    "ssd_cin_episodes": Named(
        "cine_referral_worker_id", "cine_referral_team", "cine_referral_date", "cine_close_date"
    ),
    "ssd_cin_plans": Named(
        "cinp_cin_plan_worker_id",
        "cinp_cin_plan_team",
        "cinp_cin_plan_start_date",
        "cinp_cin_plan_end_date",
    ),
}
ROLE = "invo_professional_role_id"
COLUMNS = Named(
    "invo_professional_id",
    "invo_professional_team",
    "invo_involvement_start_date",
    "invo_involvement_end_date",
)


def add_workers(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add involvements; without that table, the workers that referrals and plans name."""
    names = _lookup(sheets["ssd_professionals"], "prof_professional_id", "prof_professional_name")
    teams = _lookup(sheets["ssd_department"], "dept_team_id", "dept_team_name")
    skipped: Counter[str] = Counter()
    given = sheets["ssd_involvements"].is_given
    places = {"ssd_involvements": COLUMNS} if given else FALLBACK
    for table, columns in places.items():
        for row in rows(sheets[table], book):
            if row.text(columns.worker) in NOBODY:
                skipped[row.file] += 1
            elif found := _involvement(row, columns, names, teams):
                row.child.involvements.append(found)
    for file, count in skipped.items():
        book.notes.append(f"{count:,} rows of {file} name no worker (-1 or blank) and were skipped")


@cache
def is_allocated(role: str) -> bool:
    """Test whether a role, as code or words, is that of the case worker.

    Example:
        >>> is_allocated("CW"), is_allocated("Allocated Social Worker"), is_allocated("IRO")
        (True, True, False)
    """
    return role.upper() in CASE_WORKER_CODES or any(
        words in role.lower() for words in CASE_WORKER_WORDS
    )


def _involvement(
    row: Row, columns: Named, names: dict[str, str], teams: dict[str, str]
) -> Involvement | None:
    """Return the involvement of a row; None without a start, which on a plan is refused there."""
    if columns is not COLUMNS and not row.is_date(columns.start):
        return None
    span = row.span(columns.start, columns.end)
    if span.start is None:
        return None
    worker, team = row.text(columns.worker), row.text(columns.team)
    role = row.text(ROLE) if columns is COLUMNS else ""
    return Involvement(
        worker,
        span.start,
        span.end,
        worker=names.get(worker, worker),
        team=teams.get(team, team),
        allocated=is_allocated(role),
        role=role,
    )


def _lookup(sheet: Sheet, key: str, value: str) -> dict[str, str]:
    pairs = zip(sheet.cells(key), sheet.cells(value), strict=True)
    return {found: name for found, name in pairs if found and name}
