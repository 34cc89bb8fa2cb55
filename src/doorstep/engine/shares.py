"""Shares: at least so many of another duty's visits must have been as asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import unmet
from doorstep.engine.intervals import Interval, walked
from doorstep.engine.lower import lower
from doorstep.engine.runs import Asking, Lowered
from doorstep.facts import Outcome, Visit
from doorstep.policy.duty import Duty, Share
from doorstep.policy.pack import Pack
from doorstep.workdays import WorkingDays


def share_intervals(
    duty: Duty, share: Share, pack: Pack, child: Child, calendar: WorkingDays
) -> Iterator[Interval]:
    """Yield an interval of the other duty wherever its visit had to be as the share asks.

    It is closed by that visit if the visit was so; if it was not, the interval was missed.
    """
    chain = next(c for c in pack.chains if any(d.id == share.of for d in c))
    for lowered in lower(chain, Asking(pack, child)):
        met: list[bool] = []
        for i in walked(lowered, pack, child, calendar):
            if i.duty.id != share.of:
                continue
            required = is_required(share, met)
            if i.closed_on is not None:
                met.append(_meets(i.closed_on, share, lowered, pack, child))
            if required and holds(duty.when, child, min(i.due_on.toordinal(), child.day)):
                yield _of_share(i, duty, met[-1] if i.closed_on else None, pack)


def is_required(share: Share, met: list[bool]) -> bool:
    """Test whether the next visit must be as the share asks, after those made so far."""
    if share.half:
        return sum(met) * 2 < len(met)
    among = share.among or 2
    recent = met[-(among - 1) :]
    return len(recent) == among - 1 and sum(recent) < share.at_least


def _meets(day: date, share: Share, lowered: Lowered, pack: Pack, child: Child) -> bool:
    made = [j.done for j in lowered.judged if not j.why_not and j.day == day]
    value = pack.counts[pack.by_id[share.of].counts].on(day.toordinal())
    return any(
        isinstance(v, Visit) and not unmet(v, share.needs, value, child, pack.by_id[share.of])
        for v in made
    )


def _of_share(i: Interval, duty: Duty, met: bool | None, pack: Pack) -> Interval:
    """Return the other duty's interval as one of the share; missed if its visit was not as asked."""
    told = replace(i, duty=duty, clause=pack.cite(duty.clause, duty.document))
    return replace(told, outcome=Outcome.MISSED, closed_on=None) if met is False else told
