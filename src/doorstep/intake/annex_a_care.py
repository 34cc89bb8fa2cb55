"""Annex A Lists 8 and 9: looked after children and care leavers."""

from datetime import date
from typing import NamedTuple

from doorstep.facts import (
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Role,
    Visit,
    VisitType,
)
from doorstep.intake.annex_a_row import Row, Start
from doorstep.intake.annex_a_rows import (
    Stretch,
    add_episode,
    add_involvement,
    add_visit,
    check_age,
    remark,
)
from doorstep.intake.cases import Gathered
from doorstep.intake.ssd_care_leavers import ELIGIBILITIES, NO_ELIGIBILITY
from doorstep.intake.ssda903_codes import (
    ACCOMMODATIONS,
    LEGAL_STATUSES,
    PLACEMENTS,
    PROVIDERS,
    is_postcode,
)
from doorstep.intake.ssda903_leavers import Leaver, add_status

SOURCE = "Annex A List 8"
NOT_YET_18 = (
    "The care leaver is not yet 18 and Annex A does not say when care ended: the status is taken "
    "from the 18th birthday"
)
OUTSIDE_ENGLAND = ("NIR", "WAL", "SCO", "NUK")


class Care(NamedTuple):
    """A row of List 8 while it is read: the period of care that the rest belongs to."""

    row: Row
    child: Gathered
    start: Start
    end_date: date | None


def read_care(row: Row, child: Gathered) -> None:
    """Read a row of List 8."""
    start = row.start("care_start")
    care = Care(row, child, start, row.end("care_end", start))
    stretch = Stretch(EpisodeKind.PERIOD_OF_CARE, care.end_date, "Being looked after")
    add_episode(row, child, care.start, stretch)
    _read_status(care)
    _read_placement(care)
    _read_contacts(care)
    check_age(row, child, care.end_date)
    add_involvement(row, child, care.start, care.end_date)


def read_leaver(row: Row, child: Gathered) -> None:
    """Read a row of List 9, after List 8: leaving care starts the status (S25)."""
    eligibility = _eligibility(row)
    accommodation = row.code("accommodation", ACCOMMODATIONS)
    if "died" in row.label("in_touch"):
        remark(row, child, "Recorded as died after leaving care, without a date: no status")
        return
    if eligibility is None:
        remark(row, child, "On List 9 without a current eligibility: no care leaver status")
        return
    leaver = Leaver(eligibility, accommodation, "Annex A List 9", row.place)
    if status := add_status(child, leaver):
        if 0 < row.age < 18 and not _has_left_care(child):
            remark(row, child, NOT_YET_18)
        add_involvement(row, child, Start(status.start_date), status.end_date)


def _read_status(care: Care) -> None:
    row, child = care.row, care.child
    status = row.code("legal_status", LEGAL_STATUSES)
    if not status:
        remark(row, child, "The period of care has no legal status that can be read")
        return
    stretch = Stretch(EpisodeKind.LEGAL_STATUS, care.end_date, "The legal status", status)
    add_episode(row, child, row.start("status_start"), stretch)


def _read_placement(care: Care) -> None:
    row, child = care.row, care.child
    start = row.start("placement_start")
    code = row.code("placement_type", PLACEMENTS)
    provider = row.code("placement_provider", PROVIDERS)
    stretch = Stretch(EpisodeKind.PLACEMENT, care.end_date, "The placement", code, provider)
    add_episode(row, child, start, stretch)
    if (postcode := row.text("placement_postcode")) and not is_postcode(postcode):
        row.refuse("placement_postcode", f"'{postcode[:20]}' is not a postcode")
    if start.day is None:
        return
    for kind in _circumstances(row):
        child.facts.append(Fact(kind, start.day, care.end_date, source=SOURCE))


def _circumstances(row: Row) -> list[FactKind]:
    plan = row.label("permanence_plan").replace("-", " ")
    kinds = [FactKind.PLACED_UNTIL_18] if "long term foster" in plan else []
    location = row.label("placement_location")
    abroad = row.text("placement_authority").startswith(OUTSIDE_ENGLAND)
    if location.startswith("out") or (not location and abroad):
        kinds.append(FactKind.PLACED_OUT_OF_COUNTY)
    return kinds


def _read_contacts(care: Care) -> None:
    row, child = care.row, care.child
    if visited_on := row.day("last_visit"):
        add_visit(row, child, Visit(visited_on, seen=True, source=SOURCE), care.end_date)
    if met_on := row.day("last_iro_contact"):
        kind, role = VisitType.CONTACT, Role.IRO
        child.visits.append(Visit(met_on, visit_type=kind, role=role, source=SOURCE))
    if reviewed_on := row.day("latest_review"):
        child.events.append(Event(EventKind.LOOKED_AFTER_REVIEW, reviewed_on, source=SOURCE))


def _eligibility(row: Row) -> str | None:
    """Return the eligibility in the SSD's words, None for no current one.

    One that cannot be read leaves the young person a care leaver: the list says so (S32).
    """
    words = row.label("eligibility").removesuffix(" child").removesuffix(" care leaver")
    if words in NO_ELIGIBILITY and words:
        return None
    if words not in ELIGIBILITIES:
        row.refuse("eligibility", f"'{words[:40]}' is not an eligibility of Annex A")
    return ELIGIBILITIES.get(words, "")


def _has_left_care(child: Gathered) -> bool:
    return any(care.end_date for care in child.of_kind(EpisodeKind.PERIOD_OF_CARE))
