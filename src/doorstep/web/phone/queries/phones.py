"""Whose phones somebody may see: their own, those of their teams, for an administrator all."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import Can
from doorstep.web.phone.models import Phone, SetAside
from doorstep.workdays import LONDON, Duration, england, moved

SILENT = timedelta(hours=24)
"""After so long without a word, a phone with something on it is silent (ADR 33)."""


class State(NamedTuple):
    """How a phone stood when it was last in contact, and whether it has been silent for too long."""

    row: Phone
    is_silent: bool
    aside: int = 0


def own_phones(by: Access) -> list[Phone]:
    """Return a person's phones: those that are in use first, of the others the latest ten."""
    rows = Phone.objects.filter(user=by.user_id)
    over = rows.exclude(revoked_at=None).order_by("-revoked_at")[:10]
    return [*rows.filter(revoked_at=None).order_by("-seen_at", "pk"), *over]


def phones_of_teams(by: Access) -> "QuerySet[Phone]":
    """Return the phones in use of the people whose manager, or administrator, somebody is.

    Order: unsent work first, the oldest first; then by when they were last in contact.
    """
    rows = Phone.objects.filter(revoked_at=None, user__in=_people(by)).select_related("user")
    return rows.order_by(F("oldest_unsent_at").asc(nulls_last=True), "seen_at", "user__name", "pk")


def people_of(by: Access) -> Q:
    """Return the filter for rows of a `user` who is of the person's teams, or any for everywhere."""
    return Q(user__in=_people(by))


def _people(by: Access) -> "QuerySet[RoleHeld, int]":
    rows = RoleHeld.objects.filter(_open(by.on))
    if not (by.has(Can.ADMINISTER) or by.everywhere(Can.MOVE)):
        rows = rows.filter(team__in=by.teams(Can.MOVE))
    return rows.values_list("user_id", flat=True)


def _open(on: date) -> Q:
    return (Q(end_date=None) | Q(end_date__gt=on)) & Q(start_date__lte=on)


def with_states(rows: list[Phone], *, at: datetime) -> list[State]:
    """Return phones with how they stand, and how much of their owners is set aside."""
    counts = aside_of({row.user_id for row in rows})
    return [State(row, is_silent(row, at=at), counts.get(row.user_id, 0)) for row in rows]


def aside_of(users: set[int]) -> dict[int, int]:
    """Return how much of what people sent is set aside and not settled."""
    rows = SetAside.objects.filter(user__in=users, settled_at=None).values("user")
    return dict(rows.annotate(number=Count("pk")).values_list("user", "number"))


def is_silent(row: Phone, *, at: datetime) -> bool:
    """Test whether a phone with something on it has said nothing for too long.

    Unsent work waits for no weekend; a phone that only had a list, all sent so far, may rest until the
    same time of the next working day.
    """
    if row.revoked_at is not None or at - row.seen_at < SILENT:
        return False
    if row.unsent:
        return True
    if row.taken_until is None or row.taken_until <= row.seen_at:
        return False
    seen = row.seen_at.astimezone(LONDON)
    by = england().add(seen.date(), Duration(1, "working_days"))
    return at >= datetime.combine(by, seen.time(), LONDON)


def silent_phones(*, at: datetime) -> list[Phone]:
    """Return the phones with unsent work, or a list, that have said nothing for too long."""
    something = Q(unsent__gt=0) | Q(taken_until__gt=F("seen_at"))
    rows = Phone.objects.filter(something, revoked_at=None, seen_at__lte=moved(at, -SILENT))
    found = rows.filter(user__is_active=True).select_related("user").order_by("pk")
    return [row for row in found if is_silent(row, at=at)]
