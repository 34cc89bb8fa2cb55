"""What a report will do, before it is saved: for which duties it counts, and what is owed then.

The same functions of the engine answer here as when it is stored; nothing is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doorstep.engine import answer
from doorstep.engine.answers import Answer
from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import unmet
from doorstep.engine.obligations import Obligation
from doorstep.engine.rulings import Ruling, rulings
from doorstep.engine.runs import judged_under
from doorstep.facts import CaseFacts, Visit
from doorstep.policy.counts import CountsValue
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Criterion
from doorstep.policy.stack import Stack
from doorstep.policy.wording import Wording
from doorstep.vocabulary import VIRTUAL, Act, EventKind, Place, Record, Verdict, VisitType
from doorstep.web.caseload.answering import owed_rows
from doorstep.web.caseload.approvals import Given
from doorstep.web.caseload.held import Approval
from doorstep.web.visits.agreeing import Asked, asked_for, uncovered, with_approval
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.words import METHOD_NOUNS
from doorstep.workdays import seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Whether a contact counts for one duty; `why_not` is empty if it does."""

    duty: str
    title: str
    clause: str
    why_not: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a report will do for one child.

    `report` is told with the approval that covers the visit. `asked` says whose agreement alone it
    lacks, `uncovered` which approvals do not cover it and why. `owed` are the rows of the due list as
    they will be stored; `new` the duties among them that were not owed before, `met` the titles of
    those that no longer are. `steps` are those among `new` that are not owed of every planned visit.
    """

    report: VisitReport
    asked: tuple[Asked, ...]
    uncovered: tuple[tuple[Approval, str], ...]
    counted: tuple[Counted, ...]
    owed: tuple[dict[str, Any], ...]
    new: frozenset[str]
    steps: frozenset[str]
    met: tuple[str, ...]
    tier_before: str
    tier: str
    tier_because: tuple[str, ...]
    opening: str
    said: tuple[Ruling, ...]
    missing: tuple[str, ...]
    because: str

    @property
    def is_raised(self) -> bool:
        """Test whether the report puts the child into another tier."""
        return self.tier != self.tier_before


def checked(
    case: CaseFacts,
    report: VisitReport,
    given: Sequence[Given] = (),
    *,
    stack: Stack,
    on: date,
) -> Checked:
    """Return what the report will do for the child whose facts without it are `case`."""
    before = answer(case, stack, as_at=on)
    report = with_approval(report, given, before, stack)
    return Checked(
        **judged(report, given, before, stack),
        **afterwards(case, report, before, stack=stack, on=on),
    )


def judged(
    report: VisitReport, given: Sequence[Given], before: Answer, stack: Stack
) -> dict[str, Any]:
    """Return what of a check is said of the contact itself, told with the approval that covers it."""
    asked, lacking = agreement(report, given, before, stack)
    return {
        "report": report,
        "asked": asked,
        "uncovered": lacking,
        "counted": tuple(counted(report.told, before, stack)),
        "opening": opening(report, before, stack),
        "said": tuple(rules_for(report.told, before.child, stack)),
        "missing": tuple(missing(report.told, before.child)),
    }


def afterwards(
    case: CaseFacts, report: VisitReport, before: Answer, *, stack: Stack, on: date
) -> dict[str, Any]:
    """Return what of a check is said of the child once the report is stored."""
    then = answer(with_report(case, report), stack, as_at=on)
    rows, tier = owed_rows(then), then.tier
    owed_before = [*before.obligations, *before.decisions]
    ids = {row["duty"] for row in rows}
    new = ids - {o.duty.id for o in owed_before}
    return {
        "owed": tuple(rows),
        "new": frozenset(new),
        "steps": frozenset(new - _before_any_visit(stack)),
        "met": tuple(o.duty.title for o in owed_before if o.duty.id not in ids),
        "tier_before": str(before.tier.tier) if before.tier else "",
        "tier": str(tier.tier) if tier else "",
        "tier_because": tuple(_criterion(hit.criterion) for hit in tier.hits) if tier else (),
        "because": then.because,
    }


def agreement(
    report: VisitReport, given: Sequence[Given], found: Answer, stack: Stack
) -> tuple[tuple[Asked, ...], tuple[tuple[Approval, str], ...]]:
    """Return whose agreement alone a contact lacks, and which approvals do not cover it and why."""
    asked = tuple(asked_for(report.told, found, stack))
    lacking = asked and report.agreed is None
    return asked, tuple(uncovered(given, report.told)) if lacking else ()


def with_report(case: CaseFacts, report: VisitReport) -> CaseFacts:
    """Return the case with what the report tells."""
    visits = sorted((*case.visits, report.told), key=lambda v: v.visit_date)
    return replace(
        case,
        visits=tuple(visits),
        events=(*case.events, *report.happened()),
        facts=(*case.facts, *report.facts()),
    )


def _before_any_visit(stack: Stack) -> set[str]:
    return {duty.id for duty in stack.duties if EventKind.VISIT_PLANNED in duty.after_event}


def _criterion(found: Criterion) -> str:
    return f"{found.title} ({found.clause})"


# --- for which duties it counts ---------------------------------------------------------------------


def counted(visit: Visit, found: Answer, stack: Stack) -> Iterator[Counted]:
    """Yield for each visiting duty of the child whether the contact counts for it."""
    for o in found.obligations:
        if not o.duty.counts:
            continue
        value = stack.counts[o.duty.counts].on(visit.visit_date.toordinal())
        why_not = judged_under(stack, visit, o.duty, found.child).why_not
        yield Counted(
            duty=o.duty.id,
            title=o.duty.title,
            clause=stack.cite(value.clause, value.document),
            why_not=why_not or _too_early(visit, o),
            beside="" if why_not else _not_the_last(visit, o),
        )


def _too_early(visit: Visit, o: Obligation) -> str:
    """Return why a contact before the clock of a duty began does not count for it (S6)."""
    anchor = o.lowered.anchor
    began = date.fromordinal(o.lowered.day(anchor))
    sooner = visit.visit_date < began
    if o.lowered.in_seconds and visit.visit_at is not None:
        sooner = seconds(visit.visit_at) < anchor
    return f"it was before the clock started on {began.day} {began:%B %Y}" if sooner else ""


def _not_the_last(visit: Visit, o: Obligation) -> str:
    """Return what to know of a contact that counts but moves no date."""
    if not o.visited or visit.visit_date >= o.counted_from:
        return ""
    return (
        f"a later one, of {o.counted_from.day} {o.counted_from:%B %Y}, already sets the next date"
    )


# --- how its note begins ------------------------------------------------------------------------------


def opening(report: VisitReport, found: Answer, stack: Stack) -> str:
    """Return the sentence a policy prescribes for the note, if it counts in the way that asks for it.

    Clause: LAN-4: only a visit that the agreed plan allows is recorded with it.
    """
    if report.told.method not in VIRTUAL:
        return ""
    sentences = (
        _filled(wording, report)
        for duty in _duties_met(report.told, found, stack)
        for wording in _wordings(duty, report.told, found.child, stack)
    )
    return " ".join(dict.fromkeys(sentence for sentence in sentences if sentence))


def _duties_met(visit: Visit, found: Answer, stack: Stack) -> Iterator[Duty]:
    for o in found.obligations:
        if not o.duty.counts or _too_early(visit, o):
            continue
        if not judged_under(stack, visit, o.duty, found.child).why_not:
            yield o.duty


def _wordings(duty: Duty, visit: Visit, child: Child, stack: Stack) -> Iterator[Wording]:
    value: CountsValue = stack.counts[duty.counts].on(visit.visit_date.toordinal())
    for way in value.accepts:
        wording = stack.wordings.get(way.wording)
        if wording is None or unmet(visit, way, value, child, duty):
            continue
        if _is_used(wording, visit.visit_date, child):
            yield wording


def _is_used(wording: Wording, on: date, child: Child) -> bool:
    begun = wording.in_force_from is None or wording.in_force_from <= on
    over = wording.in_force_until is not None and wording.in_force_until <= on
    is_note = wording.begins in (None, Record.CASE_NOTE)
    return is_note and begun and not over and holds(wording.when, child, on.toordinal())


def _filled(wording: Wording, report: VisitReport) -> str:
    """Return the sentence with the method in it; nothing where it asks for more than that."""
    if set(wording.slots) != {"method"} or report.told.method is None:
        return ""
    return wording.filled({"method": report.method_words or METHOD_NOUNS[report.told.method]})


# --- what else to know -------------------------------------------------------------------------------


def rules_for(visit: Visit, child: Child, stack: Stack) -> Iterator[Ruling]:
    """Yield what the policy's rules refuse or ask of a visit made in this way."""
    if visit.visit_type != VisitType.VISIT:
        return
    for ruling in rulings(child, stack, Act.VISIT, method=visit.method, place=visit.place):
        if ruling.verdict in (Verdict.REFUSED, Verdict.NEEDS):
            yield ruling


def missing(visit: Visit, child: Child) -> Iterator[str]:
    """Yield what is not recorded though somebody will ask for it; unknown is not yes (S21)."""
    if visit.role is None:
        yield "who made it: no role is recorded"
    if visit.visit_at is None:
        yield "the time of day"
    if visit.visit_type != VisitType.VISIT or visit.reason_not_seen:
        return
    if visit.seen is None and not child.is_unborn(visit.visit_date.toordinal()):
        yield "whether the child was seen: it does not count as seen"
    if visit.seen and visit.seen_alone is None:
        yield "whether the child was seen alone"
    if visit.seen and visit.bedroom_seen is None and visit.place in (Place.HOME, Place.PLACEMENT):
        yield "whether the bedroom was seen"
