"""What the charts of the report show: how far days move, what is overdue, hours, tiers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from doorstep.reports.dry_run.charts import Chart
from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.dry_run import NO_TIER, DryRun
from doorstep.reports.dry_run.moves import Change, Move
from doorstep.reports.dry_run.teams import team_rows, week_rows
from doorstep.vocabulary import Status, Tier

TEAMS_SHOWN = 20
WEEK, FOUR_WEEKS = 7, 28  # days
STEPS = (
    "no longer due", "over 28 days earlier", "8–28 days earlier", "1–7 days earlier", "same day",
    "1–7 days later", "8–28 days later", "over 28 days later", "newly due",
)  # fmt: skip
NOTHING_DUE = "none due"


def pictures(run: DryRun) -> dict[str, list[Chart]]:
    """Return the charts by the part of the report they stand in."""
    return {
        "moves": list(_moves(run)),
        "overdue": list(_statuses(run)),
        "work": list(_work(run)),
        "tiers": list(_tiers(run)),
    }


def _moves(run: DryRun) -> Iterator[Chart]:
    for kind in Kind:
        found = list(run.of_kind(kind))
        if any(m.days is not None for m in found):
            counts = Counter(_step(m) for m in found)
            yield Chart(
                name=f"moves-{kind}",
                caption=f"How far the day of the next {kind} moves",
                note=f"Children with a {kind} due under either policy, by calendar days.",
                rows=[{"label": step, "Children": counts[step]} for step in STEPS],
                axis="children",
            )


def _step(m: Move) -> str:
    if m.days is None:
        return "newly due" if m.change == Change.NEWLY_DUE else "no longer due"
    if m.days == 0:
        return "same day"
    far = abs(m.days)
    width = "1–7" if far <= WEEK else "8–28" if far <= FOUR_WEEKS else "over 28"
    return f"{width} days {'later' if m.days > 0 else 'earlier'}"


def _statuses(run: DryRun) -> Iterator[Chart]:
    for kind in Kind:
        found = list(run.of_kind(kind))
        if not found:
            continue
        old = Counter(m.before.status if m.before.due else NOTHING_DUE for m in found)
        new = Counter(m.after.status if m.after.due else NOTHING_DUE for m in found)
        yield Chart(
            name=f"statuses-{kind}",
            caption=f"Children by their next {kind}",
            note=f"Open children with a {kind} due under either policy: {len(found):,}.",
            rows=[
                {"label": s.replace("_", " "), "From": old[s], "To": new[s]}
                for s in (*map(str, Status), NOTHING_DUE)
                if old[s] or new[s]
            ],
            axis="children",
        )


def _work(run: DryRun) -> Iterator[Chart]:
    weeks = [{**row, "label": f"week {row['week']}"} for row in week_rows(run)]
    yield _hours("weeks", "Hours by week, all teams", "", weeks)
    teams = [{**row, "label": row["team"]} for row in team_rows(run)[:-1]]
    teams.sort(key=lambda row: -abs(row["hours_to"] - row["hours_from"]))
    note = ""
    if len(teams) > TEAMS_SHOWN:
        note = (
            f"The {TEAMS_SHOWN} of {len(teams)} teams whose hours change most; the table has all."
        )
    if teams:
        yield _hours("teams", "Hours of four weeks by team", note, teams[:TEAMS_SHOWN])


def _hours(name: str, caption: str, note: str, rows: list[dict[str, Any]]) -> Chart:
    found = [{"label": r["label"], "From": r["hours_from"], "To": r["hours_to"]} for r in rows]
    return Chart(name=name, caption=caption, note=note, rows=found, axis="hours (assumed)")


def _tiers(run: DryRun) -> Iterator[Chart]:
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for (before, after), count in run.tiers.items():
        old[before] += count
        new[after] += count
    names = [t for t in (*map(str, Tier), NO_TIER) if old[t] or new[t]]
    if names and names != [NO_TIER]:
        yield Chart(
            name="tiers",
            caption="Open children by tier",
            note="",
            rows=[{"label": t.replace("_", " "), "From": old[t], "To": new[t]} for t in names],
            axis="children",
        )
