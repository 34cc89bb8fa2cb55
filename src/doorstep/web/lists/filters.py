"""The filters of a list: what an address asks for, as a value, as a query, as words, as an address."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from doorstep.engine.answers import Case
from doorstep.reports.due import ORDER
from doorstep.vocabulary import Status, Tier
from doorstep.web.caseload.models import Involvement
from doorstep.web.lists.words import CALLS, WEEK, Kind, Sort, Way, When, Whom

LATER = (Status.DUE_SOON, Status.UPCOMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to, and its order; blank is everything that is not suspended."""

    when: When | None = None
    kind: Kind = Kind.VISITS_AND_CALLS
    worker: str = ""
    team: int | None = None
    tier: Tier | None = None
    case: Case | None = None
    duty: str = ""
    way: Way | None = None
    due_before: date | None = None
    whom: Whom = Whom.ALLOCATED
    sort: Sort = Sort.TIER
    backwards: bool = False

    @property
    def order(self) -> str:
        """Return the order as an address says it."""
        return f"-{self.sort}" if self.backwards else str(self.sort)

    def query(self, **other: str) -> str:
        """Return the address's part after the question mark; what is as usual is left out."""
        told = {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
            and field.name not in {"sort", "backwards"}
        }
        if self.order != Sort.TIER:
            told["sort"] = self.order
        return urlencode(told | other)

    def but(self, **values: object) -> "Filters":
        """Return the same filters but for these; blank takes one away."""
        return replace(self, **values)  # type: ignore[arg-type]


COLUMNS = {
    "worker": "worker_id",
    "team": "team",
    "case": "child__answer__case",
    "duty": "duty",
    "way": "method__contains",
    "due_before": "due_on__lt",
}


def matching(filters: Filters, *, on: date) -> Q:
    """Return the filter for obligations."""
    told = {column: getattr(filters, name) for name, column in COLUMNS.items()}
    asked = {column: value for column, value in told.items() if value}
    if filters.tier:
        asked["tier_order"] = ORDER[filters.tier]  # stands in the row: no join to the answer
    return _when(filters.when, on) & _kind(filters.kind) & Q(**asked)


def _when(when: When | None, on: date) -> Q:
    week = on + timedelta(WEEK)
    found = {
        None: ~Q(status=Status.SUSPENDED),
        When.OVERDUE: Q(status=Status.OVERDUE),
        When.TODAY: Q(status=Status.DUE_TODAY),
        When.WEEK: Q(status__in=LATER, due_on__lte=week),
        When.LATER: Q(status__in=LATER) & (Q(due_on__gt=week) | Q(due_on=None)),
        When.SUSPENDED: Q(status=Status.SUSPENDED),
    }
    return found[when]


def _kind(kind: Kind) -> Q:
    if kind == Kind.DECISIONS:
        return Q(is_decision=True)
    calls = Q()
    for call in sorted(CALLS):
        calls |= Q(method__startswith=call)
    if kind == Kind.CALLS:
        return Q(is_decision=False) & calls
    return Q(is_decision=False) & (~calls if kind == Kind.VISITS else Q())


def involved_with(teams: list[int], on: date) -> Q:
    """Return the filter for rows of the children whom anybody of these teams works with."""
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = Involvement.objects.filter(until, team__in=teams, start_date__lte=on)
    return Q(child__in=rows.values("child"))


ORDERS: dict[Sort, tuple[str, ...]] = {
    Sort.TIER: ("tier_order", "due_on", "-risk_facts", "pk"),
    Sort.DUE: ("due_on", "tier_order", "-risk_facts", "child__name", "pk"),
    Sort.CHILD: ("child__name", "child__child_id", "due_on", "pk"),
    Sort.WORKER: ("child__answer__worker", "worker_id", "tier_order", "due_on", "pk"),
}


def order_by(filters: Filters) -> list[OrderBy]:
    """Return the order for a query; a duty without a day comes after those with one."""
    found = []
    for name in ORDERS[filters.sort]:
        down = name.startswith("-") != filters.backwards
        column = F(name.removeprefix("-"))
        found.append(column.desc() if down else column.asc())
    return found
