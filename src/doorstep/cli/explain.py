"""`doorstep explain`: the reasons for everything said of one child."""

from datetime import date
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.options import as_at_option, extract_options, policy_option, say, stop, today
from doorstep.cli.work import pack_or_stop
from doorstep.engine import Answer, answer
from doorstep.engine.explain import reasons, spoken, tier_lines
from doorstep.engine.explain_data import as_data
from doorstep.policy import Pack


@click.command()
@extract_options
@click.argument("child")
@policy_option
@as_at_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def explain(
    extract: Path,
    child: str,
    supplement: Path | None,
    out_refused: Path | None,
    policy_name: str,
    as_at: date | None,
    known_on: date | None,
    output_format: str,
) -> None:
    """Say of CHILD why each date stands: the clause, what it is counted from, which visits count.

    An extract prepared with `doorstep extract prepare` answers at once.
    """
    from doorstep.intake import read_child
    from doorstep.intake.extract import UnreadableError

    pack = pack_or_stop(policy_name)
    try:
        found = read_child(extract, child, supplement=supplement)
    except UnreadableError as error:
        stop(str(error))
    case = next((c for c in found.cases if c.child_id == child), None)
    if case is None:
        stop(f"the extract has no child {child!r}: check the id, leading zeros included.")
    for refusal in found.refusals:
        if refusal.child_id == child:
            say(f"Refused: {refusal.file}, row {refusal.row}, {refusal.field}: {refusal.reason}")
    case = case.as_known(known_on) if known_on else case
    told = answer(case, pack, as_at=as_at or today(), whole=True)
    if output_format == "json":
        output.write_json(as_data(told, pack))
    else:
        click.echo("\n".join(text_of(told, pack)))


def text_of(told: Answer, pack: Pack) -> list[str]:
    """Return the explanation as lines for a person."""
    who = told.allocated
    found = [
        f"Child {told.child_id} as at {spoken(told.as_at)}, under {pack.head.title}",
        f"Case: {told.case}. Worker: {who.shown if who else 'none'}."
        f" Team: {(who.team if who else '') or 'none'}.",
    ]
    if told.tier is not None:
        found += tier_lines(told.tier)
    if told.standing is None:
        found.append("The case is closed: nothing is owed.")
    elif not told.obligations and not told.decisions:
        found.append(f"{told.standing.replace('_', ' ').capitalize()}: {told.because}.")
    owed = [*reasons(told, pack), *reasons(told, pack, decisions=True)]
    for number, reason in enumerate(owed, 1):
        found += ["", f"{number}. {reason.title} [{reason.duty}]", f"   {reason.sentence}"]
        found += [f"   - {line}" for line in reason.lines]
    found += ["", *(f"Cannot be judged: {x}." for x in told.in_part)] if told.in_part else []
    found += ["", *(f"Remark: {x.rstrip('.')}." for x in told.remarks)] if told.remarks else []
    return found
