"""Read referrals, child in need plans and child protection plans."""

from doorstep.facts import EpisodeKind, Event, EventKind
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import FieldError
from doorstep.intake.ssd_rows import Row, rows
from doorstep.intake.ssd_tables import Sheet

FROM_THE_CHILD, ABUSE_OR_NEGLECT = "1C", "N1"


def add_referrals(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add referrals, and the allegation that a child's own referral for abuse is."""
    for row in rows(sheets["ssd_cin_episodes"], book):
        need = fields.code(row.text("cine_cin_primary_need_code"))
        source = _source_code(row.text("cine_referral_source_code"))
        span = row.span("cine_referral_date", "cine_close_date")
        row.add_episode(
            EpisodeKind.REFERRAL,
            span,
            code=need,
            detail=source,
            ids=(row.text("cine_referral_id"),) * 2,
        )
        if span.start and source == FROM_THE_CHILD and need == ABUSE_OR_NEGLECT:
            _add_allegation(row)
        if span.end is None and row.flag("cine_referral_nfa"):
            row.child.remarks.append(
                f"A referral of {span.start or 'unknown date'} ended in no further action and has "
                "no closing date: it stays open."
            )


def add_cin_plans(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add child in need plans."""
    for row in rows(sheets["ssd_cin_plans"], book):
        row.add_episode(
            EpisodeKind.CHILD_IN_NEED_PLAN,
            row.span("cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
            ids=(row.text("cinp_cin_plan_id"), row.text("cinp_referral_id")),
        )


def add_cp_plans(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add child protection plans; one of another authority is a kind of its own (S23)."""
    for row in rows(sheets["ssd_cp_plans"], book):
        theirs = row.flag("cppl_cp_plan_ola")
        kind = EpisodeKind.OTHER_AUTHORITY_PLAN if theirs else EpisodeKind.CHILD_PROTECTION_PLAN
        row.add_episode(
            kind,
            row.span("cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
            code=_category(row),
            ids=(row.text("cppl_cp_plan_id"), row.text("cppl_referral_id")),
        )


def _add_allegation(row: Row) -> None:
    found = row.moment("cine_referral_date")
    if found:
        row.child.events.append(
            Event(
                EventKind.ALLEGATION_BY_CHILD, found.day, found.at, source="referral by the child"
            )
        )


def _source_code(cell: str) -> str:
    """Return "1C" for "1C", "1C: Individual, child" and "1c - self"."""
    first = cell.replace(":", " ").replace("-", " ").split(maxsplit=1)[:1]
    return first[0].upper() if first else ""


def _category(row: Row) -> str:
    """Return the latest category of abuse as a code, else the words as they stand."""
    latest = "cppl_cp_plan_latest_category"
    column = latest if row.text(latest) else "cppl_cp_plan_initial_category"
    try:
        return fields.abuse_category(row.text(column))
    except FieldError as error:
        row.refuse(column, f"{error}; kept as written")
        return row.text(column)
