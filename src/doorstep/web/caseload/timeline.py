"""Everything that happened to and for a child as entries, the newest first. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from doorstep.facts import (
    Address,
    CaseFacts,
    Episode,
    Event,
    Fact,
    Involvement,
    TierDecision,
    VisitingPlan,
)
from doorstep.web.caseload.codes import episode_in_words, involved_as
from doorstep.web.caseload.situation import fact_in_words
from doorstep.web.components import day, moment, plural, words, words_within
from doorstep.workdays import LONDON


class Kind(StrEnum):
    """What an entry tells of; the filter's words."""

    VISIT = "visit"
    EVENT = "event"
    EPISODE = "episode"
    TIER = "tier"
    CIRCUMSTANCE = "circumstance"
    PLAN = "plan"
    DECISION = "decision"
    NOTE = "note"
    PERSON = "person"
    ADDRESS = "address"
    SAFETY = "safety"
    DOCUMENT = "document"


KINDS = {
    Kind.VISIT: "Visits, calls and contacts",
    Kind.EVENT: "Events and meetings",
    Kind.EPISODE: "Plans, placements and orders",
    Kind.TIER: "Tier and RAG",
    Kind.CIRCUMSTANCE: "Circumstances",
    Kind.PLAN: "Visiting plans and approvals",
    Kind.DECISION: "Decisions and forms",
    Kind.NOTE: "Case notes",
    Kind.PERSON: "People involved",
    Kind.ADDRESS: "Addresses",
    Kind.SAFETY: "Staff safety",
    Kind.DOCUMENT: "Documents received",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a corrected record said before: who wrote it when, and what was different."""

    written: str
    reason: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: when, what, by whom; when it was written, and where it comes from.

    `said` are the words recorded, each with its label. `withdrawn` is the reason it was taken back.
    `received_at` is when it came in from a phone, `late` the reason given for recording it later.
    """

    on: date
    kind: Kind
    title: str
    at: datetime | None = None
    by: str = ""
    told: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    written_at: datetime | None = None
    written_by: str = ""
    received_at: datetime | None = None
    late: str = ""
    source: str = ""
    href: str = ""
    withdrawn: str = ""
    versions: tuple[Version, ...] = field(default=())

    @property
    def happened(self) -> str:
        """Return when it happened, in words."""
        return moment(self.at or self.on)

    @property
    def iso(self) -> str:
        """Return when it happened, for machines."""
        return (self.at or self.on).isoformat()

    @property
    def written(self) -> str:
        """Return when it was written, how much later and by whom, and whence it comes (S17)."""
        if self.written_at is None:
            when = "When it was written is not told"
        else:
            local = self.written_at.astimezone(LONDON)
            when = f"Written {moment(local)}{_later((local.date() - self.on).days)}"
            if self.written_by and self.on < local.date():
                when += ","
        by = f" by {self.written_by}" if self.written_by else ""
        told = [f"{when}{by}.", *self._besides()]
        return " ".join([*told, f"Source: {self.source}."] if self.source else told)

    def _besides(self) -> Iterable[str]:
        """Yield when it came in from a phone, and why it was recorded later."""
        if self.received_at is not None:
            yield f"Received from a phone {moment(self.received_at.astimezone(LONDON))}."
        if self.late:
            yield f"Recorded later because: {self.late}."


def _later(days: int) -> str:
    return f", {plural(days, 'day')} later" if days > 0 else ""


def newest_first(entries: Iterable[Entry], *, on: date) -> list[Entry]:
    """Return the entries up to the end of the day, the newest first; of one day, by time."""
    tomorrow = on + timedelta(1)
    return sorted((e for e in entries if e.on < tomorrow), key=_order, reverse=True)


def _order(entry: Entry) -> tuple[date, bool, datetime, datetime]:
    first = datetime.min.replace(tzinfo=LONDON)
    return entry.on, entry.at is not None, entry.at or first, entry.written_at or first


def chosen(
    entries: Iterable[Entry], *, kinds: Iterable[Kind], since: date | None, until: date | None
) -> list[Entry]:
    """Return the entries of these kinds (none named: of all) from a day to a day, both included."""
    wanted = frozenset(kinds) or frozenset(Kind)
    return [
        e
        for e in entries
        if e.kind in wanted and (not since or since <= e.on) and (not until or e.on <= until)
    ]


def from_facts(case: CaseFacts) -> list[Entry]:
    """Return what the source's document tells, its visits and events left out."""
    found = [e for episode in case.episodes for e in _of_episode(episode)]
    found += [e for fact in case.facts for e in _of_fact(fact)]
    found += [e for i in case.involvements for e in _of_involvement(i)]
    found += [_of_decision(d) for d in case.tier_decisions]
    found += [_of_plan(p) for p in case.plans]
    return found + [_of_address(a) for a in case.addresses if a.start_date]


def from_event(event: Event) -> Entry:
    """Return an event that a document tells."""
    due = (f"The next is due by {day(event.due_date)}.",) if event.due_date else ()
    return Entry(
        on=event.event_date,
        at=event.event_at,
        kind=Kind.EVENT,
        title=words(event.kind),
        told=due,
        written_at=event.recorded_at,
        source=event.source,
    )


def _of_episode(episode: Episode) -> Iterable[Entry]:
    name = episode_in_words(episode)
    yield Entry(
        on=episode.start_date,
        at=episode.start_at,
        kind=Kind.EPISODE,
        title=f"{name}: began",
        written_at=episode.recorded_at,
    )
    if episode.end_date:
        told = (f"It had begun on {day(episode.start_date)}.",)
        yield Entry(on=episode.end_date, kind=Kind.EPISODE, title=f"{name}: ended", told=told)


def _of_fact(fact: Fact) -> Iterable[Entry]:
    kind = Kind.TIER if fact.kind == "rag" else Kind.CIRCUMSTANCE
    name = f"RAG: {words_within(fact.value)}" if kind == Kind.TIER else fact_in_words(fact)
    yield Entry(
        on=fact.start_date,
        kind=kind,
        title=f"{name}, from this day",
        written_at=fact.recorded_at,
        source=fact.source,
    )
    if fact.end_date:
        yield Entry(on=fact.end_date, kind=kind, title=f"{name}, no longer", source=fact.source)


def _of_involvement(i: Involvement) -> Iterable[Entry]:
    role = involved_as(i.role, allocated=i.allocated)
    told = (f"{role}, {i.team}." if i.team else f"{role}.",)
    yield Entry(on=i.start_date, kind=Kind.PERSON, title=f"{i.shown} became involved", told=told)
    if i.end_date:
        yield Entry(
            on=i.end_date, kind=Kind.PERSON, title=f"{i.shown} is no longer involved", told=told
        )


def _of_decision(decision: TierDecision) -> Entry:
    until = f"Until {day(decision.until)}." if decision.until else ""
    return Entry(
        on=decision.decided_on,
        kind=Kind.TIER,
        title=f"Tier decided: {words_within(decision.tier)}",
        by=words_within(decision.decided_by or ""),
        told=tuple(t for t in (decision.reason or "No reason is recorded.", until) if t),
        written_at=decision.recorded_at,
    )


def _of_plan(plan: VisitingPlan) -> Entry:
    methods = ", ".join(words_within(m) for m in plan.methods)
    review = f"Review by {day(plan.review_date)}." if plan.review_date else "No review date."
    return Entry(
        on=plan.start_date,
        kind=Kind.PLAN,
        title="Visiting plan" + (f": every {plan.every}" if plan.every else ""),
        by=words_within(plan.agreed_by or ""),
        told=tuple(t for t in (f"By {methods}." if methods else "", review) if t),
        written_at=plan.recorded_at,
    )


def _of_address(address: Address) -> Entry:
    where = ", ".join(p for p in (address.line, address.postcode) if p) or "not recorded"
    return Entry(
        on=address.start_date or date.min,
        kind=Kind.ADDRESS,
        title=f"Address: {where}",
        told=(f"Until {day(address.end_date)}.",) if address.end_date else (),
    )
