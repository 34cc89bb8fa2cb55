"""`doorstep timeliness`: intervals of a period, or figures made of them."""

from datetime import date
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.options import (
    Day,
    chosen,
    extract_options,
    format_option,
    policy_option,
    say,
    stop,
)
from doorstep.cli.work import Question, ask
from doorstep.facts import VisitsCarried
from doorstep.reports.timeliness import COLUMNS, FIGURES, GROUPS, Row, figures, rows_for


@click.command()
@extract_options
@policy_option
@click.option("--from", "start", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "end", type=Day(), required=True, help="Last day of the period.")
@click.option("--known-on", type=Day(), help="Leave out what was written after this day (S17).")
@click.option(
    "--by",
    default="",
    help=f"Give figures by any of {', '.join(GROUPS)}, separated by commas; `all` for one figure.",
)
@format_option
def timeliness(
    extract: Path,
    supplement: Path | None,
    out_refused: Path | None,
    policy_name: str,
    start: date,
    end: date,
    known_on: date | None,
    by: str,
    output_format: str | None,
) -> None:
    """List each interval that fell due in a period and how it ended, or count them.

    An interval belongs to the period in which it fell due; one still open at its end belongs to it
    too. In a figure the denominator is in time + late + missed + open overdue; intervals not yet due
    (open) or whose duty ended first (ended) are shown beside it.
    """
    groups = _groups(by)
    if end < start:
        stop(f"the period ends ({end}) before it starts ({start}).")
    question = ask(
        extract,
        policy_name,
        as_at=end,
        known_on=known_on,
        supplement=supplement,
        out_refused=out_refused,
    )
    found = _rows(question, start, end)
    _caveats(question)
    form = chosen(output_format)
    if by:
        output.write_rows(figures(found, groups), (*groups, *FIGURES), form)
        return
    found.sort(key=lambda r: (r.interval.child_id, r.interval.opened, r.interval.duty.id))
    output.write_rows([r.as_columns() for r in found], COLUMNS, form)


def _groups(by: str) -> list[str]:
    names = [name.strip() for name in by.split(",") if name.strip() and name.strip() != "all"]
    for name in names:
        if name not in GROUPS:
            stop(f"--by {name}: figures can be given by {', '.join(GROUPS)}, or `all`.")
    return list(dict.fromkeys(names))


def _rows(question: Question, start: date, end: date) -> list[Row]:
    return [
        row
        for case in question.cases()
        for row in rows_for(case, question.pack, start=start, end=end)
    ]


def _caveats(question: Question) -> None:
    carried = {case.visits_carried for case in question.extract.cases}
    if VisitsCarried.NONE in carried:
        say("Visits are unknown: this kind of extract carries none, so no interval can be judged.")
    if VisitsCarried.LATEST in carried:
        say("Only the last visit is known: intervals before it are not judged.")
