"""`doorstep account`: every open child accounted for, and the blind spots."""

from collections import Counter
from datetime import date
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.options import as_at_option, chosen, extract_options, format_option, policy_option
from doorstep.cli.work import ask
from doorstep.reports.blind_spots import COLUMNS, KINDS, BlindSpot, blind_spots
from doorstep.reports.due import Account


@click.command()
@extract_options
@policy_option
@as_at_option
@click.option("--only", type=click.Choice(list(KINDS)), help="Show one kind of blind spot.")
@format_option
def account(
    extract: Path,
    supplement: Path | None,
    out_refused: Path | None,
    policy_name: str,
    as_at: date | None,
    known_on: date | None,
    only: str | None,
    output_format: str | None,
) -> None:
    """Account for every open child, and list what a due list does not show by itself.

    \b
    Blind spots: never visited, no worker, no duty, a missing fact, visits unknown, the last visit
    written late, never seen alone in three visits, a plan that is not in effect, remarks on the data.
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
    total = Account()
    found: list[BlindSpot] = []
    for answer in question.answers():
        total.add(answer)
        found += blind_spots(answer, question.pack)
    shown = sorted(
        (s for s in found if only in (None, s.kind)),
        key=lambda s: (list(KINDS).index(s.kind), s.child_id),
    )
    form = chosen(output_format)
    output.write_rows([s.as_columns() for s in shown], COLUMNS, form)
    counts = Counter(s.kind for s in found)
    lines = [
        f"  {counts[kind]:6,}  {kind.replace('_', ' ')}: {text}" for kind, text in KINDS.items()
    ]
    question.say_account(total, form, then=lines)
