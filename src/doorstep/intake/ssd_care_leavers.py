"""Read care leavers: the status the tables imply, where they live, the latest contact (S25)."""

import re
from datetime import date

from doorstep.facts import EpisodeKind, Fact, FactKind, Undated, Visit, VisitType
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.fields import birthday
from doorstep.intake.ssd_rows import Row, Span, rows
from doorstep.intake.ssd_tables import Sheet

ELIGIBLE, RELEVANT, FORMER, QUALIFYING = "Eligible", "Relevant", "Former Relevant", "Qualifying"
ELIGIBILITIES = {name.lower(): name for name in (ELIGIBLE, RELEVANT, FORMER, QUALIFYING)}
NO_ELIGIBILITY = frozenset({"", "no current eligibility", "not eligible", "none"})
SEMI_INDEPENDENT = frozenset({"D", "T"})
LABEL = re.compile(r"^[a-z]\)\s*")  # "b) Former relevant child"
ADULT, LEAVES_CARE_LEAVING = 18, 25


def add_care_leavers(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add care leavers' status, accommodation and latest contact; run when care is known."""
    if sheets["ssd_care_leavers"].is_given:
        book.latest_only = frozenset({EpisodeKind.CARE_LEAVER})
    for row in rows(sheets["ssd_care_leavers"], book):
        _add_contact(row)
        eligibility = _eligibility(row)
        if not eligibility or _has_died(row):
            continue
        if eligibility != FORMER and _is_looked_after(row.child):
            _remark_looked_after(row.child, eligibility)
            continue
        _add_status(row, eligibility)


def _add_status(row: Row, eligibility: str) -> None:
    child = row.child
    start = _status_start(child)
    end = birthday(child.born, LEAVES_CARE_LEAVING) if child.born else None
    if start and end and start >= end:
        child.remarks.append(f"{eligibility} care leaver, but past the 25th birthday: no status.")
        return
    accommodation = row.text("clea_care_leaver_accommodation")[:1].upper()
    missing = (
        f"neither the day care ended nor a date of birth is known ({row.file} row {row.number})"
    )
    span = Span(start, end, "" if start else missing)
    row.add_episode(EpisodeKind.CARE_LEAVER, span, code=eligibility, detail=accommodation)
    if start and accommodation in SEMI_INDEPENDENT:
        source = f"accommodation {accommodation}"
        child.facts.append(Fact(FactKind.SEMI_INDEPENDENT, start, end, source=source))


def _status_start(child: Gathered) -> date | None:
    """Return the day care ended, else the 18th birthday (S25).

    A period of care that nobody closed ends in law at 18: the young person is not to drop out.
    """
    ends = [row.end_date for row in child.of_kind(EpisodeKind.PERIOD_OF_CARE) if row.end_date]
    if ends and not _is_looked_after(child):
        return max(ends)
    return birthday(child.born, ADULT) if child.born else None


def _add_contact(row: Row) -> None:
    found = row.moment("clea_care_leaver_latest_contact", then="the contact is not counted")
    if found:
        row.child.visits.append(
            Visit(
                found.day,
                visit_type=VisitType.CONTACT,
                worker_id=row.text("clea_care_leaver_worker_id"),
                visit_at=found.at,
                source="ssd_care_leavers",
            )
        )


def _eligibility(row: Row) -> str:
    """Return the eligibility in the specification's words, blank for none."""
    column = "clea_care_leaver_eligibility"
    word = " ".join(row.text(column).lower().replace("-", " ").split()).removesuffix(" child")
    word = LABEL.sub("", word)
    if word in ELIGIBILITIES:
        return ELIGIBILITIES[word]
    if word not in NO_ELIGIBILITY:
        known = ", ".join(ELIGIBILITIES.values())
        row.refuse(column, f"expected {known} or No Current Eligibility: the status is not known")
        missing = f"{column} cannot be read ({row.file} row {row.number})"
        row.child.undated.append(Undated(EpisodeKind.CARE_LEAVER, missing))
    return ""


def _has_died(row: Row) -> bool:
    if row.text("clea_care_leaver_in_touch").upper() != "DIED":
        return False
    if row.child.died is None:
        row.child.remarks.append(
            "Recorded as died after leaving care, without a date of death: no care-leaver status."
        )
    return True


def _is_looked_after(child: Gathered) -> bool:
    undated = any(row.kind is EpisodeKind.PERIOD_OF_CARE for row in child.undated)
    periods = child.of_kind(EpisodeKind.PERIOD_OF_CARE)
    return undated or any(row.end_date is None for row in periods)


def _remark_looked_after(child: Gathered, eligibility: str) -> None:
    if eligibility != ELIGIBLE:
        child.remarks.append(
            f"{eligibility} care leaver, but a period of care is open: no care-leaver status."
        )
