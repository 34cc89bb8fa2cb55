"""Reports as a form's answers make them, with slots for the words that nobody has typed yet.

A property test holds each equal to the report that the ordinary form makes of the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from doorstep.facts import Visit
from doorstep.vocabulary import VIRTUAL, EventKind, FactKind, Method, Place, Role, VisitType
from doorstep.web.caseload.rows import SOURCE
from doorstep.web.phone.effects.slots import METHOD_WORDS, NOT_SEEN, WHY
from doorstep.web.visits.report import Happened, VisitReport
from doorstep.web.visits.words import HAPPENED, NOT_MADE, CameOf
from doorstep.workdays import LONDON

YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """On which day a contact is made, when it is written down, by whom; `role` is the only one held."""

    on: date
    written: datetime
    worker_id: str
    role: Role | None = None

    def common(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Return what every record says."""
        at: time | None = told.get("visit_time")
        return {
            "visit_date": self.on,
            "visit_at": datetime.combine(self.on, at, LONDON) if at else None,
            "role": Role(told["role"]) if told.get("role") else self.role,
            "worker_id": self.worker_id,
            "recorded_at": self.written,
            "source": SOURCE,
        }


def visit_said(told: Mapping[str, Any], setting: Setting) -> VisitReport:
    """Return the report of a visit with one child."""
    came_of = CameOf(told["came_of"])
    method = Method(told.get("method") or Method.IN_PERSON)
    place = told.get("place") if method not in VIRTUAL else None
    common = setting.common(told) | {
        "visit_type": VisitType.VISIT,
        "method": method,
        "place": Place(place) if place else None,
        "announced": YES_NO.get(told.get("announced", "")),
    }
    words = METHOD_WORDS if told.get("method_words") and method in VIRTUAL else ""
    if came_of != CameOf.MADE:
        why = f"{NOT_MADE[came_of]}: {WHY}"
        made = Visit(**common, outcome=str(came_of), seen=False, reason_not_seen=why)
        return VisitReport(told=made, events=_happened(came_of, told), method_words=words)
    seen = YES_NO.get(told.get("seen", ""))
    made = Visit(
        **common,
        seen=seen,
        seen_alone=YES_NO.get(told.get("seen_alone", "")),
        bedroom_seen=YES_NO.get(told.get("bedroom_seen", "")),
        reason_not_seen=NOT_SEEN if seen is False else "",
    )
    return VisitReport(told=made, method_words=words)


def _happened(came_of: CameOf, told: Mapping[str, Any]) -> tuple[Happened, ...]:
    again: date | None = told.get("next_attempt")
    is_day = isinstance(again, date)  # else it lies too far ahead to be looked up
    planned = [Happened(EventKind.VISIT_PLANNED, due_date=again)] if is_day else []
    return (Happened(HAPPENED[came_of], WHY), *planned)


def call_said(kind: VisitType, told: Mapping[str, Any], setting: Setting) -> VisitReport:
    """Return the report of a call: `heard` are the kinds of events, `holds` of facts it tells of."""
    common = setting.common(told) | {"visit_type": kind, "method": Method(told["method"])}
    if told["came_of"] != CameOf.MADE:
        tried: dict[str, Any] = {
            "seen": False,
            "outcome": "no_answer",
            "reason_not_seen": "no answer",
        }
        return VisitReport(told=Visit(**common, **tried))
    return VisitReport(
        told=Visit(**common),
        events=tuple(Happened(each) for each in told["heard"] if isinstance(each, EventKind)),
        circumstances=tuple(each for each in told["heard"] if isinstance(each, FactKind)),
    )


def contact_said(told: Mapping[str, Any], setting: Setting) -> VisitReport:
    """Return the report of a contact that is no visit and no call of ours."""
    kind = VisitType(told["visit_type"])
    theirs = {"role": Role.OTHER_AGENCY, "worker_id": ""}
    common = setting.common(told) | (theirs if kind == VisitType.OTHER_AGENCY else {})
    seen = YES_NO.get(told.get("seen", ""))
    return VisitReport(
        told=Visit(**common, visit_type=kind, method=Method(told["method"]), seen=seen)
    )
