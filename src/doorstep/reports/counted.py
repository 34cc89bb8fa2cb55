"""For each visit, call or contact: what the policy owed that day, whether it counted, and why not.

All of it is the engine's: which runs of which duties there were, and what it judged in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from doorstep.engine.child import Child
from doorstep.engine.counting import Judged
from doorstep.engine.intervals import Interval, walked
from doorstep.engine.lower import lower
from doorstep.engine.runs import Asking, Chain, Lowered, piece_on
from doorstep.engine.tiers import put_tiers
from doorstep.facts import CaseFacts, Visit
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.reports.due import shown
from doorstep.workdays import WorkingDays, england, seconds

NOTHING_ASKED = "The policy asked for no visit or call on that day."


class Judgement(NamedTuple):
    """What one contact was for one duty; `why_not` is empty if it counted.

    `due_at` is by when the duty was owed that day, and `clause` what says which contacts count.
    """

    duty: str
    title: str
    clause: str
    due_at: str = ""
    why_not: str = ""

    @property
    def sentence(self) -> str:
        """Return it in a sentence."""
        if self.why_not:
            return f"Does not count for {self.title} ({self.clause}): {self.why_not}."
        return f"Counts for {self.title} ({self.clause})."


Judgements = dict[Visit, list[Judgement]]


def judgements(
    case: CaseFacts, pack: Pack, *, as_at: date, calendar: WorkingDays | None = None
) -> Judgements:
    """Return by contact what it was for each duty owed on its day; none owed, and it is not there.

    Order: of one contact, as the policy has its duties.
    """
    child = Child(case, as_at)
    put_tiers(child, pack)
    days, found = calendar or england(), defaultdict(list)
    for chain in pack.chains:
        if not _is_of_visits(chain):
            continue
        for lowered in lower(chain, Asking(pack, child)):
            intervals = walked(lowered, pack, child, days)
            for judged in lowered.judged:
                told = _told(judged, lowered, intervals, pack)
                if told is not None and isinstance(judged.done, Visit):
                    found[judged.done].append(told)
    return dict(found)


def _is_of_visits(chain: Chain) -> bool:
    first = chain[0]
    return not first.is_decision and first.share is None and not first.record_within


def _told(
    judged: Judged, lowered: Lowered, intervals: list[Interval], pack: Pack
) -> Judgement | None:
    """Return what a contact was in one run; None where the run asked for nothing that day."""
    piece = piece_on(lowered.pieces, judged.day.toordinal())
    asked = piece.on(judged.day.toordinal()) if piece else None
    if asked is None:
        return None
    owed = next(_owed(intervals, judged.day), None)
    if owed is None and asked.every is None:
        return None
    clause = _clause(asked.duty, judged, pack)
    due_at = shown(owed.due_at) if owed else ""
    why_not = judged.why_not or _too_early(judged, lowered)
    return Judgement(asked.duty.id, asked.duty.title, clause, due_at, why_not)


def _owed(intervals: Iterable[Interval], day: date) -> Iterator[Interval]:
    """Yield what was owed on a day: the interval that the day's contact closes comes first."""
    for interval in intervals:
        if interval.opened <= day and (interval.closed_on is None or day <= interval.closed_on):
            yield interval


def _clause(duty: Duty, judged: Judged, pack: Pack) -> str:
    value = pack.counts[duty.counts].on(judged.day.toordinal())
    return pack.cite(value.clause, value.document)


def _too_early(judged: Judged, lowered: Lowered) -> str:
    """Return why a contact before the hour in which a duty began does not count for it (S6)."""
    done = judged.done
    if not isinstance(done, Visit) or not lowered.in_seconds or done.visit_at is None:
        return ""
    return "it was before the clock started" if seconds(done.visit_at) < lowered.anchor else ""
