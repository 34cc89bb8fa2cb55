"""The report of a dry run: one HTML page without scripts that can be sent on (ADR 17).

Without `with_children` it holds counts only, no child's id and no worker's name.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from doorstep.engine.explain import spoken
from doorstep.policy import Pack
from doorstep.policy.stack import Stack
from doorstep.policy.versions import Layered
from doorstep.reports.dry_run.brief import brief
from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.dry_run import DryRun
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.moves import Change, Late
from doorstep.reports.dry_run.pictures import pictures
from doorstep.reports.dry_run.projection import last_day
from doorstep.reports.dry_run.sections import (
    decision_rows,
    move_rows,
    pair_rows,
    tier_rows,
    uncovered_rows,
    unfired_rows,
    why_uncovered,
)
from doorstep.reports.dry_run.teams import team_rows, week_rows
from doorstep.reports.due import account_lines


def page(run: DryRun, *, team: str = "", with_children: bool = False) -> str:
    """Return the report as HTML."""
    return (
        _templates()
        .get_template("page.html")
        .render(
            run=run,
            team=team,
            until=last_day(run.as_at),
            policies=[("From", _policy(run.before.pack)), ("To", _policy(run.after.pack))],
            brief=brief(run),
            figures=figures(run),
            pictures=pictures(run),
            weeks=week_rows(run),
            teams=team_rows(run),
            pairs=_pairs(run),
            tiers=tier_rows(run),
            decisions=decision_rows(run),
            uncovered=why_uncovered(run),
            unfired=unfired_rows(run),
            accounts=_accounts(run),
            children=_children(run) if with_children else [],
        )
    )


def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("doorstep.reports.dry_run"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"shown": _shown, "words": _words, "spoken": spoken}
    return found


def _shown(value: Any) -> str:
    """Return a cell as it is read: thousands apart, a day as it is spoken."""
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    if isinstance(value, int):
        return f"{value:,}"
    return spoken(value) if isinstance(value, date) else str(value)


def _words(text: str) -> str:
    return text.replace("_", " ")


def _policy(pack: Pack) -> list[str]:
    """Return what a policy is, in a line for each of its layers."""
    if not isinstance(pack, Stack):
        return [f"{pack.head.title} ({pack.id}, version {pack.head.version})"]
    return [_layer(layered) for layered in pack.layers]


def _layer(layered: Layered) -> str:
    head, window = layered.pack.head, layered.window
    until = f" until before {spoken(window.end)}" if window.end else ""
    named = f"{head.title} ({layered.label}, version {head.version})"
    return f"{named}, {head.layer}, from {spoken(window.start)}{until}"


def _accounts(run: DryRun) -> list[tuple[str, list[str]]]:
    sides = (("From", run.before), ("To", run.after))
    return [
        (
            name,
            [x.strip() for x in account_lines(side.account, run.as_at, side.pack.head.title)[1:]],
        )
        for name, side in sides
    ]


def _pairs(run: DryRun) -> list[dict[str, Any]]:
    return [
        {**row, **{key: row[key] or "none" for key in ("duty_from", "duty_to")}}
        for row in pair_rows(run)
    ]


def _children(run: DryRun) -> list[dict[str, Any]]:
    """Return the lists of children a person will ask for first."""
    return [x for x in _lists(run) if x["rows"]]


def _lists(run: DryRun) -> Iterator[dict[str, Any]]:
    columns = (
        "child_id", "team", "overdue", "duty_from", "due_from", "duty_to", "due_to", "days_moved",
    )  # fmt: skip
    rows = move_rows(run)
    changes = [("change", change) for change in Change if change != Change.SAME]
    for kind in Kind:
        for column, word in [("overdue", Late.NEWLY), *changes]:
            found = [r for r in rows if r["kind"] == kind and r[column] == word]
            yield {"title": f"Next {kind} {_words(word)}", "columns": columns, "rows": found}
    yield {
        "title": "No rule covers them, or they cannot be judged",
        "columns": (
            "child_id", "team", "standing_from", "because_from", "standing_to", "because_to",
        ),
        "rows": uncovered_rows(run),
    }  # fmt: skip
