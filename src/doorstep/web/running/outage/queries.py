"""Read whose packs there are, and as of when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import Can
from doorstep.web.running.models import OutagePack


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person, and the latest pack they have."""

    name: str
    day: date | None
    made_at: datetime | None
    children: int | None
    lines: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """A page of people with their packs; `without` have none of the newest day."""

    rows: Sequence[Standing]
    page: int
    pages: int
    people: int
    without: int
    newest: date | None


def last_pack(user_id: int) -> OutagePack | None:
    """Return somebody's latest pack."""
    return OutagePack.objects.filter(user=user_id).order_by("-day").first()


def newest_day() -> date | None:
    """Return the day the newest packs are of."""
    found: date | None = OutagePack.objects.aggregate(Max("day"))["day__max"]
    return found


def packs_of(access: Access, *, page: int, size: int) -> Packs:
    """Return the people of the teams somebody manages, each with their latest pack."""
    newest, people = newest_day(), _people(access)
    latest = OutagePack.objects.filter(user=OuterRef("pk")).order_by("-day")
    told = people.annotate(
        **{
            f"pack_{n}": Subquery(latest.values(n)[:1])
            for n in ("day", "made_at", "children", "lines")
        }
    )
    has = Q(outage_packs__day=newest)
    numbers = people.aggregate(
        every=Count("pk", distinct=True), have=Count("pk", filter=has, distinct=True)
    )
    pages = max(1, -(-numbers["every"] // size))
    page = min(page, pages)
    # Those without a pack, or with an old one, first.
    rows = told.order_by(F("pack_day").asc(nulls_first=True), "name", "pk")
    names = ("name", "pack_day", "pack_made_at", "pack_children", "pack_lines")
    some = rows.values_list(*names)[(page - 1) * size : page * size]
    return Packs(
        rows=[Standing(name=n, day=d, made_at=m, children=c, lines=x) for n, d, m, c, x in some],
        page=page, pages=pages, people=numbers["every"],
        without=numbers["every"] - numbers["have"], newest=newest,
    )  # fmt: skip


def _people(access: Access) -> "QuerySet[User]":
    """Return who works in the teams of somebody: all, for who manages everybody or the accounts."""
    on, until = access.on, Q(end_date=None) | Q(end_date__gt=access.on)
    held = RoleHeld.objects.filter(until, start_date__lte=on)
    if not (access.has(Can.ADMINISTER) or access.everywhere(Can.SEE_TEAM)):
        held = held.filter(team__in=access.teams(Can.SEE_TEAM))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
