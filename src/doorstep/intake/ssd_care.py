"""Read periods of care, placements, legal statuses and care plans."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from doorstep.facts import EpisodeKind, Fact, FactKind
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import FieldError
from doorstep.intake.ssd_assessments import yes_keys
from doorstep.intake.ssd_rows import TAKEN_AS_OPEN, Row, Span, rows
from doorstep.intake.ssd_tables import Sheet

FURTHER_EPISODE = "X1"
UNTIL_18 = "LTFOST18"


class CareRow(NamedTuple):
    """One episode of care: a row of a period of care."""

    row: Row
    start: date | None
    end: date | None
    reason: str


def add_periods_of_care(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add periods of care: from the first of their rows until the last, open if any row is."""
    periods: defaultdict[tuple[str, str], list[CareRow]] = defaultdict(list)
    for row in rows(sheets["ssd_cla_episodes"], book):
        care_id = row.text("clae_cla_id") or f"row {row.number}"
        periods[row.child_id, care_id].append(_care_row(row))
    for found in periods.values():
        _add_period(found)


def add_placements(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add placements; rows of one placement are one."""
    found: defaultdict[tuple[str, str], list[tuple[Row, Span]]] = defaultdict(list)
    for row in rows(sheets["ssd_cla_placement"], book):
        key = row.text("clap_cla_placement_id") or f"row {row.number}"
        span = row.span("clap_cla_placement_start_date", "clap_cla_placement_end_date")
        found[row.child_id, key].append((row, span))
    for parts in found.values():
        row = max(parts, key=lambda part: part[1].start or date.min)[0]
        row.add_episode(
            EpisodeKind.PLACEMENT,
            _merged(span for _, span in parts),
            code=fields.code(row.text("clap_cla_placement_type")),
            detail=fields.code(row.text("clap_cla_placement_provider")),
            ids=(row.text("clap_cla_placement_id"), ""),
        )


def add_legal_statuses(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add legal statuses."""
    for row in rows(sheets["ssd_legal_status"], book):
        row.add_episode(
            EpisodeKind.LEGAL_STATUS,
            row.span("lega_legal_status_start_date", "lega_legal_status_end_date"),
            code=fields.code(row.text("lega_legal_status")),
            ids=(row.text("lega_legal_status_id"), ""),
        )


def add_care_plans(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add care plans, and the circumstance that one is for fostering until 18."""
    column = "lacp_cla_care_plan_json"
    for row in rows(sheets["ssd_cla_care_plan"], book):
        span = row.span("lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date")
        try:
            aims = [key.upper() for key in yes_keys(row.text(column))] if row.text(column) else []
        except FieldError as error:
            row.refuse(column, str(error))
            aims = []
        row.add_episode(EpisodeKind.CARE_PLAN, span, code="|".join(aims))
        if span.start and UNTIL_18 in aims:
            source = f"care plan {UNTIL_18}"
            row.child.facts.append(
                Fact(FactKind.PLACED_UNTIL_18, span.start, span.end, source=source)
            )


def _care_row(row: Row) -> CareRow:
    entered = row.day("clae_entered_care_date")
    begun = row.day("clae_cla_episode_start_date")
    start = min((day for day in (entered, begun) if day), default=None)
    end = row.day("clae_cla_episode_ceased_date", then=TAKEN_AS_OPEN)
    if start and end and end < (begun or start):
        row.refuse(
            "clae_cla_episode_ceased_date",
            f"{end} is before the start {begun or start}; {TAKEN_AS_OPEN}",
        )
        end = None
    reason = fields.code(row.text("clae_cla_episode_ceased_reason"))
    return CareRow(row, start, end, reason)


def _add_period(found: list[CareRow]) -> None:
    row = found[0].row
    span = _merged(Span(part.start, part.end) for part in found)
    if span.start is None:
        column = "clae_cla_episode_start_date"
        where = f"({row.file} row {row.number})"
        span = span._replace(missing=f"{column} is blank or cannot be read {where}")
        row.refuse(column, "no row of this period of care has a start: fill it in")
    row.add_episode(
        EpisodeKind.PERIOD_OF_CARE,
        span,
        ids=(row.text("clae_cla_id"), row.text("clae_referral_id")),
    )
    last = max(found, key=lambda part: (part.start or date.min, part.end or date.max))
    if span.end and last.reason == FURTHER_EPISODE:
        row.child.remarks.append(
            f"A period of care ended on {span.end} with reason X1 (a further episode follows), "
            "but none does."
        )


def _merged(spans: Iterable[Span]) -> Span:
    """Return one span from the earliest start to the latest end, open if any part is."""
    parts = list(spans)
    starts = [part.start for part in parts if part.start]
    ends = [part.end for part in parts if part.end]
    is_open = len(ends) < len(parts)
    missing = next((part.missing for part in parts if part.missing), "")
    return Span(min(starts, default=None), None if is_open else max(ends), missing)
