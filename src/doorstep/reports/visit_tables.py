"""Visits as the SSD's three tables with more columns beside them, and as Doorstep's own table.

A row per child and visit. In which table a visit stands says the case the child was in on its day;
what the SSD has no table for (calls, contacts, care leavers) stands in Doorstep's own only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from doorstep.engine.answers import Case, case_of
from doorstep.engine.child import Child
from doorstep.facts import CaseFacts, Episode, EpisodeKind, Event, EventKind, Visit, VisitType
from doorstep.reports.counted import NOTHING_ASKED, Judgement, Judgements
from doorstep.workdays import LONDON

CIN, CP, CLA = "ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits"
OWN, COUNTED = "doorstep_visits", "visits_counted"

BESIDE = (
    "visit_at", "method", "place", "announced", "planned_date", "due_at", "role", "worker", "agency",
    "outcome", "reason_not_seen", "recorded_at", "approved_by", "approved_at", "counted", "counted_why",
    "duty", "case", "source",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    CIN: (
        "cinv_cin_visit_id", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen",
        "cinv_cin_visit_seen_alone", "cinv_cin_visit_bedroom", *BESIDE,
    ),
    CP: (
        "cppv_cp_visit_id", "cppv_person_id", "cppv_cp_plan_id", "cppv_cp_visit_date",
        "cppv_cp_visit_seen", "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom", *BESIDE,
    ),
    CLA: (
        "clav_cla_visit_id", "clav_cla_id", "clav_person_id", "clav_cla_visit_date",
        "clav_cla_visit_seen", "clav_cla_visit_seen_alone", *BESIDE,
    ),
    COUNTED: (
        "table", "visit_id", "child_id", "visit_date", "visit_type", "seen", "seen_alone",
        "bedroom_seen", *BESIDE,
    ),
    OWN: (
        "visit_id", "child_id", "visit_date", "visit_type", "method", "place", "seen", "seen_alone",
        "bedroom_seen", "announced", "role", "worker_id", "agency", "planned_date", "outcome",
        "reason_not_seen", "recorded_at", "approved_by", "approved_at",
    ),
}  # fmt: skip
TABLE_OF = {
    Case.LOOKED_AFTER_CP_PLAN: CLA,
    Case.LOOKED_AFTER: CLA,
    Case.CHILD_PROTECTION_PLAN: CP,
    Case.CHILD_IN_NEED_PLAN: CIN,
    Case.OPEN_ASSESSMENT: CIN,
    Case.OTHER_OPEN: CIN,
}
EPISODE_OF = {CP: EpisodeKind.CHILD_PROTECTION_PLAN, CLA: EpisodeKind.PERIOD_OF_CARE}
# What an event heard in a call is called where the supplement tells of the call.
HEARD = {EventKind.KIT_DISCLOSURE: "disclosure", EventKind.KIT_DISTRESS: "distressed"}
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which visits: from a day to a day, both included, and those of all sources or of one.

    `ids` gives a visit the id by which it goes out, where that is not its own.
    """

    since: date
    until: date
    source: str = ""
    ids: Mapping[str, str]

    def has(self, visit: Visit) -> bool:
        """Test whether a visit is one of them."""
        inside = self.since <= visit.visit_date <= self.until
        return inside and (not self.source or visit.source == self.source)


def rows(case: CaseFacts, judged: Judgements, wanted: Wanted) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) for each visit of a child, soonest first; each stands in the last two tables."""
    for visit in sorted(filter(wanted.has, case.visits), key=lambda v: v.visit_date):
        visit_id = wanted.ids.get(visit.visit_id, visit.visit_id)
        named = visit._replace(visit_id=visit_id)
        table, kind = table_of(case, visit)
        beside = _beside(visit, judged.get(visit, []), kind)
        if table:
            yield table, _in_ssd(table, case, named) | beside
        yield COUNTED, _plain(case, named, table) | beside
        yield OWN, own_row(case, named)


def table_of(case: CaseFacts, visit: Visit) -> tuple[str, Case]:
    """Return the SSD's table for a visit, blank where it has none, and the case the child was in."""
    kind = case_of(Child(case, visit.visit_date))
    return (TABLE_OF.get(kind, "") if visit.visit_type == VisitType.VISIT else ""), kind


# --- one row ------------------------------------------------------------------------------------------


def _in_ssd(table: str, case: CaseFacts, visit: Visit) -> Row:
    prefix, what = {
        CIN: ("cinv", "cin_visit"),
        CP: ("cppv", "cp_visit"),
        CLA: ("clav", "cla_visit"),
    }[table]
    found = {
        f"{prefix}_{what}_id": visit.visit_id,
        f"{prefix}_person_id": case.child_id,
        f"{prefix}_{what}_date": visit.visit_date.isoformat(),
        f"{prefix}_{what}_seen": _letter(visit.seen),
        f"{prefix}_{what}_seen_alone": _letter(visit.seen_alone),
    }
    if table == CLA:
        return found | {"clav_cla_id": _episode_id(case, table, visit.visit_date)}
    found[f"{prefix}_{what}_bedroom"] = _letter(visit.bedroom_seen)
    if table == CP:
        found["cppv_cp_plan_id"] = _episode_id(case, table, visit.visit_date)
    return found


def _episode_id(case: CaseFacts, table: str, on: date) -> str:
    """Return the id of the plan or period of care that was open on the day; the latest of several."""
    found: list[Episode] = [
        e for e in case.episodes if e.kind == EPISODE_OF[table] and e.is_open(on)
    ]
    return max(found, key=lambda e: e.start_date).episode_id if found else ""


def _plain(case: CaseFacts, visit: Visit, table: str) -> Row:
    return {
        "table": table,
        "visit_id": visit.visit_id,
        "child_id": case.child_id,
        "visit_date": visit.visit_date.isoformat(),
        "visit_type": visit.visit_type.value,
        "seen": _yes_no(visit.seen),
        "seen_alone": _yes_no(visit.seen_alone),
        "bedroom_seen": _yes_no(visit.bedroom_seen),
    }


def _beside(visit: Visit, judged: list[Judgement], kind: Case) -> Row:
    counts = [j for j in judged if not j.why_not]
    shown = counts or judged
    return {
        "visit_at": _stamp(visit.visit_at),
        "method": _word(visit.method),
        "place": _word(visit.place),
        "announced": _yes_no(visit.announced),
        "planned_date": visit.planned_date.isoformat() if visit.planned_date else "",
        "due_at": min((j.due_at for j in shown if j.due_at), default=""),
        "role": _word(visit.role),
        "worker": visit.worker_id,
        "agency": visit.agency,
        "outcome": visit.outcome,
        "reason_not_seen": visit.reason_not_seen,
        "recorded_at": _stamp(visit.recorded_at),
        "approved_by": _word(visit.approved_by),
        "approved_at": _stamp(visit.approved_at),
        "counted": _yes_no(bool(counts)),
        "counted_why": " ".join(j.sentence for j in judged) or NOTHING_ASKED,
        "duty": "|".join(dict.fromkeys(j.duty for j in shown)),
        "case": kind.value,
        "source": visit.source,
    }


def own_row(case: CaseFacts, visit: Visit) -> Row:
    """Return a visit, call or contact as the supplement has it, so that it can be read in again."""
    at = visit.visit_at
    return {
        "visit_id": visit.visit_id,
        "child_id": case.child_id,
        "visit_date": _stamp(at) or visit.visit_date.isoformat(),
        "visit_type": visit.visit_type.value,
        "method": _word(visit.method),
        "place": _word(visit.place),
        "seen": _yes_no(visit.seen),
        "seen_alone": _yes_no(visit.seen_alone),
        "bedroom_seen": _yes_no(visit.bedroom_seen),
        "announced": _yes_no(visit.announced),
        "role": _word(visit.role),
        "worker_id": visit.worker_id,
        "agency": visit.agency,
        "planned_date": visit.planned_date.isoformat() if visit.planned_date else "",
        "outcome": _outcome(visit, case.events),
        "reason_not_seen": visit.reason_not_seen,
        "recorded_at": _stamp(visit.recorded_at),
        "approved_by": _word(visit.approved_by),
        "approved_at": _stamp(visit.approved_at),
    }


def _outcome(visit: Visit, events: Iterable[Event]) -> str:
    """Return a contact's outcome; of a KIT call what was heard in it, which is an event here."""
    if visit.visit_type != VisitType.KIT_CALL:
        return visit.outcome
    heard = {e.kind for e in events if _is_of(e, visit)}
    return next((word for kind, word in HEARD.items() if kind in heard), "")


def _is_of(event: Event, visit: Visit) -> bool:
    same_time = None in (event.event_at, visit.visit_at) or event.event_at == visit.visit_at
    return event.event_date == visit.visit_date and same_time


def _stamp(at: datetime | None) -> str:
    """Return a time to the second with its offset, so that no hour of an autumn night is lost."""
    if at is None:
        return ""
    return at.astimezone(LONDON).replace(microsecond=0).isoformat(sep=" ")


def _letter(told: bool | None) -> str:
    return {True: "Y", False: "N", None: ""}[told]


def _yes_no(told: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[told]


def _word(told: Enum | None) -> str:
    return str(told.value) if told is not None else ""
