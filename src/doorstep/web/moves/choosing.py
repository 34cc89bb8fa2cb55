"""The children of a list that can be moved: by worker and part in the case, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Involvement
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists.scope import Scope
from doorstep.web.moves.checking import CASE_WORKER, PARTS

MOST = (
    100  # children in one move: the page on which each has a choice of its own must stay readable
)
SHARED = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child that can be moved: who has the part in the case now."""

    child_id: str
    name: str
    role: str
    worker_id: str
    worker: str
    team: str
    tier: str
    overdue: int

    @property
    def value(self) -> str:
        """Return what stands for the row in a form."""
        return SHARED.join((self.child_id, self.role, self.worker_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One page of the children that can be moved, of how many, and the workers they are with."""

    rows: tuple[Row, ...]
    number: int
    page: int
    pages: int
    workers: dict[str, str]


def movable(  # noqa: PLR0913 (who looks, at which list, narrowed how, which page)
    access: Access, sight: Sight, scope: Scope, *, role: str, worker: str, page: int, size: int
) -> Chosen:
    """Return one page of a list's children in the order of worker and name; of one worker all."""
    every = list(_case_workers(access, sight, scope) if role == CASE_WORKER else _others(
        access, sight, scope, role
    ))  # fmt: skip
    workers = {row.worker_id: row.worker for row in every}
    found = [row for row in every if worker in ("", row.worker_id)]
    size = MOST if worker else size
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 1), pages)
    return Chosen(
        rows=tuple(found[(page - 1) * size : page * size]),
        number=len(found),
        page=page,
        pages=pages,
        workers=workers,
    )


def _case_workers(access: Access, sight: Sight, scope: Scope) -> Iterable[Row]:
    rows = Answer.objects.filter(scope.rows(), visible(access, Can.MOVE, sight, prefix="child__"))
    told = rows.exclude(standing=CLOSED).order_by("worker", "child__name", "pk")
    for row in told.values_list(*_OF_ANSWER):
        child_id, name, worker_id, worker, team, tier, overdue = row
        yield Row(
            child_id=child_id,
            name=name or child_id,
            role=CASE_WORKER,
            worker_id=worker_id,
            worker=worker or "No worker",
            team=team or "",
            tier=tier,
            overdue=overdue,
        )


_OF_ANSWER = (
    "child__child_id", "child__name", "worker_id", "worker", "team__name", "tier", "overdue",
)  # fmt: skip


def _others(access: Access, sight: Sight, scope: Scope, role: str) -> Iterable[Row]:
    """Yield those who have another part in a case, such as the IRO."""
    until = Q(end_date=None) | Q(end_date__gt=access.on)
    rows = Involvement.objects.filter(
        until,
        visible(access, Can.MOVE, sight, prefix="child__"),
        start_date__lte=access.on,
        allocated=False,
        role=role,
    ).exclude(child__answer__standing=CLOSED)
    if scope.teams and scope.kind != "authority":
        rows = rows.filter(child__answer__team__in=list(scope.teams))
    told = rows.annotate(tier=F("child__answer__tier"), overdue=F("child__answer__overdue"))
    for i in told.select_related("child", "team").order_by("worker", "child__name", "pk"):
        yield Row(
            child_id=i.child.child_id,
            name=i.child.name or i.child.child_id,
            role=role,
            worker_id=i.worker_id,
            worker=i.worker or i.worker_id,
            team=i.team.name if i.team else "",
            tier=i.tier or "",
            overdue=i.overdue or 0,
        )


def part_asked(told: str) -> str:
    """Return the part in a case that an address asks for; the case worker's for any other word."""
    return told if told in PARTS else CASE_WORKER


def parsed(values: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return number, part and worker of each row that was chosen, each once, the first so many."""
    found = []
    for value in dict.fromkeys(values):
        child_id, _, rest = value.partition(SHARED)
        role, _, worker = rest.partition(SHARED)
        if child_id and "\0" not in value:
            found.append((child_id, part_asked(role), worker))
    return found[: MOST + 1]
