"""Who may see which child: one predicate, and one filter that a test holds equal to it (A3).

A child is visible to whose roles reach them, unless the record is restricted; a restricted one to
the people it names; any one to who broke the glass, for as long as that lasts, to see it and to write
in it, not to say who else may, nor to take it away (ADR 23).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from doorstep.web.accounts.access import Access, Held
from doorstep.web.accounts.words import Can, Reach
from doorstep.web.caseload.joined import Joined
from doorstep.web.caseload.models import BreakGlass, Child, Involvement, Merge, Restriction

BY_GLASS = frozenset({Can.SEE_CHILD, Can.SEE_TEAM, Can.RECORD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What restrictions and broken glass change for one person at a time.

    `glass` are those of the opened that are open by broken glass alone. `joined` are the merges that
    stand: what closes one of the merged records closes them all.
    """

    restricted: frozenset[int]
    opened: frozenset[int]
    glass: frozenset[int] = frozenset()
    joined: Joined = Joined()

    @property
    def hidden(self) -> frozenset[int]:
        """Return the children whose record is restricted and not open to this person."""
        return self.restricted - self.opened

    def opened_for(self, can: Can) -> frozenset[int]:
        """Return the children whose record is open to this person for this."""
        return self.opened if can in BY_GLASS else self.opened - self.glass


def without_glass(sight: Sight) -> Sight:
    """Return what is left of a sight where broken glass opens nothing: files are not taken by it."""
    return Sight(restricted=sight.restricted, opened=sight.opened - sight.glass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the predicate must know of a child: who is involved with them at the time."""

    pk: int
    worker_ids: frozenset[str]
    teams: frozenset[int]


def seen(child: Child, *, on: date) -> Seen:
    """Return who is involved with a child on a day, which decides whose roles reach the child."""
    return seen_of([child.pk], on=on)[child.pk]


def seen_of(pks: Collection[int], *, on: date) -> dict[int, Seen]:
    """Return who is involved with each of these children on a day, in one query; in none for nobody."""
    told: dict[int, list[tuple[str, int | None]]] = {pk: [] for pk in pks}
    if pks:
        until = Q(end_date=None) | Q(end_date__gt=on)
        rows = Involvement.objects.filter(until, child__in=pks, start_date__lte=on)
        for pk, worker, team in rows.values_list("child_id", "worker_id", "team_id"):
            told[pk].append((worker, team))
    return {pk: _seen(pk, involved) for pk, involved in told.items()}


def _seen(pk: int, involved: list[tuple[str, int | None]]) -> Seen:
    return Seen(
        pk=pk,
        worker_ids=frozenset(worker for worker, _ in involved),
        teams=frozenset(team for _, team in involved if team is not None),
    )


def may(access: Access, can: Can, child: Seen, sight: Sight) -> bool:
    """Test whether a person may do this for a child; the plain form of `visible_to`."""
    if child.pk in sight.opened_for(can):
        return access.has(can)
    if child.pk in sight.restricted:
        return False
    return (
        access.everywhere(can)
        or bool(access.worker_ids(can) & child.worker_ids)
        or bool(access.teams(can) & child.teams)
    )


def held_for(access: Access, can: Can, child: Seen, sight: Sight) -> list[Held]:
    """Return the roles in which a person may do this for a child, one's own before those acted for.

    On a record open to named people only, a named person acts in any role; broken glass gives none.
    """
    if not may(access, can, child, sight):
        return []
    named = child.pk in sight.opened - sight.glass
    if child.pk in sight.restricted and not named:
        return []
    return [h for h in access.held if can in h.can and (named or _leads_to(h, child))]


def _leads_to(held: Held, child: Seen) -> bool:
    if held.reach == Reach.SCOPE:
        return held.everywhere or bool(held.teams & child.teams)
    in_team = held.team_id is not None and held.team_id in child.teams
    return in_team or (bool(held.worker_id) and held.worker_id in child.worker_ids)


def reached_in(held: Held, on: date, *, prefix: str = "") -> Q:
    """Return the filter for the children one role leads to, restrictions aside."""
    if held.reach == Reach.SCOPE and held.everywhere:
        return ~Q(**{f"{prefix}pk__in": ()})
    if held.reach == Reach.NOBODY:
        return Q(**{f"{prefix}pk__in": ()})
    scope = held.teams if held.reach == Reach.SCOPE else frozenset({held.team_id} - {None})
    workers = {held.worker_id} - {""} if held.reach == Reach.INVOLVED else set()
    return Q(**{f"{prefix}pk__in": _involved(workers, scope, on)})


def _involved(workers: Iterable[str], teams: Iterable[int | None], on: date) -> Any:
    rows = Involvement.objects.filter(
        Q(worker_id__in=workers) | Q(team__in=teams),
        Q(end_date=None) | Q(end_date__gt=on),
        start_date__lte=on,
    )
    return rows.values("child_id")


def sight_of(access: Access) -> Sight:
    """Return which records are restricted, and which of them (or others) are open to this person.

    Asked of the database once in a request.
    """
    if "sight" not in access.kept:
        access.kept["sight"] = _sight_of(access)
    sight: Sight = access.kept["sight"]
    return sight


def forget_sight(access: Access) -> None:
    """Let the next question ask the database again: a restriction or broken glass has just changed."""
    access.kept.pop("sight", None)


GLASS = -1  # stands where a restriction's row has the person named; nobody has this key
MERGED = -2  # and from here on downwards stands the record a child was merged into


def _sight_of(access: Access) -> Sight:
    until = Q(end_date=None) | Q(end_date__gt=access.on)
    restricted = Restriction.objects.filter(until, start_date__lte=access.on)
    glass = BreakGlass.objects.filter(
        user=access.user_id, start_at__lte=access.at, end_at__gt=access.at
    )
    merged = Merge.objects.filter(undone_at=None)
    rows: list[tuple[int, int | None]] = list(
        restricted.values_list("child_id", "named").union(
            glass.values_list("child_id", Value(GLASS)),
            merged.values_list("child_id", MERGED - F("into_id")),
            all=True,
        )
    )
    into = {pk: MERGED - who for pk, who in rows if who is not None and who < GLASS}
    told = [(pk, who) for pk, who in rows if who is None or who >= GLASS]
    named = frozenset(pk for pk, who in told if who == access.user_id)
    broken = frozenset(pk for pk, who in told if who == GLASS)
    closed = frozenset(pk for pk, who in told if who != GLASS)
    if into:
        return _as_one(Joined(into), closed, named, broken)
    return Sight(restricted=closed, opened=named | broken, glass=broken - named)


def _as_one(
    merges: Joined, restricted: frozenset[int], named: frozenset[int], broken: frozenset[int]
) -> Sight:
    """Return the sight where merged records are one: open to who is named on each that is restricted."""
    for stays in set(merges.into.values()):
        members = frozenset(merges.members(stays))
        closed = members & restricted
        named = (named | members) if closed and closed <= named else named - members
        restricted = (restricted | members) if closed else restricted
        broken = (broken | members) if members & broken else broken
    return Sight(restricted=restricted, opened=named | broken, glass=broken - named, joined=merges)


def visible_to(access: Access, *, can: Can = Can.SEE_CHILD, sight: Sight) -> "QuerySet[Child]":
    """Return the children for whom a person may do this."""
    return Child.objects.filter(visible(access, can, sight))


def visible(access: Access, can: Can, sight: Sight, *, prefix: str = "") -> Q:
    """Return the filter for children; with `prefix` for rows that lead to one, such as `child__`."""
    key = f"{prefix}pk__in"
    shown = sight.opened_for(can)
    opened = Q(**{key: shown}) if access.has(can) else Q(**{key: ()})
    reached = _reached(access, can, prefix)
    hidden = Q(**{key: sight.restricted - shown})
    return (reached & ~hidden) | opened if reached is not None else opened


def _reached(access: Access, can: Can, prefix: str) -> Q | None:
    """Return the filter for those the person's roles reach, or None if they reach nobody."""
    if access.everywhere(can):
        return ~Q(**{f"{prefix}pk__in": ()})
    workers, teams = access.worker_ids(can), access.teams(can)
    if not workers and not teams:
        return None
    return Q(**{f"{prefix}pk__in": _involved(workers, teams, access.on)})
