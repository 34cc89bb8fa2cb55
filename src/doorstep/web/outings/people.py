"""Who is concerned by an outing: who was there, who watches over it, and who is told at which stage."""

from datetime import date

from django.db.models import Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import Can
from doorstep.web.outings.ladder import Ladder, reachable
from doorstep.web.outings.models import Outing
from doorstep.web.outings.stages import Stage


def was_there(row: Outing, by: Access) -> bool:
    """Test whether somebody is at the door: the worker, or who went along."""
    return by.user_id in (row.worker_id, row.second_id)


def watches(by: Access, row: Outing) -> bool:
    """Test whether somebody answers for the worker, as a manager or at the duty desk."""
    return watched(by, writing=True).filter(pk=row.pk).exists()


def watched(by: Access, *, writing: bool = False) -> "QuerySet[Outing]":
    """Return the outings of the teams somebody sees; with `writing` of those they may record in too.

    A worker without a team stands with the team of the child.
    """
    teams = _teams(by, writing=writing)
    if teams is None:
        return Outing.objects.all()
    mine = RoleHeld.objects.filter(_open(by.on), team__in=teams).values("user")
    in_a_team = RoleHeld.objects.filter(_open(by.on), team__isnull=False).values("user")
    theirs = Q(worker__in=mine) | (Q(team__in=teams) & ~Q(worker__in=in_a_team))
    return Outing.objects.filter(theirs)


def _teams(by: Access, *, writing: bool) -> frozenset[int] | None:
    """Return the teams whose lists somebody's roles open; None for the whole authority."""
    held = [h for h in by.held if Can.SEE_TEAM in h.can and (Can.RECORD in h.can or not writing)]
    if any(each.everywhere for each in held):
        return None
    return frozenset(team for each in held for team in each.teams)


def whom_to_tell(row: Outing, stage: Stage, *, on: date) -> list[int]:
    """Return who is told at a stage: the keys of accounts, by key.

    Without a buddy, or where the buddy cannot be written to, the managers are told in their place.
    """
    if stage == Stage.WORKER:
        return [row.worker_id]
    if stage == Stage.BUDDY and row.buddy_id is not None and reachable([row.buddy_id]):
        return [row.buddy_id]
    return managers(row, on=on)


def managers(row: Outing, *, on: date) -> list[int]:
    """Return who manages the worker: the first rung on which anybody can be written to, else the first.

    Whoever acts for a manager as their deputy stands beside them; nobody who is out there is told.
    """
    there = {row.worker_id, row.second_id}
    return Ladder(on).managers_of(_teams_of(row, on), without=there)


def _teams_of(row: Outing, on: date) -> list[int]:
    rows = RoleHeld.objects.filter(_open(on), user=row.worker_id, team__isnull=False)
    teams = list(rows.values_list("team", flat=True))
    return teams or ([row.team_id] if row.team_id else [])


def _open(on: date) -> Q:
    return (Q(end_date=None) | Q(end_date__gt=on)) & Q(start_date__lte=on)
