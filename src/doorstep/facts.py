"""What is known of one child's case: facts only, no policy, no framework.

Every word list here is closed: packs, files, columns and reports share its spelling.
Rows that come by the hundred thousand are named tuples, which are as immutable as a frozen
dataclass and several times cheaper to make.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar

from doorstep.vocabulary import (
    VIRTUAL,
    EpisodeKind,
    EventKind,
    FactKind,
    Method,
    Outcome,
    Place,
    Role,
    Status,
    Tier,
    VisitsCarried,
    VisitType,
)
from doorstep.workdays import LONDON

__all__ = [
    "Address",
    "CaseFacts",
    "Episode",
    "EpisodeKind",
    "Event",
    "EventKind",
    "Fact",
    "FactKind",
    "Involvement",
    "Method",
    "Outcome",
    "Place",
    "Refusal",
    "Role",
    "Status",
    "Tier",
    "TierDecision",
    "Undated",
    "VIRTUAL",
    "Visit",
    "VisitType",
    "VisitingPlan",
    "VisitsCarried",
]


class Episode(NamedTuple):
    """A stretch of one kind, open from `start_date` until before `end_date` (S5).

    `code` is the kind's own code: a placement type (U4), a legal status (C2), a primary need (N1),
    an eligibility. `detail` is a second one: a placement provider (PR1), an accommodation code, the
    source of a referral. `start_at` is set when the time of day is known (a section 47 enquiry).
    """

    kind: EpisodeKind
    start_date: date
    end_date: date | None = None
    code: str = ""
    detail: str = ""
    episode_id: str = ""
    referral_id: str = ""
    recorded_at: datetime | None = None
    start_at: datetime | None = None

    def is_open(self, on: date) -> bool:
        """Test whether the episode is open on the day `on`."""
        return self.start_date <= on and (self.end_date is None or on < self.end_date)


class Undated(NamedTuple):
    """An episode whose start is not known: it cannot be judged and is never dropped (S21, S32).

    `missing` names the field and why it could not be read, for a person to mend.
    """

    kind: EpisodeKind
    missing: str
    end_date: date | None = None
    code: str = ""


class Visit(NamedTuple):
    """A visit, call or contact that was made or tried.

    `visit_at` is set when the time of day is known (aware, Europe/London); `visit_date` always is.
    `seen`, `seen_alone`, `bedroom_seen` are None when nobody recorded them (S21).
    `approved_by` is a role, `approved_at` the time it agreed to this way of seeing the child.
    """

    visit_date: date
    seen: bool | None = None
    seen_alone: bool | None = None
    bedroom_seen: bool | None = None
    method: Method | None = None
    place: Place | None = None
    visit_type: VisitType = VisitType.VISIT
    role: Role | None = None
    worker_id: str = ""
    agency: str = ""
    announced: bool | None = None
    visit_at: datetime | None = None
    planned_date: date | None = None
    outcome: str = ""
    reason_not_seen: str = ""
    recorded_at: datetime | None = None
    approved_by: Role | None = None
    approved_at: datetime | None = None
    visit_id: str = ""
    source: str = ""


class Fact(NamedTuple):
    """A circumstance from `start_date` until before `end_date`; `value` is `yes`, `no` or a word.

    `holder` says of whom it is true when that matters (parent, carer, child).
    """

    kind: FactKind
    start_date: date
    end_date: date | None = None
    value: str = "yes"
    holder: str = ""
    source: str = ""
    recorded_at: datetime | None = None


class Event(NamedTuple):
    """Something that happened on a day, and at a time if that is known.

    `due_date` is the day by which the next such thing is to happen, where the source tells it: a
    review conference or looked after review; of an initial conference, its own target.
    """

    kind: EventKind
    event_date: date
    event_at: datetime | None = None
    due_date: date | None = None
    source: str = ""
    recorded_at: datetime | None = None


class Involvement(NamedTuple):
    """A worker's involvement with the child. Only the case worker is `allocated` (S32)."""

    worker_id: str
    start_date: date
    end_date: date | None = None
    worker: str = ""
    team: str = ""
    allocated: bool = True
    role: str = ""

    @property
    def shown(self) -> str:
        """Return the worker's name, or the id where the source gives no name."""
        return self.worker or self.worker_id


class Address(NamedTuple):
    """Where the child lives or lived; `postcode` without spaces, as the SSD has it.

    `line` is house, street and town as one would write them, blank where the source has none.
    """

    postcode: str
    address_type: str = ""
    start_date: date | None = None
    end_date: date | None = None
    line: str = ""


class VisitingPlan(NamedTuple):
    """An agreed visiting plan: how often, by which methods, who agreed, until when (S9).

    `applies_to` is a duty's id, or blank for every visiting duty. `every` is written as in a pack
    ("3 weeks"); blank when the plan changes only the method. `end_date` is the first day it holds no
    more, because another took its place.
    """

    start_date: date
    every: str = ""
    methods: tuple[Method, ...] = ()
    applies_to: str = ""
    agreed_by: Role | None = None
    agreed_on: date | None = None
    review_date: date | None = None
    recorded_at: datetime | None = None
    end_date: date | None = None


class TierDecision(NamedTuple):
    """A manager's decision on the tier (S18): raised, or lowered where no criterion holds."""

    tier: Tier
    decided_on: date
    decided_by: Role | None = None
    reason: str = ""
    until: date | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything the engine may know of one child.

    `remarks` are contradictions and doubts found while reading (S23): they change no answer.
    Of the kinds in `unknown_visits` the source carries no visits, of those in `latest_only` the last.
    """

    child_id: str
    born: date | None = None
    expected: date | None = None
    died: date | None = None
    episodes: tuple[Episode, ...] = ()
    undated: tuple[Undated, ...] = ()
    visits: tuple[Visit, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    plans: tuple[VisitingPlan, ...] = ()
    tier_decisions: tuple[TierDecision, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    addresses: tuple[Address, ...] = ()
    remarks: tuple[str, ...] = ()
    visits_carried: VisitsCarried = VisitsCarried.ALL
    unknown_visits: frozenset[EpisodeKind] = field(default_factory=frozenset)
    latest_only: frozenset[EpisodeKind] = field(default_factory=frozenset)

    def as_known(self, known_on: date) -> "CaseFacts":
        """Return the case without what was written after the day `known_on` (S17).

        A row without a recorded time is taken as known from the day it happened.
        """
        return replace(
            self,
            episodes=_known(self.episodes, known_on),
            visits=_known(self.visits, known_on),
            facts=_known(self.facts, known_on),
            events=_known(self.events, known_on),
            plans=_known(self.plans, known_on),
            tier_decisions=_known(self.tier_decisions, known_on),
        )


class _Recorded(Protocol):
    @property
    def recorded_at(self) -> datetime | None: ...


R = TypeVar("R", bound=_Recorded)


class Refusal(NamedTuple):
    """A row, or one field of it, that could not be used, with what to do about it."""

    file: str
    row: int
    field: str
    reason: str
    child_id: str = ""


def _known(rows: Iterable[R], known_on: date) -> tuple[R, ...]:
    return tuple(r for r in rows if _since(r) <= known_on)


def _since(row: _Recorded) -> date:
    """Return the day a row was written, in London; the day it happened where that is not told."""
    if row.recorded_at is not None:
        return row.recorded_at.astimezone(LONDON).date()
    day: date = getattr(row, HAPPENED[type(row).__name__])
    return day


HAPPENED = {
    "Episode": "start_date",
    "Visit": "visit_date",
    "Fact": "start_date",
    "Event": "event_date",
    "VisitingPlan": "start_date",
    "TierDecision": "decided_on",
}
