"""One child's facts, indexed and cut off at the end of a day."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from operator import itemgetter

from doorstep.engine.spans import NEVER_ENDS, Span, Spans, union
from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Role,
    Tier,
    TierDecision,
    Undated,
    Visit,
)
from doorstep.workdays import LONDON, years_later

K = EpisodeKind
OPENING = (
    K.REFERRAL,
    K.CHILD_IN_NEED_PLAN,
    K.CHILD_PROTECTION_PLAN,
    K.OTHER_AUTHORITY_PLAN,
    K.PERIOD_OF_CARE,
    K.CARE_LEAVER,
)
MayDecide = tuple[Span, frozenset[Role]]  # from when until when, and which roles

BY_DAY = itemgetter(0)  # a visit's first field is its day
BY_START = itemgetter(1)  # an event's second field is


class Rows:
    """A case as it stood at the end of the day `as_at` (S27).

    Facts that happened after that day are left out, a recorded death cuts every episode (S21).
    """

    def __init__(self, case: CaseFacts, as_at: date):
        self.case = case
        self.as_at = as_at
        self.day = as_at.toordinal()
        died = case.died
        self.end = died.toordinal() if died and died <= as_at else NEVER_ENDS
        self._episodes: dict[EpisodeKind, list[Episode]] = {}
        for episode in case.episodes:
            if episode.start_date <= as_at:
                end = episode.end_date
                known = episode if end is None or end <= as_at else episode._replace(end_date=None)
                self._episodes.setdefault(episode.kind, []).append(known)
        self.may_decide: tuple[MayDecide, ...] = ()
        self.missing: list[str] = []

    @cached_property
    def visits(self) -> list[Visit]:
        """Return the visits made by the day asked about, soonest first."""
        return sorted((v for v in self.case.visits if v.visit_date <= self.as_at), key=BY_DAY)

    @cached_property
    def has_later_visits(self) -> bool:
        """Test whether visits after the day are known: of those before it, the file may not tell."""
        return any(v.visit_date > self.as_at for v in self.case.visits)

    @cached_property
    def visit_days(self) -> list[int]:
        """Return their days as ordinals, in the same order."""
        return [v.visit_date.toordinal() for v in self.visits]

    # --- rows -----------------------------------------------------------------------------

    def episodes(self, kind: EpisodeKind) -> list[Episode]:
        """Return the episodes of a kind that have begun."""
        return self._episodes.get(kind, [])

    def events(self, kind: EventKind) -> list[Event]:
        """Return the events of a kind that have happened, soonest first."""
        if kind == EventKind.RAISED_TO_HIGH:
            return [_raised(d) for d in self.decisions() if d.tier == Tier.HIGH_AND_IMMEDIATE]
        if kind == EventKind.SECTION_47_AT_FRONT_DOOR:
            return self._at_front_door
        return self._events.get(kind, [])

    @cached_property
    def _at_front_door(self) -> list[Event]:
        """Return the enquiries that began at the front door, told as events or as episodes."""
        told = self._events.get(EventKind.SECTION_47_AT_FRONT_DOOR, [])
        days = {event.event_date for event in told}
        new = [e for e in self.episodes(K.SECTION_47_ENQUIRY) if not on_open_case(e, self)]
        made = [
            Event(EventKind.SECTION_47_AT_FRONT_DOOR, e.start_date, e.start_at)
            for e in new
            if e.start_date not in days
        ]
        return sorted([*told, *made], key=BY_START)

    @cached_property
    def _events(self) -> dict[EventKind, list[Event]]:
        found: dict[EventKind, list[Event]] = {}
        for event in sorted(self.case.events, key=BY_START):
            if event.event_date <= self.as_at:
                found.setdefault(event.kind, []).append(event)
        return found

    def facts(self, kind: FactKind) -> list[Fact]:
        """Return the circumstances of a kind that have begun."""
        return self._facts.get(kind, [])

    @cached_property
    def _facts(self) -> dict[FactKind, list[Fact]]:
        found: dict[FactKind, list[Fact]] = {}
        for fact in self.case.facts:
            if fact.start_date <= self.as_at:
                found.setdefault(fact.kind, []).append(fact)
        return found

    @cached_property
    def recorded(self) -> frozenset[str]:
        """Return the kinds of facts and events of which there is any record."""
        kinds: set[str] = {*self._facts, *self._events}
        if self.case.tier_decisions:
            kinds.add(EventKind.RAISED_TO_HIGH)
        if self.episodes(K.SECTION_47_ENQUIRY):
            kinds.add(EventKind.SECTION_47_AT_FRONT_DOOR)
        return frozenset(kinds)

    def decisions(self) -> list[TierDecision]:
        """Return the decisions on the tier by those who may make them, soonest first (S18)."""
        made = [
            d for d in self.case.tier_decisions if d.decided_on <= self.as_at and self.has_effect(d)
        ]
        return sorted(made, key=lambda d: d.decided_on)

    def has_effect(self, decision: TierDecision) -> bool:
        """Test whether the tiers in force on its day let the one who made it decide (S18)."""
        day = decision.decided_on.toordinal()
        roles = next((roles for (start, end), roles in self.may_decide if start <= day < end), ())
        return decision.decided_by in roles

    def undated_open(self, *kinds: EpisodeKind) -> list[Undated]:
        """Return the episodes without a start that are open, of these kinds (S21)."""
        if self.end <= self.day:
            return []
        return [
            u
            for u in self.case.undated
            if u.kind in kinds and (u.end_date is None or u.end_date > self.as_at)
        ]

    def is_unborn(self, day: int) -> bool:
        """Test whether the child is not born yet on a day (S22)."""
        if self.case.born:
            return day < self.case.born.toordinal()
        return self.case.expected is not None

    def birthday(self, age: int) -> int:
        """Return the day the child turns `age`; never, while no date of birth is recorded."""
        born = self.case.born
        return years_later(born, age).toordinal() if born else NEVER_ENDS

    def of_kind(self, kind: EpisodeKind, codes: Iterable[str] | None = None) -> Spans:
        """Return when an episode of the kind is open, of these codes if any are given."""
        episodes = self._episodes.get(kind)
        if not episodes:
            return ()
        if len(episodes) == 1 and codes is None:
            start, end = self.span(episodes[0])
            return ((start, end),) if start < end else ()
        wanted = None if codes is None else frozenset(codes)
        return union(self.span(e) for e in episodes if wanted is None or e.code in wanted)

    def span(self, episode: Episode) -> Span:
        """Return the days on which an episode is open, `[start, end)` (S5)."""
        end = episode.end_date
        last = min(end.toordinal() if end else NEVER_ENDS, self.end)
        if episode.kind == K.CARE_LEAVER:  # S25
            last = min(last, self.birthday(25))
        return episode.start_date.toordinal(), last

    def fact_spans(
        self, kind: FactKind, values: tuple[str, ...] = ("yes",), holders: tuple[str, ...] = ()
    ) -> Spans:
        """Return when a circumstance holds, with one of the values and of one of the holders."""
        return union(
            (f.start_date.toordinal(), f.end_date.toordinal() if f.end_date else NEVER_ENDS)
            for f in self.facts(kind)
            if f.value in values and (not holders or f.holder in ("", *holders))
        )

    def visits_between(self, start: int, end: int) -> list[Visit]:
        """Return the visits from the day `start` until before the day `end`."""
        low, high = bisect_left(self.visit_days, start), bisect_left(self.visit_days, end)
        return self.visits[low:high]


def on_open_case(enquiry: Episode, rows: Rows) -> bool:
    """Test whether an enquiry began on an existing case: a plan, care or care-leaver status was open.

    All others began at the front door, which also holds the cases in assessment (WCF-1a, WCF-1b).
    """
    day = enquiry.start_date.toordinal()
    return any(a <= day < b for kind in OPENING[1:] for a, b in rows.of_kind(kind))


def is_open_on(case: CaseFacts, as_at: date) -> bool:
    """Test whether anything that makes a case open is open at the end of a day (S27).

    It is the spell `open_case` asked of one day only, which is most of the work for an extract whose
    children are mostly closed; a property test holds the two equal.
    """
    if case.died is not None and case.died <= as_at:
        return False
    past_25 = case.born is not None and years_later(case.born, 25) <= as_at  # S25
    kinds = [k for k in OPENING if not (past_25 and k == K.CARE_LEAVER)]
    return any(e.kind in kinds and e.is_open(as_at) for e in case.episodes) or any(
        u.kind in OPENING and (u.end_date is None or u.end_date > as_at) for u in case.undated
    )


def _raised(decision: TierDecision) -> Event:
    """Return a decision as what happened: at the time it was written, if that was on its day (S4)."""
    written = decision.recorded_at.astimezone(LONDON) if decision.recorded_at else None
    at = written if written and written.date() == decision.decided_on else None
    return Event(EventKind.RAISED_TO_HIGH, decision.decided_on, at, source=decision.reason)
