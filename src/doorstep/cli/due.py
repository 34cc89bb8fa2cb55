"""`doorstep due`: the due list."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from doorstep.cli import output
from doorstep.cli.options import (
    as_at_option,
    chosen,
    extract_options,
    format_option,
    policy_option,
    say,
    stop,
)
from doorstep.cli.work import Question, ask
from doorstep.engine.explain import reasons
from doorstep.reports.due import COLUMNS, Account, is_for, rows, sorted_rows

TABLE = (
    "due_at", "status", "days_overdue", "child_id", "tier", "case", "duty", "who", "worker", "team",
)  # fmt: skip


@click.command()
@extract_options
@policy_option
@as_at_option
@click.option("--team", default="", help="Only children of this team (name as in the extract).")
@click.option("--worker", default="", help="Only children of this worker (name or id).")
@click.option(
    "--decisions",
    is_flag=True,
    help="List the meetings and decisions owed (reviews, conferences, sign-offs) instead of visits.",
)
@click.option(
    "--limit", type=click.IntRange(min=0), default=0, help="In a table, show only so many rows."
)
@format_option
def due(
    extract: Path,
    supplement: Path | None,
    out_refused: Path | None,
    policy_name: str,
    as_at: date | None,
    known_on: date | None,
    team: str,
    worker: str,
    decisions: bool,
    limit: int,
    output_format: str | None,
) -> None:
    """List who must be seen, by whom, how, by when and under which clause, as at the end of a day.

    A row for each duty on each open child, by tier, then due day. `assumed` says that the row rests
    on a number the policy does not give; `provisional`, that bank holidays so far ahead are not
    published. The account at the end (on standard error for CSV and JSON) must balance.

    \b
    Example:
      doorstep due extract/ --policy practice-standards-2022 --as-at 2022-01-31 --format csv > due.csv
    """
    question = ask(
        extract,
        policy_name,
        as_at=as_at,
        known_on=known_on,
        supplement=supplement,
        out_refused=out_refused,
        only_open=True,
    )
    form = chosen(output_format)
    asked = Asked(team=team, worker=worker, decisions=decisions, why=form == "table")
    found, account = _listed(question, asked)
    if (team or worker) and not account.open_children:
        stop(f"{_asked_for(team, worker)} has an open child: write it as the extract does.")
    if form == "table":
        _table(found, limit)
    else:
        output.write_rows(found, COLUMNS, form)
    names = " and ".join(x for x in (team, worker) if x)
    question.say_account(account, form, of=f"For {names} only. " if names else "", then=[])


def _asked_for(team: str, worker: str) -> str:
    parts = [f"no team {team!r}"] if team else []
    return " and ".join(parts + ([f"no worker {worker!r}"] if worker else []))


class Asked(NamedTuple):
    """Whose rows are listed, and with what."""

    team: str
    worker: str
    decisions: bool
    why: bool


def _listed(question: Question, asked: Asked) -> tuple[list[dict[str, Any]], Account]:
    found: list[dict[str, Any]] = []
    account = Account()
    team, worker, pack = asked.team, asked.worker, question.pack
    for answer in question.answers():
        if (team or worker) and not is_for(answer, team=team, worker=worker):
            continue
        account.add(answer)
        made: list[dict[str, Any]] = list(rows(answer, decisions=asked.decisions))
        if asked.why:
            told = reasons(answer, pack, decisions=asked.decisions)
            for row, reason in zip(made, told, strict=True):
                row["why"] = reason.sentence
        found += made
    return sorted_rows(found), account


def _table(found: list[dict[str, Any]], limit: int) -> None:
    shown = found[:limit] if limit else found
    output.write_table(shown, TABLE, notes="why")
    if len(shown) < len(found):
        say(f"... and {len(found) - len(shown):,} more rows (leave out --limit to see them)")
