"""Read how much work each worker has: children, tiers, what is overdue and due within a week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from doorstep.vocabulary import Tier
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Obligation
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists.filters import Filters, matching
from doorstep.web.lists.scope import Scope
from doorstep.web.lists.words import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one worker of one team holds, or a team, or all; `worker` is blank where nobody does."""

    worker_id: str = ""
    worker: str = ""
    team: int | None = None
    children: int = 0
    high_and_immediate: int = 0
    priority: int = 0
    vulnerable: int = 0
    overdue: int = 0
    children_overdue: int = 0
    today: int = 0
    week: int = 0


NUMBERS = (
    "children", "high_and_immediate", "priority", "vulnerable", "overdue", "children_overdue",
    "today", "week",
)  # fmt: skip


def workload(access: Access, sight: Sight, scope: Scope) -> list[Load]:
    """Return the workload of each worker of a list; who has most overdue comes first."""
    seen = scope.rows() & visible(access, Can.SEE_TEAM, sight, prefix="child__")
    owed = _owed(seen, access)
    found = []
    for row in _held(seen):
        key = (row["worker_id"], row["team"])
        found.append(Load(**row, **owed.get(key, {})))
    return sorted(found, key=lambda load: (-load.overdue, -load.children, load.worker))


def _held(seen: Q) -> Iterable[dict[str, Any]]:
    tiers = {tier.value: Count("pk", filter=Q(tier=tier)) for tier in Tier}
    rows = Answer.objects.filter(seen).exclude(standing=CLOSED).order_by()
    found: Any = rows.values("worker_id", "worker", "team").annotate(
        children=Count("pk"), children_overdue=Count("pk", filter=Q(overdue__gt=0)), **tiers
    )
    return list(found)


def _owed(seen: Q, access: Access) -> dict[tuple[str, int | None], dict[str, Any]]:
    counts = {
        when.value: Count("pk", filter=matching(Filters(when=when), on=access.on))
        for when in (When.OVERDUE, When.TODAY, When.WEEK)
    }
    rows: Any = Obligation.objects.filter(seen).order_by().values("worker_id", "team")
    return {(row.pop("worker_id"), row.pop("team")): row for row in rows.annotate(**counts)}


def by_team(loads: Iterable[Load]) -> dict[int | None, Load]:
    """Return the workload of each team."""
    found: defaultdict[int | None, list[Load]] = defaultdict(list)
    for load in loads:
        found[load.team].append(load)
    return {team: total(each) for team, each in found.items()}


def total(loads: Iterable[Load]) -> Load:
    """Return the sum of several workloads."""
    each = list(loads)
    return replace(Load(), **{name: sum(getattr(load, name) for load in each) for name in NUMBERS})
