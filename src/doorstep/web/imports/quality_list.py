"""The list of what is wrong in the data: of a team, a locality or the authority, filtered and sorted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import Sight, sight_of, visible
from doorstep.web.imports.faults import Fault, FaultKind, LookedThrough, Owner
from doorstep.web.lists.scope import Scope

SERIOUS = Case(
    *(When(kind=kind.value, then=place) for place, kind in enumerate(FaultKind)),
    output_field=IntegerField(),
)
SORTS: dict[str, tuple[Any, ...]] = {
    "kind": (SERIOUS, "child__name_key", "pk"),
    "child": ("child__name_key", "kind", "pk"),
    "since": ("found_on", "child__name_key", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which faults: of a kind, of an owner, of a team of the list, in which order."""

    kind: str = ""
    owner: str = ""
    team: int | None = None
    sort: str = "kind"
    backwards: bool = False

    def but(self, **changed: Any) -> str:
        """Return the address's parameters with some changed; blank ones are left out."""
        sort = ("-" if self.backwards else "") + self.sort
        told = {"kind": self.kind, "owner": self.owner, "team": self.team or "", "sort": sort}
        return urlencode({name: value for name, value in (told | changed).items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One fault as a page or a file shows it; without a child it is of a worker, a team or a row."""

    kind: FaultKind
    owner: Owner
    child_id: str
    name: str
    team: str
    worker: str
    detail: str
    found_on: date
    team_id: int | None = None
    worker_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of faults; `kinds` and `owners` count the whole list, `matching` what the filters leave."""

    rows: tuple[Listed, ...]
    kinds: Counter[str]
    owners: Counter[str]
    matching: int
    page: int
    pages: int
    at: datetime | None

    @property
    def total(self) -> int:
        """Return how many there are in the whole list."""
        return self.kinds.total()


def faults_in(access: Access, scope: Scope | None, *, can: Can = Can.SEE_TEAM) -> "QuerySet[Fault]":
    """Return the faults of a list that one may see; without a list those an administrator puts right.

    What is of no child names workers and rows of files only; of no team it is the authority's.
    """
    if scope is None:
        return Fault.objects.filter(child=None, owner=Owner.ADMINISTRATOR)
    return seen_by(access, sight_of(access), can=can).filter(scope.rows())


def seen_by(access: Access, sight: Sight, *, can: Can = Can.SEE_TEAM) -> "QuerySet[Fault]":
    """Return the faults of children one may see, and those of no child."""
    return Fault.objects.filter(Q(child=None) | visible(access, can, sight, prefix="child__"))


def found_in(rows: "QuerySet[Fault]", wanted: Wanted, *, page: int, size: int) -> Found:
    """Return a page of the faults asked for, and how many there are of each kind and owner."""
    counted = list(rows.order_by().values_list("kind", "owner").annotate(number=Count("pk")))
    kinds, owners = Counter[str](), Counter[str]()
    for kind, owner, number in counted:
        kinds[kind] += number
        owners[owner] += number
    chosen = chosen_of(rows, wanted)
    is_narrowed = wanted.kind or wanted.owner or wanted.team
    matching = chosen.count() if is_narrowed else kinds.total()
    pages = max(1, -(-matching // size))
    number = min(max(page, 1), pages)
    told = LookedThrough.objects.first()
    return Found(
        rows=tuple(listed(chosen[(number - 1) * size : number * size])),
        kinds=kinds,
        owners=owners,
        matching=matching,
        page=number,
        pages=pages,
        at=told.at if told else None,
    )


def chosen_of(rows: "QuerySet[Fault]", wanted: Wanted) -> "QuerySet[Fault]":
    """Return the faults that the filters leave, in the order asked for."""
    asked = {"kind": wanted.kind, "owner": wanted.owner, "team": wanted.team}
    found = rows.filter(**{name: value for name, value in asked.items() if value})
    order = [F(each) if isinstance(each, str) else each for each in SORTS[wanted.sort]]
    if wanted.backwards:
        return found.order_by(*(f.desc(nulls_last=True) for f in order))
    return found.order_by(*(f.asc(nulls_first=True) for f in order))


def listed(rows: "QuerySet[Fault]") -> Iterator[Listed]:
    """Yield faults with the names of what they are of."""
    for row in rows.select_related("child", "team"):
        yield Listed(
            kind=FaultKind(row.kind),
            owner=Owner(row.owner),
            child_id=row.child.child_id if row.child else "",
            name=(row.child.name or row.child.child_id) if row.child else "",
            team=row.team.name if row.team else "",
            worker=row.worker,
            detail=row.detail,
            found_on=row.found_on,
            team_id=row.team_id,
            worker_id=row.worker_id,
        )


def number_in(access: Access, scope: Scope) -> int:
    """Return how many faults a list has, for the page of the team."""
    return faults_in(access, scope).count()
