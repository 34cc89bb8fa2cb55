"""Whose phones somebody may see: their own, those of their teams, for an administrator all."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import Can
from doorstep.web.phone.models import Phone, SetAside
from doorstep.workdays import LONDON, Duration, england, moved

SILENT = timedelta(hours=24)
"""After so long without a word, a phone with something on it is silent (ADR 33)."""


class State(NamedTuple):
    """How a phone stood when it was last in contact, and whether it has been silent for too long.

    `aside` is how much of its owner is set aside here, `apart` how much is set aside on it alone.
    """

    row: Phone
    is_silent: bool
    aside: int = 0
    apart: int = 0


def own_phones(by: Access) -> list[Phone]:
    """Return a person's phones: those that are in use first, of the others the latest ten."""
    rows = Phone.objects.filter(user=by.user_id)
    over = rows.exclude(revoked_at=None).order_by("-revoked_at")[:10]
    return [*rows.filter(revoked_at=None).order_by("-seen_at", "pk"), *over]


def phones_of_teams(by: Access) -> "QuerySet[Phone]":
    """Return the phones in use of the people whose manager, or administrator, somebody is.

    Whoever holds no role any more belongs to the team of the last one.
    Order: unsent work first, the oldest first; then by when they were last in contact.
    """
    rows = Phone.objects.filter(people_of(by), revoked_at=None).select_related("user")
    return rows.order_by(F("oldest_unsent_at").asc(nulls_last=True), "seen_at", "user__name", "pk")


def people_of(by: Access) -> Q:
    """Return the filter for rows of a `user` who stands in the person’s teams; for everywhere all."""
    if by.has(Can.ADMINISTER) or by.everywhere(Can.MOVE):
        return Q()
    rows = _standing(by.on).filter(team__in=by.teams(Can.MOVE))
    return Q(user__in=rows.values_list("user_id", flat=True))


def teams_of_people(users: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """Return by person in which teams they stand on a day."""
    found: dict[int, set[int]] = {}
    rows = _standing(on).filter(user__in=list(users)).values_list("user_id", "team_id")
    for user, team in rows:
        found.setdefault(user, set()).add(team)
    return found


def _standing(on: date) -> "QuerySet[RoleHeld]":
    """Return the roles that say in which team people stand: the open ones; of who left, the last one."""
    theirs = RoleHeld.objects.filter(user=OuterRef("user"))
    later = theirs.filter(team__isnull=False, end_date__lte=on, end_date__gt=OuterRef("end_date"))
    left = Q(end_date__lte=on) & ~Exists(theirs.filter(_open(on))) & ~Exists(later)
    return RoleHeld.objects.filter(_open(on) | left, team__isnull=False)


def _open(on: date) -> Q:
    return (Q(end_date=None) | Q(end_date__gt=on)) & Q(start_date__lte=on)


def with_states(rows: list[Phone], *, at: datetime) -> list[State]:
    """Return phones with how they stand, and how much of their owners is set aside."""
    counts, apart = aside_of({row.user_id for row in rows}), apart_on(rows)
    return [
        State(
            row,
            is_silent(row, at=at, apart=apart.get(row.pk, 0)),
            counts.get(row.user_id, 0),
            apart.get(row.pk, 0),
        )
        for row in rows
    ]


def aside_of(users: set[int]) -> dict[int, int]:
    """Return how much of what people sent is set aside and not settled."""
    rows = SetAside.objects.filter(user__in=users, settled_at=None).values("user")
    return dict(rows.annotate(number=Count("pk")).values_list("user", "number"))


def apart_on(rows: Iterable[Phone]) -> dict[UUID, int]:
    """Return how much is set aside on phones alone: more than was known here when they said so."""
    told = {row.pk: row.aside for row in rows if row.aside}
    known = _known_aside(told) if told else {}
    return {
        pk: number - known.get(pk, 0) for pk, number in told.items() if number > known.get(pk, 0)
    }


def _known_aside(phones: Iterable[UUID]) -> dict[UUID, int]:
    """Return by phone how much that came from it was set aside at its last contact."""
    seen_at = F("phone__seen_at")
    rows = SetAside.objects.filter(
        Q(settled_at=None) | Q(settled_at__gt=seen_at),
        phone__in=list(phones),
        received_at__lte=seen_at,
    ).values("phone")
    number = Count("client_id", distinct=True)
    return dict(rows.annotate(number=number).values_list("phone", "number"))


def is_silent(row: Phone, *, at: datetime, apart: int = 0) -> bool:
    """Test whether a phone with something on it has said nothing for too long.

    Unsent work, and what is set aside on it alone (`apart`), waits for no weekend; a phone that only had
    a list, all sent so far, may rest until the same time of the next working day.
    """
    if row.revoked_at is not None or at - row.seen_at < SILENT:
        return False
    if row.unsent or apart:
        return True
    if row.taken_until is None or row.taken_until <= row.seen_at:
        return False
    seen = row.seen_at.astimezone(LONDON)
    by = england().add(seen.date(), Duration(1, "working_days"))
    return at >= datetime.combine(by, seen.time(), LONDON)


def silent_phones(*, at: datetime) -> list[Phone]:
    """Return the phones with unsent work, or a list, that have said nothing for too long."""
    rows = Phone.objects.filter(_may_be_silent(at), revoked_at=None, user__is_active=True)
    found = list(rows.select_related("user").defer("key").order_by("pk"))
    apart = apart_on(found)
    return [row for row in found if is_silent(row, at=at, apart=apart.get(row.pk, 0))]


class Amiss(NamedTuple):
    """How many phones have unsent work, and how many are silent."""

    unsent: int
    silent: int


def amiss(rows: "QuerySet[Phone]", *, at: datetime) -> Amiss:
    """Return of how many phones somebody should know; no other row is read."""
    kept = Q(unsent__gt=0) | Q(aside__gt=0)
    few = rows.filter(kept | _may_be_silent(at)).select_related(None).order_by()
    found = list(few.only("unsent", "aside", "seen_at", "taken_until", "revoked_at"))
    apart = apart_on(found)
    return Amiss(
        unsent=sum(1 for row in found if row.unsent or row.pk in apart),
        silent=sum(1 for row in found if is_silent(row, at=at, apart=apart.get(row.pk, 0))),
    )


def _may_be_silent(at: datetime) -> Q:
    """Return the filter for phones with something on them that said nothing since long ago."""
    something = Q(unsent__gt=0) | Q(aside__gt=0) | Q(taken_until__gt=F("seen_at"))
    return something & Q(seen_at__lte=moved(at, -SILENT))
