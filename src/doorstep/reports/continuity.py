"""Continuity: how many different people visited a child, in a time and under the present plan.

Counted are visits at which the child was seen, by the id of whoever made them. Calls, contacts of other
agencies, visits in vain and visits that do not say by whom are not; the last are counted apart.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.facts import CaseFacts, Visit
from doorstep.vocabulary import EpisodeKind, VisitType

MONTHS = (3, 6, 12)
PLANS = (
    EpisodeKind.CHILD_PROTECTION_PLAN,
    EpisodeKind.CHILD_IN_NEED_PLAN,
    EpisodeKind.PERIOD_OF_CARE,
    EpisodeKind.CARE_LEAVER,
    EpisodeKind.OTHER_AUTHORITY_PLAN,
)
DEFINITION = (
    "Different people who saw the child at a visit. Calls, contacts of other agencies and visits in"
    " vain are not counted; a visit that does not say by whom is counted apart."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """How many different people visited in a time, at how many visits; `unnamed` do not say by whom."""

    people: int = 0
    visits: int = 0
    unnamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """Who visited a child: by months back, and under the present plan since the day it began."""

    by_months: tuple[tuple[int, Visitors], ...]
    plan_since: date | None = None
    under_plan: Visitors | None = None


def continuity(case: CaseFacts, *, on: date) -> Continuity:
    """Return how many different people visited a child up to a day."""
    seen = seen_at(case.visits, until=on)
    since = _plan_since(case, on)
    return Continuity(
        by_months=tuple((m, _visitors(seen, _months_before(on, m))) for m in MONTHS),
        plan_since=since,
        under_plan=_visitors(seen, since) if since else None,
    )


def seen_at(visits: Iterable[Visit], *, until: date) -> list[Visit]:
    """Return the visits that count: made by a worker of the authority, the child seen, by the day."""
    return [
        v
        for v in visits
        if v.visit_type == VisitType.VISIT and v.seen and not v.agency and v.visit_date <= until
    ]


def visited_by(visits: Iterable[Visit], *, on: date, months: int = 12) -> Counter[str]:
    """Return how often each worker saw the child in so many months."""
    since = _months_before(on, months)
    return Counter(
        v.worker_id for v in seen_at(visits, until=on) if v.worker_id and v.visit_date >= since
    )


def _visitors(seen: Sequence[Visit], since: date) -> Visitors:
    within = [v for v in seen if v.visit_date >= since]
    return Visitors(
        people=len({v.worker_id for v in within if v.worker_id}),
        visits=len(within),
        unnamed=sum(not v.worker_id for v in within),
    )


def _months_before(on: date, months: int) -> date:
    """Return the same day so many months before; the last of the month where there is no such day.

    Example:
        >>> _months_before(date(2026, 5, 31), 3), _months_before(date(2026, 11, 16), 12)
        (datetime.date(2026, 2, 28), datetime.date(2025, 11, 16))
    """
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _plan_since(case: CaseFacts, on: date) -> date | None:
    """Return since when the present plan holds: of those open, the one that began last."""
    began = (e.start_date for e in case.episodes if e.kind in PLANS and e.is_open(on))
    return max(began, default=None)
