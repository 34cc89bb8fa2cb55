"""`doorstep figures`: the figures a policy says must be watched."""

from datetime import date
from pathlib import Path

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
from doorstep.cli.work import ask
from doorstep.reports.figures import NOT_KNOWN, figure_rows

COLUMNS = ("figure", "group", "count", "of", "share", "trend", "clause")


@click.command()
@extract_options
@policy_option
@as_at_option
@click.option("--only", default="", help="Show one figure, by its id.")
@format_option
def figures(
    extract: Path,
    supplement: Path | None,
    out_refused: Path | None,
    policy_name: str,
    as_at: date | None,
    known_on: date | None,
    only: str,
    output_format: str | None,
) -> None:
    """Work out the figures the policy says must be watched: counts, shares, change against a week ago."""
    question = ask(
        extract,
        policy_name,
        as_at=as_at,
        known_on=known_on,
        supplement=supplement,
        out_refused=out_refused,
    )
    wanted = [f for f in question.pack.figures.values() if only in ("", f.id, f.id.split("/")[-1])]
    if not wanted:
        names = ", ".join(question.pack.figures) or "none"
        stop(f"the policy asks for no such figure; those it asks for: {names}.")
    cases = list(question.cases())
    rows = []
    for figure in wanted:
        clause = question.pack.cite(figure.clause, figure.document)
        for row in figure_rows(figure, cases, question.pack, as_at=question.as_at):
            group = ", ".join(str(row[name]) for name in figure.by if name in row)
            rows.append({**row, "group": group, "clause": clause})
            if row["count"] == NOT_KNOWN:
                say(f"Note: {figure.title}: the extract cannot tell; no standard carries it")
    output.write_rows(rows, COLUMNS, chosen(output_format))
