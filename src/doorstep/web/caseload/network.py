"""Who else sees this child: people and agencies, how often, by what means, last when (LAN-5)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from doorstep.facts import CaseFacts, Involvement, Visit
from doorstep.reports.continuity import continuity
from doorstep.vocabulary import VisitType
from doorstep.web.caseload.codes import involved_as
from doorstep.web.components import plural, words, words_within

WINDOW = timedelta(days=90)
OF_OTHERS = frozenset(
    {VisitType.OTHER_AGENCY, VisitType.CONTACT, VisitType.HOME_STAFF_CALL, VisitType.CARER_CALL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person or agency in touch with the child, and how.

    `means` are the ways used, the most frequent first; `times` those of the last 90 days.
    """

    who: str
    what: str
    times: int
    attempts: int
    means: str
    last: date | None

    @property
    def how_often(self) -> str:
        """Return how often in words, with what was tried in vain."""
        made = plural(self.times, "time") if self.times else "Not"
        tried = f", and {plural(self.attempts, 'attempt')} without success" if self.attempts else ""
        return f"{made} in the last {WINDOW.days} days{tried}"


def network(case: CaseFacts, *, on: date) -> list[Contact]:
    """Return who sees the child: those involved now, then agencies and others, the latest first."""
    done = [v for v in case.visits if v.visit_date <= on]
    own = [v for v in done if v.visit_type not in OF_OTHERS]
    people = [_involved(i, own, on) for i in _open(case.involvements, on)]
    known = {i.worker_id for i in _open(case.involvements, on)}
    unnamed = _grouped([v for v in own if not v.worker_id or v.worker_id not in known], case)
    others = _grouped([v for v in done if v.visit_type in OF_OTHERS], case)
    rest = [_contact(who, what, visits, on) for (who, what), visits in (unnamed | others).items()]
    recent = [c for c in rest if c.last and c.last > on - WINDOW]
    return people + sorted(recent, key=lambda c: (-_ordinal(c.last), c.who))


def visitors_within(case: CaseFacts, *, on: date) -> str:
    """Return how many different people saw the child at visits, by time and under the present plan."""
    told = continuity(case, on=on)
    said = [f"{each.people} in {months} months" for months, each in told.by_months]
    if told.under_plan is not None:
        said.append(f"{told.under_plan.people} under the present plan")
    return ", ".join(said)


def _open(involvements: Iterable[Involvement], on: date) -> list[Involvement]:
    found = [i for i in involvements if i.start_date <= on and (not i.end_date or on < i.end_date)]
    return sorted(found, key=lambda i: (not i.allocated, i.start_date, i.worker_id))


def _involved(i: Involvement, visits: list[Visit], on: date) -> Contact:
    mine = [v for v in visits if v.worker_id == i.worker_id]
    role = involved_as(i.role, allocated=i.allocated)
    return _contact(i.shown, f"{role}, {i.team}" if i.team else role, mine, on)


def _grouped(visits: list[Visit], case: CaseFacts) -> dict[tuple[str, str], list[Visit]]:
    """Return contacts by who made them and what they are: an agency, else a worker, else a role."""
    names = {i.worker_id: i.shown for i in case.involvements}
    found: dict[tuple[str, str], list[Visit]] = {}
    for visit in visits:
        found.setdefault((_who(visit, names), _what(visit)), []).append(visit)
    return found


def _who(visit: Visit, names: dict[str, str]) -> str:
    if visit.agency:
        return visit.agency
    if visit.worker_id:
        return names.get(visit.worker_id, visit.worker_id)
    return f"{words(visit.role)}, not named" if visit.role else "Not named"


def _what(visit: Visit) -> str:
    if visit.visit_type in OF_OTHERS:
        return words(visit.visit_type)
    return "No longer allocated" if visit.worker_id else "Visits and calls"


def _contact(who: str, what: str, visits: list[Visit], on: date) -> Contact:
    made = [v for v in visits if v.seen is not False]
    recent = [v for v in made if v.visit_date > on - WINDOW]
    failed = [v for v in visits if v.seen is False and v.visit_date > on - WINDOW]
    means = Counter(words_within(v.method) if v.method else "not recorded how" for v in recent)
    return Contact(
        who=who,
        what=what,
        times=len(recent),
        attempts=len(failed),
        means=", ".join(f"{way} ({times})" for way, times in means.most_common()),
        last=max((v.visit_date for v in made), default=None),
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
