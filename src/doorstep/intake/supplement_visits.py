"""Apply doorstep_visits: fill in what the extract's visits lack, or add visits of their own."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from doorstep.facts import Event, EventKind, Method, Place, Role, Visit, VisitType
from doorstep.intake.cases import Gathered
from doorstep.intake.fields import time_of
from doorstep.intake.supplement_rows import Additions, Told, rows

TABLE = "doorstep_visits"
KIT_OUTCOMES = {
    "disclosure": EventKind.KIT_DISCLOSURE,
    "allegation": EventKind.KIT_DISCLOSURE,
    "incoherent": EventKind.KIT_DISTRESS,
    "distressed": EventKind.KIT_DISTRESS,
    "threat_of_harm": EventKind.KIT_DISTRESS,
}
FILLED = frozenset(
    (
        *("seen", "seen_alone", "bedroom_seen", "method", "place", "role", "worker_id", "agency"),
        *("announced", "planned_date", "outcome", "reason_not_seen", "recorded_at"),
        *("approved_by", "approved_at", "visit_type", "visit_at", "visit_date"),
    )
)
_NOTHING = (None, "")
_WORDS: dict[str, dict[str, Any]] = {
    "visit_type": {word.value: word for word in VisitType},
    "method": {word.value: word for word in Method},
    "place": {word.value: word for word in Place},
    "role": {word.value: word for word in Role},
    "approved_by": {word.value: word for word in Role},
}
# Columns whose cells are the field as it is.
_AS_READ = (
    *("seen", "seen_alone", "bedroom_seen", "announced", "worker_id", "agency"),
    *("planned_date", "outcome", "reason_not_seen", "visit_id"),
)


@dataclass(slots=True)
class Known:
    """The visits of one child: where each id and day stands, and which rows have been used."""

    extract_count: int
    by_id: dict[str, int] = field(default_factory=dict)
    by_day: defaultdict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    filled: set[int] = field(default_factory=set)

    def place_of(self, visit: Visit, visits: list[Visit]) -> int | None:
        """Return where the extract holds the visit a row tells of, if it does."""
        if visit.visit_id:
            return self.by_id.get(visit.visit_id)
        same = [at for at in self.by_day[visit.visit_date] if at < self.extract_count]
        # A call on the day of a visit is not that visit, nor are two rows one visit.
        fits = len(same) == 1 and visits[same[0]].visit_type is visit.visit_type
        return same[0] if fits and same[0] not in self.filled else None


def add_visits(path: Path, additions: Additions) -> None:
    """Apply every row of the table to the visits of its child."""
    known: dict[str, Known] = {}
    for told in rows(path, TABLE, additions):
        if not _is_kit_outcome(told):
            words = ", ".join(KIT_OUTCOMES)
            reason = f"expected blank or one of {words} for a KIT call; the row is not used"
            additions.refuse(told, "outcome", reason)
            continue
        child = told.child
        if child.child_id not in known:
            known[child.child_id] = _known(child)
        if _fill_by_id(told, known[child.child_id], additions):
            continue
        visit = _visit(told.says)
        _add_event(child, visit)
        _add_visit(told, visit, known[child.child_id], additions)


def _fill_by_id(told: Told, known: Known, additions: Additions) -> bool:
    """Fill in a visit the extract holds under the row's id, which most rows are; return whether it is.

    Only the cells the row has are compared; a call is left to the longer way, for it may be an event.
    """
    says = told.says
    at = known.by_id.get(says.get("visit_id", ""))
    if at is None or at >= known.extract_count or says.get("visit_type") == VisitType.KIT_CALL:
        return False
    known.filled.add(at)
    visits = told.child.visits
    visits[at] = _filled(visits[at], told, _fields(says), additions)
    return True


def _fields(says: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says, as the fields of a visit."""
    found = {name: says[name] for name in _AS_READ if name in says}
    for name, words in _WORDS.items():
        if name in says:
            found[name] = words[says[name]]
    for name in ("recorded_at", "approved_at"):
        if name in says:
            found[name] = time_of(says[name])
    found["visit_date"], found["visit_at"] = says["visit_date"].day, says["visit_date"].at
    return found


def _known(child: Gathered) -> Known:
    known = Known(len(child.visits))
    for at, visit in enumerate(child.visits):
        known.by_day[visit.visit_date].append(at)
        if visit.visit_id:
            known.by_id.setdefault(visit.visit_id, at)
    return known


def _visit(says: dict[str, Any]) -> Visit:
    return Visit(source=TABLE, **_fields(says))


def _add_visit(told: Told, visit: Visit, known: Known, additions: Additions) -> None:
    visits = told.child.visits
    at = known.place_of(visit, visits)
    if at is not None and at < known.extract_count:
        known.filled.add(at)
        visits[at] = _filled(visits[at], told, _fields(told.says), additions)
    elif at is not None:
        additions.refuse(told, "visit_id", "an earlier row has this visit_id: the row is not used")
    elif not any(visits[place] == visit for place in known.by_day[visit.visit_date]):
        known.by_day[visit.visit_date].append(len(visits))
        if visit.visit_id:
            known.by_id[visit.visit_id] = len(visits)
        visits.append(visit)


def _filled(kept: Visit, told: Told, found: dict[str, Any], additions: Additions) -> Visit:
    """Return the extract's visit with what it lacks; where they differ the extract's is kept."""
    changes: dict[str, Any] = {}
    for name, new in found.items():
        if name not in FILLED:
            continue
        old = getattr(kept, name)
        if old == new or new in _NOTHING:
            continue
        if old in _NOTHING or old is VisitType.VISIT:
            changes[name] = new
        else:
            _refuse_difference(told, name, old, additions)
    return kept._replace(**changes) if changes else kept


def _refuse_difference(told: Told, name: str, old: object, additions: Additions) -> None:
    shown = ("no", "yes")[old] if isinstance(old, bool) else old
    additions.refuse(told, name, f"differs from the extract, which says {shown} and is kept")


def _add_event(child: Gathered, visit: Visit) -> None:
    if visit.visit_type is not VisitType.KIT_CALL or not visit.outcome:
        return
    kind = KIT_OUTCOMES[visit.outcome]
    event = Event(kind, visit.visit_date, visit.visit_at, None, TABLE, visit.recorded_at)
    if event not in child.events:
        child.events.append(event)


def _is_kit_outcome(told: Told) -> bool:
    says = told.says
    if says.get("visit_type") != VisitType.KIT_CALL or "outcome" not in says:
        return True
    says["outcome"] = says["outcome"].lower()
    return says["outcome"] in KIT_OUTCOMES
