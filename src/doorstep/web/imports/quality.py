"""What is wrong in what is known of a child: found in facts and stored answers, told as one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from doorstep.engine.tiers import in_force
from doorstep.facts import CaseFacts
from doorstep.policy.condition import Condition
from doorstep.policy.stack import Stack
from doorstep.vocabulary import FactKind, VisitsCarried, VisitType
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.caseload.saying import said, upper
from doorstep.web.components import day, plural, words_within
from doorstep.web.imports.faults import FaultKind, Owner


class Told(NamedTuple):
    """One thing that is wrong with a child: of several of a kind, `mark` tells them apart."""

    kind: FaultKind
    detail: str
    owner: Owner = Owner.WORKER
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a child when the data are looked through.

    `spots` are the stored blind spots (kind, detail); `uncopied` how many records wait to be copied
    to the case system, and since when the oldest does; `tier_facts` what the tiers in force go by.
    """

    child: Child
    case: CaseFacts
    on: date
    spots: tuple[tuple[str, str], ...] = ()
    uncopied: tuple[int, date] | None = None
    tier_facts: frozenset[FactKind] = frozenset()


def faults_of(known: Known) -> Iterator[Told]:
    """Yield what is wrong with an open child's data."""
    yield from _held(known)
    yield from _spots(known)
    yield from _dates(known.case, known.on)
    yield from _visits(known)
    if not known.child.postcode:
        yield Told(FaultKind.NO_POSTCODE, "No postcode is known of where the child lives now")
    if known.child.document.source == BY_HAND:
        detail = (
            f"Added by hand on {day(known.child.document.recorded_at)}, and in no extract since"
        )
        yield Told(FaultKind.NOT_IN_EXTRACT, detail, Owner.DATA)
    if known.uncopied:
        number, since = known.uncopied
        detail = f"{plural(number, 'record')} made here, the oldest of {day(since)}"
        yield Told(FaultKind.NOT_COPIED, detail)


def _held(known: Known) -> Iterator[Told]:
    answer = known.child.answer
    if not answer.worker_id:
        yield Told(FaultKind.NO_WORKER, "No allocated case worker is open", Owner.MANAGER)
    elif answer.team_id is None:
        detail = f"The source names no team for {answer.worker or answer.worker_id}"
        yield Told(FaultKind.NO_TEAM, detail, Owner.DATA)


def _spots(known: Known) -> Iterator[Told]:
    """Yield what the stored blind spots say of facts: dates missing, facts missing, contradictions."""
    dated = [u.missing for u in known.case.undated]
    for missing in dated:
        yield Told(FaultKind.UNDATED, _sentence(missing), mark=missing)
    for kind, detail in known.spots:
        if kind == "remark":
            yield Told(FaultKind.REMARK, _sentence(detail), mark=detail)
        for part in detail.split("; ") if kind == "missing_fact" else ():
            if part not in dated:
                yield Told(FaultKind.MISSING_FACT, _sentence(part), mark=part)
    yield from _tier(known)


def _tier(known: Known) -> Iterator[Told]:
    """Yield that a child's tier rests on nothing that anybody recorded."""
    told = {fact.kind for fact in known.case.facts}
    if not known.tier_facts or not known.child.answer.tier:
        return
    if not known.case.tier_decisions and not told & known.tier_facts:
        detail = "No fact is recorded that the tier goes by, and no manager decided on it"
        yield Told(FaultKind.TIER_UNTOLD, detail)


def _dates(case: CaseFacts, on: date) -> Iterator[Told]:
    """Yield what a source tells of days to come that can only be told afterwards."""
    if case.born and case.born > on:
        yield Told(FaultKind.FUTURE_DATE, f"Born on {day(case.born)}", mark="born")
    for visit in case.visits:
        if visit.visit_date > on:
            what = f"A {words_within(visit.visit_type)} of {day(visit.visit_date)}"
            yield Told(FaultKind.FUTURE_DATE, what, mark=f"visit {visit.visit_date}")
    for episode in case.episodes:
        if episode.start_date > on:
            what = f"A {words_within(episode.kind)} that begins on {day(episode.start_date)}"
            yield Told(FaultKind.FUTURE_DATE, what, mark=f"{episode.kind} {episode.start_date}")


def _visits(known: Known) -> Iterator[Told]:
    """Yield that it is not known how visits were made: of each child once, with how many."""
    if known.case.visits_carried == VisitsCarried.NONE:
        return
    made = (v for v in known.case.visits if v.visit_type == VisitType.VISIT)
    unknown = [v for v in made if v.method is None and v.visit_date <= known.on]
    if unknown:
        last = max(v.visit_date for v in unknown)
        detail = f"Of {plural(len(unknown), 'visit')}, the last of {day(last)}"
        yield Told(FaultKind.UNKNOWN_METHOD, detail)


def _sentence(detail: str) -> str:
    return upper(said(detail))


def key_of(kind: str, about: str, mark: str = "") -> str:
    """Return the fingerprint by which a fault is known again."""
    return sha256("\0".join((kind, about, mark)).encode()).hexdigest()


def tier_facts(stack: Stack, *, on: date) -> frozenset[FactKind]:
    """Return the facts by which the tiers in force on a day sort; none without tiers."""
    found: set[FactKind] = set()
    for tiers in stack.tier_sets:
        start, end = in_force(tiers)
        if start <= on.toordinal() < end:
            found.update(fact for c in tiers.criteria for fact in _facts_in(c.when))
    return frozenset(found)


def _facts_in(condition: Condition) -> Iterable[FactKind]:
    if condition.fact is not None:
        yield condition.fact
    inner: tuple[Any, ...] = (*(condition.all or ()), *(condition.any or ()))
    for part in (*inner, *([condition.not_] if condition.not_ else [])):
        yield from _facts_in(part)
