"""When people are away and who covers: set, ended, never deleted; the cover is a deputy meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.shortcuts import get_object_or_404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.away import SHARED, Away
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Obligation
from doorstep.web.components import day, plural, words_within
from doorstep.web.moves.models import Absence
from doorstep.web.moves.people import absences, colleagues, not_theirs_to_lend
from doorstep.web.versions import change

NOT_LENT = (
    "{} is also {}, in which you cannot name a deputy. Choose nobody, and ask an administrator to name "
    "one"
)


class OverlapError(ValueError):
    """Somebody is away, or covers, on some of these days already; `field` says whose doing it is."""

    def __init__(self, field: str, words: str):
        self.field = field
        super().__init__(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is away when, who covers, and what else is said of it."""

    person: User
    cover: User | None
    start_date: date
    end_date: date
    note: str
    client_id: UUID


@transaction.atomic
def set_absence(told: Asked, *, by: Access, at: datetime) -> Absence:
    """Store that somebody is away; who covers is their deputy on these days. Sent twice it is once.

    Raises: OverlapError.
    """
    before = Absence.objects.filter(client_id=told.client_id).first()
    if before is not None:
        return before
    _hold(told.person, told.cover)
    _refuse_overlaps(told, by)
    row = Absence.objects.create(
        person=told.person,
        cover=told.cover,
        deputy=_deputy(told.person, told.cover, told.start_date, told.end_date, by),
        start_date=told.start_date,
        end_date=told.end_date,
        note=told.note,
        client_id=told.client_id,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    tell(row, by=by, at=at)
    return row


@transaction.atomic
def end_absence(row: Absence, *, version: int, by: Access, at: datetime) -> None:
    """Let somebody be back today, or take an absence back that has not begun.

    Raises: ConflictError.
    """
    change(row, version=version, end_date=max(row.start_date, min(by.on, row.end_date)))
    if row.deputy is not None:
        end_deputy(row.deputy, on=row.end_date)
    tell(row, by=by, at=at)


def change_cover(row: Absence, cover: User | None, *, by: Access) -> None:
    """Let somebody else cover from today on, or nobody; who covered stops being the deputy.

    The caller tells the log. Raises: OverlapError.
    """
    start = max(by.on, row.start_date)
    if cover is not None:
        told = Asked(
            person=row.person,
            cover=cover,
            start_date=start,
            end_date=row.end_date,
            note="",
            client_id=row.client_id,
        )
        _hold(row.person, cover)
        _refuse_cover(cover, told, by)
    if row.deputy is not None:
        end_deputy(row.deputy, on=start)
    deputy = _deputy(row.person, cover, start, row.end_date, by)
    change(row, version=row.version, cover=cover, deputy=deputy)


def end_deputy(deputy: Deputy, *, on: date) -> None:
    """End a deputy's time before a day; one that has not begun is taken back, one that is over stays."""
    if deputy.end_date > on:
        change(deputy, version=deputy.version, end_date=max(deputy.start_date, on))


def _deputy(
    person: User, cover: User | None, start: date, end: date, by: Access
) -> Deputy | None:  # fmt: skip
    if cover is None:
        return None
    return Deputy.objects.create(
        user=cover,
        acts_for=person,
        start_date=start,
        end_date=end,
        given_by_id=by.user_id,
        reason="covers while away",
    )


def _hold(person: User, cover: User | None) -> None:
    """Hold the rows of both, so that two managers cannot send them in different directions at once."""
    pks = sorted({person.pk, *([cover.pk] if cover else [])})
    list(User.objects.filter(pk__in=pks).order_by("pk").select_for_update())


def _refuse_overlaps(told: Asked, by: Access) -> None:
    for row in _during(told).filter(person=told.person):
        raise OverlapError(
            "start_date", f"{_said(row)} already. End that first, or choose other days"
        )
    for row in _during(told).filter(cover=told.person):
        raise OverlapError(
            "start_date",
            f"{told.person} covers for {row.person} from {day(row.start_date)} until"
            f" {day(row.end_date)}. Choose somebody else to cover there first",
        )
    if told.cover is not None:
        _refuse_cover(told.cover, told, by)


def _refuse_cover(cover: User, told: Asked, by: Access) -> None:
    if cover.pk == by.user_id:
        raise OverlapError("cover", "Nobody makes themselves a deputy. Ask another manager")
    if cover.pk == told.person.pk:
        raise OverlapError("cover", "Choose somebody else to cover")
    if role := not_theirs_to_lend(told.person, by, start=told.start_date, end=told.end_date):
        raise OverlapError("cover", NOT_LENT.format(told.person, words_within(role)))
    for row in _during(told).filter(person=cover):
        raise OverlapError("cover", f"{_said(row)}. Choose somebody who is there")


def _during(told: Asked) -> "QuerySet[Absence]":
    return absences(on=told.start_date).filter(start_date__lt=told.end_date)


def _said(row: Absence) -> str:
    return f"{row.person} is away from {day(row.start_date)} until {day(row.end_date)}"


def tell(row: Absence, *, by: Access, at: datetime) -> None:
    """Write the event of an absence as it is now."""
    detail = {
        "absence": row.pk,
        "from": row.start_date.isoformat(),
        "until": row.end_date.isoformat(),
        "cover": row.cover_id,
        "deputy": row.deputy_id,
    }
    audit.record(
        action=Action.SET_ABSENCE,
        subject="user",
        subject_id=str(row.person_id),
        by=by,
        at=at,
        detail=detail,
    )


# --- reading --------------------------------------------------------------------------------------------


def get_absence(*, pk: int, by: Access) -> Absence:
    """Return an absence of somebody whose work the viewer answers for.

    Raises: Http404.
    """
    rows = Absence.objects.select_related("person", "cover", "deputy")
    mine = [each.user.pk for each in colleagues(by, on=by.on)]
    return get_object_or_404(rows, pk=pk, person__in=mine)


def absences_of(person: User, *, on: date) -> tuple[list[Absence], list[Absence]]:
    """Return when somebody is away now or later, and when they were, the latest first."""
    before = Absence.objects.filter(person=person, end_date__lte=on).select_related("cover")
    return list(absences(on=on).filter(person=person)), list(before.order_by("-start_date")[:25])


def away_now(worker_ids: frozenset[str], on: date) -> dict[str, Away]:
    """Return those of the workers who are away on a day (`accounts.away`)."""
    rows = absences(on=on).filter(start_date__lte=on, person__worker_id__in=worker_ids)
    return {
        row.person.worker_id: Away(row.end_date, str(row.cover) if row.cover else "")
        for row in rows
    }


def away_beside(worker_id: str, on: date) -> Subquery:
    """Return beside a row until when the worker it names is away, and who covers (`accounts.away`)."""
    rows = Absence.objects.filter(
        person__worker_id=OuterRef(worker_id), start_date__lte=on, end_date__gt=on
    ).exclude(person__worker_id="")
    until = Cast("end_date", CharField())
    told = Concat(until, Value(SHARED), Coalesce("cover__name", Value("")))
    return Subquery(rows.order_by("pk").values(told=told)[:1])


def uncovered(people: Iterable[int], *, on: date) -> list[str]:
    """Return who of these people is or will be away, with something due then and nobody to cover."""
    rows = absences(on=on).filter(person__in=list(people), cover=None)
    told = [(row, due_while_away(row)) for row in rows]
    return [
        f"{_said(row)}, nobody covers, and {plural(due, 'thing falls', 'things fall')} due"
        for row, due in told
        if due
    ]


def due_while_away(row: Absence) -> int:
    """Return how many things that the person's children are owed fall due while they are away."""
    if not row.person.worker_id:
        return 0
    return Obligation.objects.filter(
        worker_id=row.person.worker_id, due_on__gte=row.start_date, due_on__lt=row.end_date
    ).count()
