"""From which day a record may be disposed of, under which rule and why; no database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doorstep.facts import CaseFacts, Episode
from doorstep.vocabulary import EpisodeKind
from doorstep.web.components import day, plural
from doorstep.web.governance.schedule import CountedFrom, Ground, Rule, Schedule
from doorstep.workdays import years_later

ADULT = 18
ADOPTION_PLACEMENTS = ("A3", "A4", "A5", "A6")
GROUNDS = {
    EpisodeKind.PERIOD_OF_CARE: Ground.LOOKED_AFTER,
    EpisodeKind.PLACEMENT: Ground.LOOKED_AFTER,
    EpisodeKind.CARE_LEAVER: Ground.CARE_LEAVER,
    EpisodeKind.CHILD_PROTECTION_PLAN: Ground.CHILD_PROTECTION_PLAN,
    EpisodeKind.OTHER_AUTHORITY_PLAN: Ground.CHILD_PROTECTION_PLAN,
    EpisodeKind.SECTION_47_ENQUIRY: Ground.SECTION_47_ENQUIRY,
    EpisodeKind.CHILD_IN_NEED_PLAN: Ground.CHILD_IN_NEED_PLAN,
    EpisodeKind.DISABILITY: Ground.DISABILITY,
}
HOUSEHOLD = frozenset({EpisodeKind.SELF_ISOLATION, EpisodeKind.SHIELDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """From which day a record may go, under which rule, and every reason; without a day it is kept."""

    due_on: date | None
    rule: Rule | None
    reasons: tuple[str, ...]

    def is_due(self, on: date) -> bool:
        """Test whether the record may be disposed of on a day."""
        return self.due_on is not None and self.due_on <= on


def due_for_disposal(case: CaseFacts, schedule: Schedule, on: date) -> Verdict:
    """Return from which day a record may go: the latest day of all rules that cover it.

    What is not known keeps a record: an open case, a plan without a start, a birth nobody recorded.
    """
    open_still = _open_on(case, on)
    if open_still:
        return Verdict(due_on=None, rule=None, reasons=open_still)
    closed = closed_on(case)
    found = [
        (_ends(rule, case, closed), rule) for rule in schedule.rules if _covers(rule, grounds(case))
    ]
    if not found:
        return Verdict(due_on=None, rule=None, reasons=("No rule of the schedule covers it.",))
    reasons = tuple(_said(rule, end, case, closed) for end, rule in found)
    unknown = [rule for end, rule in found if end is None]
    if unknown:
        return Verdict(due_on=None, rule=unknown[0], reasons=reasons)
    due_on, rule = max(((end, rule) for end, rule in found if end), key=lambda each: each[0])
    return Verdict(due_on=due_on, rule=rule, reasons=reasons)


def grounds(case: CaseFacts) -> frozenset[Ground]:
    """Return what a record has ever held, by which rules are chosen."""
    kinds = {e.kind for e in case.episodes} | {u.kind for u in case.undated}
    found = {GROUNDS[kind] for kind in kinds if kind in GROUNDS}
    if any(_is_for_adoption(e) for e in case.episodes):
        found.add(Ground.PLACED_FOR_ADOPTION)
    return frozenset({Ground.ANYTHING, *found})


def _is_for_adoption(episode: Episode) -> bool:
    return episode.kind == EpisodeKind.PLACEMENT and episode.code.startswith(ADOPTION_PLACEMENTS)


def _covers(rule: Rule, held: frozenset[Ground]) -> bool:
    return bool(held & set(rule.when))


def _open_on(case: CaseFacts, on: date) -> tuple[str, ...]:
    """Return why a case counts as open on a day, in sentences; nothing if it is closed."""
    found = []
    if any(_lasts(e.end_date, on) for e in case.episodes if e.kind not in HOUSEHOLD):
        found.append("The case is open.")
    if any(_lasts(u.end_date, on) for u in case.undated):
        found.append("Something without a known start may still be open.")
    if any(_lasts(i.end_date, on) for i in case.involvements):
        found.append("Somebody still works with the child.")
    return tuple(found)


def _lasts(end: date | None, on: date) -> bool:
    return end is None or end > on


def closed_on(case: CaseFacts) -> date | None:
    """Return the last day on which anything was done or ended; none where nothing is known."""
    return max(_days(case), default=None)


def _days(case: CaseFacts) -> Iterable[date]:
    yield from (e.end_date or e.start_date for e in case.episodes)
    yield from (u.end_date for u in case.undated if u.end_date)
    yield from (i.end_date or i.start_date for i in case.involvements)
    yield from (v.visit_date for v in case.visits)
    yield from (e.event_date for e in case.events)


def _ends(rule: Rule, case: CaseFacts, closed: date | None) -> date | None:
    """Return the day a rule's time is over; none where the day it counts from is not known."""
    if rule.years_after_death and case.died and _died_young(case):
        return years_later(case.died, rule.years_after_death)
    start = case.born if rule.counted_from == CountedFrom.BORN else closed
    return years_later(start, rule.years) if start else None


def _died_young(case: CaseFacts) -> bool:
    return bool(case.died and case.born and case.died < years_later(case.born, ADULT))


def _said(rule: Rule, end: date | None, case: CaseFacts, closed: date | None) -> str:
    assumed = " The length is assumed." if rule.assumed else ""
    if end is None:
        missing = "date of birth" if rule.counted_from == CountedFrom.BORN else "day it closed"
        return f"{rule.title}: the {missing} is not known, so the record is kept."
    if rule.years_after_death and case.died and _died_young(case):
        counted = f"{plural(rule.years_after_death, 'year')} from the death on {day(case.died)}"
    elif rule.counted_from == CountedFrom.BORN:
        counted = f"{plural(rule.years, 'year')} from the birth on {day(case.born)}"
    else:
        counted = f"{plural(rule.years, 'year')} from the last entry on {day(closed)}"
    return f"{rule.title}: {counted}, to {day(end)} ({rule.clause}).{assumed}"
