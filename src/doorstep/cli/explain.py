"""`doorstep explain`: the reasons for everything said of one child."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.options import as_at_option, extract_options, policy_option, say, stop, today
from doorstep.cli.work import pack_or_stop
from doorstep.engine import Answer, answer
from doorstep.engine.explain import reasons, spoken, tier_lines
from doorstep.engine.explain_data import as_data
from doorstep.engine.rulings import Ruling, rulings
from doorstep.facts import Method
from doorstep.policy import Pack
from doorstep.vocabulary import Act


@click.command()
@extract_options
@click.argument("child")
@policy_option
@as_at_option
@click.option(
    "--about",
    type=click.Choice([act.value for act in Act]),
    help="Say instead what the policy's rules say today of doing this for the child.",
)
@click.option(
    "--method", type=click.Choice([m.value for m in Method]), help="With --about: done in this way."
)
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
    about: str | None,
    method: str | None,
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
    if about is not None:
        way = Method(method) if method else None
        click.echo("\n".join(rulings_text(told, pack, Act(about), way)))
    elif output_format == "json":
        output.write_json(as_data(told, pack))
    else:
        click.echo("\n".join(text_of(told, pack)))


def rulings_text(told: Answer, pack: Pack, about: Act, method: Method | None) -> list[str]:
    """Return what the rules say of an act for this child, as lines for a person."""
    found = rulings(told.child, pack, about, method=method)
    act = about.replace("_", " ")
    if not found:
        return [f"{pack.head.title} says nothing of this for child {told.child_id}: {act}."]
    lines = [f"Child {told.child_id} as at {spoken(told.as_at)}: {act}"]
    for ruling in found:
        lines += ["", f"{ruling.verdict.upper()}: {ruling.case.says} ({ruling.clause})"]
        lines += [f"   - {line}" for line in _depends_on(ruling)]
    return lines


def _depends_on(ruling: Ruling) -> Iterator[str]:
    case = ruling.case
    parts = {
        "Only by": [r.replace("_", " ") for r in case.by],
        "Agreed by": [r.replace("_", " ") for r in case.agreed_by],
        "Say": [n.replace("_", " ") for n in case.needs],
        "Forms": list(case.forms),
        "Procedure": [case.procedure] if case.procedure else [],
        "Written as": [r.replace("_", " ") for r in case.records],
        "In the words of": [case.wording] if case.wording else [],
    }
    yield from (f"{name}: {', '.join(words)}." for name, words in parts.items() if words)
    if case.assumed:
        yield f"Assumed: {case.reason}"


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
