"""A record as its form shows it, to be corrected."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from doorstep.vocabulary import VisitType
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.showing import why_not_made
from doorstep.web.visits.words import CALLS, NOT_MADE, CameOf
from doorstep.workdays import LONDON


def common_of(report: VisitReport) -> dict[str, Any]:
    """Return what the common part of the form shows of a record."""
    told = report.as_typed()
    shown = told._asdict() | report.note._asdict() | {"method_words": report.method_words}
    shown["visit_time"] = told.visit_at.astimezone(LONDON).time() if told.visit_at else None
    shown["came_of"] = told.outcome if told.outcome in NOT_MADE else CameOf.MADE
    shown["late_reason"], shown["late_words"] = report.late or ("", "")
    for name in ("announced", "seen"):
        shown[name] = _answer(shown[name])
    if told.visit_type == VisitType.VISIT:
        return shown | _of_visit(report)
    return shown | (_of_call(report) if told.visit_type in CALLS else {})


def seen_of(report: VisitReport) -> dict[str, Any]:
    """Return what a child's part of the form shows of a record."""
    told = report.told
    shown = {name: _answer(getattr(told, name)) for name in ("seen", "seen_alone", "bedroom_seen")}
    reason = told.reason_not_seen if told.outcome not in NOT_MADE else ""
    return shown | report.note._asdict() | {"why_not_seen": reason}


def _answer(told: bool | None) -> bool | str:
    return "not_recorded" if told is None else told


def _of_visit(report: VisitReport) -> dict[str, Any]:
    told, other = report.as_typed(), report.with_worker
    agreed = told.approved_at.astimezone(LONDON) if told.approved_at else None
    return {
        "why": why_not_made(told),
        "with_worker": other.user if other else None,
        "next_attempt": report.next_attempt,
        "approved_date": agreed.date() if agreed else None,
        "approved_time": agreed.time() if agreed and agreed.time() != time() else None,
    }


def _of_call(report: VisitReport) -> dict[str, Any]:
    answers: Mapping[str, str] = {}
    if report.filled:
        answers = {name: said for name, _, said in report.filled.answers}
    several = {"heard"}
    return {
        f"a_{name}": [each.strip() for each in said.split(",")] if name in several else said
        for name, said in answers.items()
    } | {"a_next_step": report.note.next_step, "a_spoke_with": report.note.present}
