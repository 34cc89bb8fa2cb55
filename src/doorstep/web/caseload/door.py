"""What is at a child's door: warnings, who else lives there; and how the record itself is closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import BreakGlass, Child, Restriction
from doorstep.web.caseload.visible import Sight, visible

HOUSEHOLD = (
    "pk", "child_id", "name", "born", "answer__case", "answer__overdue",
    "warnings__pk", "warnings__words", "warnings__start_date", "warnings__end_date",
)  # fmt: skip


ASKED = (Can.RECORD, Can.RESTRICT, Can.SEE_READERS, Can.GOVERN_RECORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Why and since when a record is open to named people only."""

    reason: str
    since: date
    placed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """Access the viewer took in an emergency, until when and why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another child at the same address; without a name where the viewer may not see the record."""

    child_id: str = ""
    name: str = ""
    born: date | None = None
    case: str = ""
    overdue: int = 0
    is_visible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning for staff that holds at a door, on whose record, and whether the viewer may see that."""

    pk: int
    child_id: str
    words: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What whoever goes to the door or opens the record must know, and what they may do with it."""

    warnings: tuple[str, ...]
    warnings_unseen: int
    neighbours: tuple[Neighbour, ...]
    restricted: Restricted | None
    glass: Glass | None
    may: frozenset[Can]


def door_of(child: Child, viewer: Access, sight: Sight) -> Door:
    """Return the warnings of the address, the other children there, restriction and broken glass."""
    rows = list(_household(child, viewer, sight))
    warned = _warned(rows, child, viewer, sight)
    said = [each.words for each in warned if each.is_shown]
    members = sight.joined.members(child.pk)
    same = {*members, *sight.joined.into}  # a record that is put away is no other child
    others = {row["pk"]: row for row in rows if row["pk"] not in same}
    own = next(row for row in rows if row["pk"] == child.pk)
    merged = [row for row in rows if row["pk"] in members]
    return Door(
        warnings=tuple(dict.fromkeys(said)),
        warnings_unseen=len(warned) - len(said),
        neighbours=tuple(
            _neighbour(row) if _is_shown(row, child, viewer, sight) else Neighbour()
            for row in others.values()
        ),
        restricted=next((r for row in merged if (r := _restricted(row))), None),
        glass=next((g for row in merged if (g := _glass(row))), None),
        may=frozenset(can for can in ASKED if own.get(can.value, _settled(viewer, can))),
    )


def warned_at(child: Child, viewer: Access, sight: Sight) -> list[Warned]:
    """Return every warning that holds at a child's door, those of the child first.

    Also those the viewer may not see: whoever asks decides whether to tell them or their number.
    """
    return _warned(list(_household(child, viewer, sight)), child, viewer, sight)


def _warned(rows: list[dict[str, Any]], child: Child, viewer: Access, sight: Sight) -> list[Warned]:
    holding = [row for row in rows if _holds(row, viewer.on)]
    members = sight.joined.members(child.pk)
    own_first = sorted(holding, key=lambda row: (row["pk"] not in members, row["warnings__pk"]))
    return [
        Warned(
            pk=row["warnings__pk"],
            child_id=row["child_id"],
            words=row["warnings__words"],
            is_shown=_is_shown(row, child, viewer, sight),
        )
        for row in own_first
    ]


def _household(child: Child, viewer: Access, sight: Sight) -> Any:
    """Return the child and the others at the door, a row for each warning, in one query."""
    same = Q(pk__in=sight.joined.members(child.pk))
    if child.household:
        same |= Q(household=child.household)
    more: dict[str, Any] = {}
    if not viewer.everywhere(Can.SEE_CHILD):
        seen = visible(viewer, Can.SEE_CHILD, sight)
        more["shown"] = Case(When(seen, then=Value(1)), default=Value(0))
    if child.pk in sight.restricted:
        more |= _told_of(_restrictions(viewer), ("reason", "start_date", "placed_by__name"), "r_")
    if child.pk in sight.opened:
        more |= _told_of(_broken(viewer), ("end_at", "reason"), "g_")
    for can in ASKED:
        # Broken glass opens for less than the roles do.
        if child.pk in sight.glass or _settled(viewer, can) is None:
            yes = visible(viewer, can, sight)
            more[can.value] = Case(When(yes, then=Value(1)), default=Value(0))
    return Child.objects.filter(same).order_by("born", "pk").values(*HOUSEHOLD, **more)


def _settled(viewer: Access, can: Can) -> bool | None:
    """Return whether every role that shows a child allows this, or none does; None if they differ."""
    if not viewer.has(can):
        return False
    if all(can in held.can for held in viewer.held if Can.SEE_CHILD in held.can):
        return True
    return None


def _restrictions(viewer: Access) -> "QuerySet[Restriction]":
    until = Q(end_date=None) | Q(end_date__gt=viewer.on)
    holding = Restriction.objects.filter(until, start_date__lte=viewer.on, child=OuterRef("pk"))
    return holding.order_by("pk")


def _broken(viewer: Access) -> "QuerySet[BreakGlass]":
    return BreakGlass.objects.filter(
        child=OuterRef("pk"),
        user=viewer.user_id,
        start_at__lte=viewer.at,
        end_at__gt=viewer.at,
    ).order_by("-end_at")


def _told_of(rows: "QuerySet[Any]", names: tuple[str, ...], start: str) -> dict[str, Subquery]:
    return {f"{start}{name}": Subquery(rows.values(name)[:1]) for name in names}


def _is_shown(row: dict[str, Any], child: Child, viewer: Access, sight: Sight) -> bool:
    """Test whether the viewer may see the record of a row; the plain part of `visible_to`."""
    if row["pk"] in sight.joined.members(child.pk):
        return True
    if viewer.everywhere(Can.SEE_CHILD):
        return row["pk"] not in sight.hidden
    return bool(row["shown"])


def _holds(row: dict[str, Any], on: date) -> bool:
    start, end = row["warnings__start_date"], row["warnings__end_date"]
    return start is not None and start <= on and (end is None or on < end)


def _neighbour(row: dict[str, Any]) -> Neighbour:
    return Neighbour(
        child_id=row["child_id"],
        name=row["name"],
        born=row["born"],
        case=row["answer__case"] or "",
        overdue=row["answer__overdue"] or 0,
        is_visible=True,
    )


def _restricted(row: dict[str, Any]) -> Restricted | None:
    if row.get("r_start_date") is None:
        return None
    return Restricted(
        reason=row["r_reason"], since=row["r_start_date"], placed_by=row["r_placed_by__name"]
    )


def _glass(row: dict[str, Any]) -> Glass | None:
    if row.get("g_end_at") is None:
        return None
    return Glass(until=row["g_end_at"], reason=row["g_reason"])
