"""Look the data through and store what is wrong; what is right again is taken off the list by itself."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from doorstep.engine import Standing
from doorstep.vocabulary import FactKind
from doorstep.web.accounts.models import Team, User
from doorstep.web.caseload.models import Answer, BlindSpot, Child, Merge
from doorstep.web.caseload.queries import case_facts
from doorstep.web.components import plural
from doorstep.web.documents.queries import uncopied
from doorstep.web.imports.faults import Fault, FaultKind, LookedThrough, Owner
from doorstep.web.imports.models import Import, Refused, State
from doorstep.web.imports.quality import Known, Told, faults_of, key_of, tier_facts
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.workdays import LONDON

CHUNK = 250  # children in one transaction
COPIED_WITHIN = timedelta(days=7)
OPEN = tuple(standing.value for standing in Standing)
OF_NO_CHUNK = (
    FaultKind.REFUSED_ROW,
    FaultKind.NO_ACCOUNT,
    FaultKind.WORKER_LEFT,
    FaultKind.NO_LOCALITY,
)
CHANGES = ("owner", "team_id", "worker_id", "worker", "detail")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The day on which the data are looked through, since when what is uncopied is late, the policy's."""

    on: date
    late: datetime
    tier_facts: frozenset[FactKind]


def look_through(*, at: datetime, progress: Progress = lambda _: None) -> int:
    """Store what is wrong now; return how much it is. It may be stopped and begun again anywhere."""
    on = at.astimezone(LONDON).date()
    looking = Looking(on=on, late=at - COPIED_WITHIN, tier_facts=_tier_facts(on))
    pks = list(_open_children().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        some = pks[start : start + CHUNK]
        with transaction.atomic():
            kept = Fault.objects.filter(child__in=some).exclude(kind__in=OF_NO_CHUNK)
            _settle(kept, list(_of_children(some, looking)))
        progress(f"{min(start + CHUNK, len(pks)):,} of {len(pks):,} children")
    with transaction.atomic():
        Fault.objects.filter(child__isnull=False).exclude(child__in=_open_children()).exclude(
            kind__in=OF_NO_CHUNK
        ).delete()
        others = [*_of_workers(on), *_of_teams(on), *_of_refused(on)]
        _settle(Fault.objects.filter(kind__in=OF_NO_CHUNK), others)
        LookedThrough.objects.update_or_create(pk=1, defaults={"at": at})
    return Fault.objects.count()


def wanted(at: datetime) -> str:
    """Return the hour and the import applied or undone last: another makes looking through due."""
    rows = Import.objects.filter(state__in=(State.APPLIED, State.UNDONE)).order_by()
    last = rows.aggregate(Max("applied_at"), Max("undone_at")).values()
    return " ".join(f"{each:%Y-%m-%dT%H:%M:%S}" for each in (_hour(at), *last) if each)


def _hour(at: datetime) -> datetime:
    return at.astimezone(LONDON).replace(minute=0, second=0, microsecond=0)


def work(at: datetime, step: Progress) -> int:
    """Look the data through, as a job of the worker."""
    return look_through(at=at, progress=step)


def _tier_facts(on: date) -> frozenset[FactKind]:
    try:
        return tier_facts(stack(), on=on)
    except NothingAdoptedError:
        return frozenset()


def _open_children() -> "QuerySet[Child]":
    """Return the children with an open case, those whose record was merged into another left out."""
    away = Merge.objects.filter(child=OuterRef("pk"), undone_at=None)
    return Child.objects.filter(answer__standing__in=OPEN).exclude(Exists(away))


def _settle(kept: "QuerySet[Fault]", found: Sequence[Fault]) -> None:
    """Make what is stored be what was found; what stays wrong keeps the day it was found first."""
    stored, wanted = {row.key: row for row in kept}, {row.key: row for row in found}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    Fault.objects.filter(pk__in=gone).delete()
    changed = [
        stored[key] for key in stored.keys() & wanted.keys() if _took(stored[key], wanted[key])
    ]
    Fault.objects.bulk_update(changed, CHANGES, batch_size=100)
    new = [row for key, row in wanted.items() if key not in stored]
    Fault.objects.bulk_create(new, batch_size=100)


def _took(row: Fault, found: Fault) -> bool:
    """Take over what is told otherwise now; return whether anything is."""
    changed = [name for name in CHANGES if getattr(row, name) != getattr(found, name)]
    for name in changed:
        setattr(row, name, getattr(found, name))
    return bool(changed)


# --- of children --------------------------------------------------------------------------------------


def _of_children(pks: Sequence[int], looking: Looking) -> Iterator[Fault]:
    children = list(Child.objects.filter(pk__in=pks).select_related("document", "answer"))
    cases, spots = case_facts(children), defaultdict(list)
    for pk, kind, detail in BlindSpot.objects.filter(child__in=pks).values_list(
        "child_id", "kind", "detail"
    ):
        spots[pk].append((kind, detail))
    waiting = uncopied(pks, before=looking.late)
    for child in children:
        number, since = waiting.get(child.pk, (0, looking.late))
        known = Known(
            child=child,
            case=cases[child.pk],
            on=looking.on,
            spots=tuple(spots[child.pk]),
            uncopied=(number, since.astimezone(LONDON).date()) if number else None,
            tier_facts=looking.tier_facts,
        )
        yield from (_of_child(child, told, looking.on) for told in faults_of(known))


def _of_child(child: Child, told: Told, on: date) -> Fault:
    return Fault(
        key=key_of(told.kind, child.child_id, told.mark),
        kind=told.kind.value,
        owner=_owner(child, told.owner).value,
        child_id=child.pk,
        team_id=child.answer.team_id,
        worker_id=child.answer.worker_id,
        worker=child.answer.worker,
        detail=told.detail,
        found_on=on,
    )


def _owner(child: Child, owner: Owner) -> Owner:
    """Return who puts it right: without a worker the team's manager, without a team the data team."""
    if owner == Owner.WORKER and not child.answer.worker_id:
        owner = Owner.MANAGER
    return Owner.DATA if owner == Owner.MANAGER and child.answer.team_id is None else owner


# --- of workers, teams and rows -----------------------------------------------------------------------


def _of_workers(on: date) -> Iterator[Fault]:
    """Yield the workers of open children who have no account, or a closed one."""
    accounts: dict[str, bool] = dict(
        User.objects.exclude(worker_id="").values_list("worker_id", "is_active")
    )
    held: Any = Answer.objects.filter(standing__in=OPEN).exclude(worker_id="").order_by()
    rows = held.values("worker_id", "worker", "team").annotate(number=Count("pk"))
    for row in rows:
        if accounts.get(row["worker_id"]) is not True:
            yield _of_worker(row, on, has_left=row["worker_id"] in accounts)


def _of_worker(row: dict[str, Any], on: date, *, has_left: bool) -> Fault:
    kind = FaultKind.WORKER_LEFT if has_left else FaultKind.NO_ACCOUNT
    why = "whose account is closed, still has" if has_left else "has no account and has"
    children = plural(row["number"], "open child", "open children")
    return Fault(
        key=key_of(kind, f"{row['worker_id']}\0{row['team']}"),
        kind=kind.value,
        owner=(Owner.MANAGER if has_left else Owner.ADMINISTRATOR).value,
        team_id=row["team"],
        worker_id=row["worker_id"],
        worker=row["worker"],
        detail=f"{row['worker']} ({row['worker_id']}), {why} {children}"
        if has_left
        else f"{row['worker']} ({row['worker_id']}) {why} {children}",
        found_on=on,
    )


def _of_teams(on: date) -> Iterator[Fault]:
    held = Answer.objects.filter(standing__in=OPEN, team=OuterRef("pk"))
    for team in Team.objects.filter(Exists(held), locality=None):
        yield Fault(
            key=key_of(FaultKind.NO_LOCALITY, str(team.pk)),
            kind=FaultKind.NO_LOCALITY.value,
            owner=Owner.ADMINISTRATOR.value,
            team_id=team.pk,
            detail=f"{team.name} is in no locality, so no locality’s list has its children",
            found_on=on,
        )


def _of_refused(on: date) -> Iterator[Fault]:
    """Yield the rows that the import applied last could not use, with the child where it names one."""
    last = Import.objects.filter(state=State.APPLIED).order_by("-applied_at", "-pk").first()
    rows = list(Refused.objects.filter(of=last).order_by("pk")) if last else []
    ids = {row.child_id for row in rows} - {""}
    known = {
        child.child_id: child
        for child in Child.objects.filter(child_id__in=ids).select_related("answer")
    }
    for row in rows:
        yield _of_row(row, known.get(row.child_id), on)


def _of_row(row: Refused, child: Child | None, on: date) -> Fault:
    where = f"{row.file}, row {row.row}" + (f", {row.field}" if row.field else "")
    answer = getattr(child, "answer", None)
    return Fault(
        key=key_of(FaultKind.REFUSED_ROW, f"{row.file}\0{row.row}\0{row.field}", row.reason),
        kind=FaultKind.REFUSED_ROW.value,
        owner=Owner.DATA.value,
        child_id=child.pk if child else None,
        team_id=answer.team_id if answer else None,
        detail=f"{where}: {row.reason}",
        found_on=on,
    )
