"""The work of four weeks by team and by week, as totals for a person to read."""

from collections.abc import Iterable
from typing import Any

from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.dry_run import DryRun
from doorstep.reports.dry_run.projection import WEEKS
from doorstep.reports.dry_run.side import Work

Row = dict[str, Any]


def team_rows(run: DryRun) -> list[Row]:
    """Return visits, calls and hours of four weeks by team, and of all teams at the end."""
    works = run.before.work, run.after.work
    teams = sorted({team for work in works for team, _, _ in work})
    rows = [{"team": team, **_totals(run, {team}, range(1, WEEKS + 1))} for team in teams]
    return [*rows, {"team": "all teams", **_totals(run, set(teams), range(1, WEEKS + 1))}]


def week_rows(run: DryRun) -> list[Row]:
    """Return visits, calls and hours of all teams by week."""
    teams = {team for work in (run.before.work, run.after.work) for team, _, _ in work}
    return [{"week": week, **_totals(run, teams, (week,))} for week in range(1, WEEKS + 1)]


def _totals(run: DryRun, teams: set[str], weeks: Iterable[int]) -> Row:
    found: Row = {}
    named = (("from", run.before.work), ("to", run.after.work))
    inside = set(weeks)
    for kind in Kind:
        found |= {f"{kind}s_{name}": _sum(work, teams, inside, kind) for name, work in named}
    for name, _ in named:
        found[f"hours_{name}"] = sum(found[f"{k}s_{name}"] * run.hours.of(k) for k in Kind)
    return found


def _sum(work: Work, teams: set[str], weeks: set[int], kind: Kind) -> int:
    return sum(n for (t, w, k), n in work.items() if t in teams and w in weeks and k == kind)
