"""Blind spots: the children a list of due dates does not show by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from doorstep.engine import Answer, Standing
from doorstep.engine.agreed import plan_flags
from doorstep.facts import VisitsCarried, VisitType
from doorstep.policy import Pack
from doorstep.workdays import LONDON, Duration, england

COLUMNS = ("child_id", "case", "blind_spot", "detail", "worker", "team")
KINDS = {
    "never_visited": "no visit at which the child was seen is on record",
    "no_worker": "no allocated case worker is open",
    "no_duty": "the policy asks nothing for this open child",
    "missing_fact": "a fact is missing, so something cannot be judged",
    "visits_unknown": "the extract carries no visits",
    "written_late": "the last visit was written up late",
    "never_seen_alone": "seen, but not alone, in the last three visits",
    "plan_not_in_effect": "an agreed plan asks for less than the policy lets it",
    "remark": "the data contradict themselves or want a person's eye",
}
WRITTEN_WITHIN = Duration(2, "working_days")
ALONE_IN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """One thing about one child that needs a person's eye."""

    child_id: str
    case: str
    kind: str
    detail: str
    worker: str
    team: str

    def as_columns(self) -> dict[str, str]:
        """Return the row as COLUMNS name it."""
        return {
            "child_id": self.child_id,
            "case": self.case,
            "blind_spot": self.kind,
            "detail": self.detail,
            "worker": self.worker,
            "team": self.team,
        }


def written_within(pack: Pack) -> tuple[Duration, str]:
    """Return the time allowed to write a visit up, and where it is from."""
    for duty in pack.duties:
        values = [v.duration for _, v in sorted(duty.record_within.items()) if v.duration]
        if values:
            cited = duty.record_within[max(duty.record_within)]
            return values[-1], pack.cite(cited.clause, cited.document)
    return WRITTEN_WITHIN, "assumed: the policy sets no time for writing up"


def blind_spots(answer: Answer, pack: Pack) -> Iterator[BlindSpot]:
    """Yield what needs a person's eye about one open child."""
    if answer.standing is None:
        return
    who = answer.allocated
    for kind, detail in (*_standing(answer), *_visits(answer, pack), *_others(answer)):
        yield BlindSpot(
            child_id=answer.child_id,
            case=str(answer.case),
            kind=kind,
            detail=detail,
            worker=who.shown if who else "",
            team=who.team if who else "",
        )


def _standing(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.allocated is None:
        yield "no_worker", KINDS["no_worker"]
    if answer.standing == Standing.NO_DUTY:
        yield "no_duty", answer.because
    if answer.standing == Standing.CANNOT_BE_JUDGED:
        yield "missing_fact", answer.because
    for part in answer.in_part:
        yield "missing_fact", part


def _visits(answer: Answer, pack: Pack) -> Iterator[tuple[str, str]]:
    child = answer.child
    if child.case.visits_carried == VisitsCarried.NONE:
        yield "visits_unknown", KINDS["visits_unknown"]
        return
    visits = [v for v in child.visits if v.visit_type == VisitType.VISIT]
    seen = [v for v in visits if v.seen]
    if not seen:
        tried = f"; {len(visits)} tried or unclear" if visits else ""
        yield "never_visited", f"{KINDS['never_visited']}{tried}"
    last_three = seen[-ALONE_IN:]
    if len(last_three) == ALONE_IN and all(v.seen_alone is False for v in last_three):
        dates = ", ".join(v.visit_date.isoformat() for v in last_three)
        yield "never_seen_alone", f"{KINDS['never_seen_alone']}: {dates}"
    yield from _written_late(answer, pack)


def _written_late(answer: Answer, pack: Pack) -> Iterator[tuple[str, str]]:
    told = [v for v in answer.child.visits if v.recorded_at is not None]
    if not told or told[-1].recorded_at is None:
        return
    last, (allowed, source) = told[-1], written_within(pack)
    written = told[-1].recorded_at.astimezone(LONDON).date()
    if written > england().add(last.visit_date, allowed):
        yield (
            "written_late",
            f"the visit of {last.visit_date} was written on {written}, "
            f"later than {allowed} after it ({source})",
        )


def _others(answer: Answer) -> Iterator[tuple[str, str]]:
    for o in answer.obligations:
        for flag in plan_flags(o.duty, o.lowered.pieces, answer.child):
            yield "plan_not_in_effect", flag
    for remark in answer.remarks:
        yield "remark", remark
