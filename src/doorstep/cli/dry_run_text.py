"""A dry run as text for a person: the overview that `doorstep dry-run` shows on a terminal."""

from typing import Any

import click

from doorstep.cli import output
from doorstep.reports.dry_run import SECTIONS, DryRun
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.sections import why_uncovered
from doorstep.reports.dry_run.teams import team_rows

TEAM_COLUMNS = (
    "team", "visits_from", "visits_to", "calls_from", "calls_to", "hours_from", "hours_to",
)  # fmt: skip
OVERVIEW = ("pairs", "tiers", "decisions", "never_fired")


def write_text(run: DryRun) -> None:
    """Write the overview of a dry run: figures, teams, duties, tiers, decisions, unused rules."""
    old, new = run.before.pack.head, run.after.pack.head
    click.echo(f"Dry run as at {run.as_at}\n  from: {old.title}\n  to:   {new.title}\n")
    shown = [
        {"figure": f.says, "from": of(f.before, f.of_before), "to": of(f.after, f.of_after)}
        for f in figures(run)
    ]
    output.write_table(shown, ("figure", "from", "to"))
    _part(f"Work of four weeks by team (assumed: {run.hours})", team_rows(run), TEAM_COLUMNS)
    why = why_uncovered(run)
    if why:
        _part("Why no rule covers a child", why, ("standing", "because", "from", "to"))
    for name in OVERVIEW:
        _part(SECTIONS[name].says, SECTIONS[name].rows(run), SECTIONS[name].columns)
    click.echo("\n`--section moves --format csv` lists the children; `--out-html` makes a report.")


def of(number: float | None, whole: float | None) -> str:
    """Return a figure as it is read: `12 of 34`."""
    if number is None:
        return ""
    return f"{number:,}" if whole is None else f"{number:,} of {whole:,}"


def _part(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    click.echo(f"\n{title}")
    output.write_table(rows, columns)
