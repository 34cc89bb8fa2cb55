"""`doorstep policy`: list, show, check, test and compare packs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from doorstep.cli import output
from doorstep.cli.options import Day, stop, today
from doorstep.cli.policy_new import add, new
from doorstep.cli.work import pack_or_stop
from doorstep.policy import Duty, Pack, shipped_packs
from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.say import in_words
from doorstep.policy.words import DESCRIPTIONS

LATER = {"book": "doorstep.cli.policy_book", "diff": "doorstep.cli.policy_diff"}


class PolicyGroup(click.Group):
    """A group of which some subcommands are loaded only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        return sorted([*super().list_commands(ctx), *LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, loaded if it was not yet."""
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        command = getattr(import_module(LATER[cmd_name]), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=PolicyGroup)
def policy() -> None:
    """List, show, check, test and compare policy packs; write one as a handbook."""


@policy.command(name="list")
def list_() -> None:
    """List the packs that come with Doorstep."""
    rows = []
    for name in shipped_packs():
        head = pack_or_stop(name).head
        rows.append(
            {"pack": name, "version": head.version, "layer": head.layer, "title": head.title}
        )
    output.write_table(rows, ("pack", "version", "layer", "title"))


@policy.command()
@click.argument("pack")
@click.option("--as-at", type=Day(), help="Show only what is in force on this day.")
def show(pack: str, as_at: date | None) -> None:
    """Show what PACK asks: each duty with its values, dates and clauses, and its criteria."""
    found = pack_or_stop(pack)
    head = found.head
    click.echo(f"{head.title} ({head.id}, version {head.version})")
    click.echo(f"Issued by {head.issuer}. In force from {head.in_force_from}.")
    for duty in found.duties:
        click.echo("\n".join(_duty_lines(duty, found, as_at)))
    _show_tiers(found)
    _show_parts(found)


def _show_parts(pack: Pack) -> None:
    """Show what else the pack says, a line each; the handbook (`policy book`) has it in full."""
    parts: dict[str, Mapping[str, Any]] = {
        "Rules": pack.rules,
        "Procedures": pack.procedures,
        "Forms": pack.forms,
        "Prescribed wording": pack.wordings,
        "Services": pack.services,
        "Figures": pack.figures,
    }
    for name, found in parts.items():
        if found:
            click.echo(f"\n{name}:")
        for part in found.values():
            click.echo(f"  {part.id}: {part.title}")


def _duty_lines(duty: Duty, pack: Pack, as_at: date | None) -> Iterator[str]:
    yield from ("", f"{duty.id}: {duty.title}", f"  for whom: {DESCRIPTIONS[duty.applies_to]}")
    if duty.when:
        yield f"  and when: {in_words(duty.when)}"
    if duty.supersedes:
        yield f"  takes the place of: {', '.join(duty.supersedes)}"
    if duty.after_event:
        yield f"  after each: {', '.join(e.replace('_', ' ') for e in duty.after_event)}"
    if duty.share:
        share = "half" if duty.share.half else f"{duty.share.at_least} in {duty.share.among}"
        clause = pack.cite(duty.clause, duty.document)
        yield f"    at least {share} of the visits of {duty.share.of} [{clause}]"
    yield from _value_lines(duty, pack, as_at)
    yield f"  who: {', '.join(duty.who) or 'not said'}; what counts: {duty.counts or '-'}"


def _value_lines(duty: Duty, pack: Pack, as_at: date | None) -> Iterator[str]:
    for n, phase in enumerate(duty.phases, 1):
        when = in_words(phase.when) if phase.when else "in all other cases"
        yield f"  phases[{n - 1}]: {phase.title or when}"
    found = duty.dated_values()
    for place, day, value in sorted(found, key=lambda v: (v[0], v[1])):
        later = any(p == place and as_at and day < d <= as_at for p, d, _ in found)
        if as_at and (day > as_at or later):
            continue
        mark = " (assumed)" if value.assumed else ""
        clause = pack.cite(value.clause, value.document)
        yield f"    {place}: {value.value}{mark}, from {day} [{clause}]"


def _show_tiers(pack: Pack) -> None:
    if pack.tiers is None:
        return
    click.echo(f"\nTiers (otherwise {pack.tiers.otherwise}):")
    for c in pack.tiers.criteria:
        mark = " (assumed end)" if c.assumed else ""
        click.echo(f"  {c.id} {c.tier}: {c.title}{mark} [{pack.cite(c.clause, c.document)}]")
        click.echo(f"      {in_words(c.when)}")


@policy.command()
@click.argument("pack")
@click.option(
    "--floor", help="Hold it against this pack. Default: the one the pack names; `none` for none."
)
@click.option("--as-at", type=Day(), help="The year of this day is searched for examples.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the policies' own texts: have they changed, and which words have no number?",
)
@click.option(
    "--format", "output_format", type=click.Choice(["text", "csv", "json"]), default="text"
)
def check(
    pack: str, floor: str | None, as_at: date | None, sources: Path | None, output_format: str
) -> None:
    """Check PACK: what is wrong (errors), to be decided (warnings) and to be known (notes).

    Among these: lengths written in two ways that differ, with the dates; assumed numbers; gaps;
    criteria that shadow one another; tiers no child can reach; steps with no way out; signatures that
    cannot be reached; roles nobody holds; what no golden test reaches; and for every duty whether it
    can fall later than the layer below allows, with an example date. Exit status 1 if there are errors.
    """
    from doorstep.policy.check import check as checked

    found_pack = pack_or_stop(pack)
    name = floor if floor is not None else found_pack.head.floor
    below = pack_or_stop(name) if name and name != "none" else None
    found = checked(found_pack, floor=below, as_at=as_at or today(), texts=sources)
    rows: list[dict[str, Any]] = [f._asdict() for f in found]
    if output_format != "text":
        output.write_rows(rows, ("level", "kind", "where", "text", "explained"), output_format)
    else:
        for f in found:
            click.echo(f"{f.level.upper()} [{f.kind}] {f.where}: {f.text}")
            if f.explained:
                click.echo(f"    Explained: {f.explained}")
        click.echo(_summary(found))
    if any(f.level == Level.ERROR for f in found):
        raise SystemExit(1)


def _summary(found: Sequence[Finding]) -> str:
    counts = Counter(f.level.value for f in found)
    explained = sum(bool(f.explained) for f in found)
    warnings = f"{counts['warning']} warnings ({explained} explained)"
    return f"{counts['error']} errors, {warnings}, {counts['note']} notes"


@policy.command()
@click.argument("pack")
def test(pack: str) -> None:
    """Run PACK's golden tests: the examples that stand beside its rules. Exit status 1 if one fails."""
    from doorstep.policy.strict_yaml import YamlError
    from doorstep.reports.golden import examples, verdict

    found = pack_or_stop(pack)
    if found.folder is None:
        stop(f"the pack {pack!r} has no folder to look for tests in.")
    try:
        verdicts = [verdict(example, found) for example in examples(found.folder)]
    except YamlError as error:
        stop(str(error))
    failed = [v for v in verdicts if v.wrong]
    for v in failed:
        click.echo(f"FAILED {v.example.file.name}: {v.example.name}")
        for line in v.wrong:
            click.echo(f"    {line}")
    click.echo(f"{len(verdicts) - len(failed)} examples hold, {len(failed)} do not")
    if failed:
        raise SystemExit(1)


@policy.command()
def schema() -> None:
    """Write the JSON Schemas of a pack's files, for editors."""
    from doorstep.policy.schema import schemas

    output.write_json(schemas())


policy.add_command(new)
policy.add_command(add)
