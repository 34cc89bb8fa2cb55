"""`doorstep policy`: list, show, check, test and compare packs."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from doorstep.cli import output
from doorstep.cli.options import Day, stop, today
from doorstep.cli.policy_new import add, new
from doorstep.cli.work import pack_or_stop
from doorstep.policy import shipped_packs
from doorstep.policy.check.finding import Finding, Level, in_order

LATER = {
    "book": "doorstep.cli.policy_book",
    "diff": "doorstep.cli.policy_diff",
    "show": "doorstep.cli.policy_show",
}


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
    cannot be reached; roles nobody holds; golden tests that do not hold, and what none reaches; and for
    every duty whether it can fall later than the layer below allows, with an example date. Exit status 1
    if there are errors.
    """
    from doorstep.cli.policy_golden import failing
    from doorstep.policy.check import check as checked

    found_pack = pack_or_stop(pack)
    name = floor if floor is not None else found_pack.head.floor
    below = pack_or_stop(name) if name and name != "none" else None
    found = checked(found_pack, floor=below, as_at=as_at or today(), texts=sources)
    found = in_order([*found, *(f for f in failing(found_pack) if f not in found)])
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
    from doorstep.cli.policy_golden import verdicts
    from doorstep.policy.strict_yaml import YamlError

    found = pack_or_stop(pack)
    if found.folder is None:
        stop(f"the pack {pack!r} has no folder to look for tests in.")
    try:
        tried = verdicts(found, found.folder)
    except YamlError as error:
        stop(str(error))
    failed = [v for v in tried if v.wrong]
    for v in failed:
        click.echo(f"FAILED {v.example.file.name}: {v.example.name}")
        for line in v.wrong:
            click.echo(f"    {line}")
    click.echo(f"{len(tried) - len(failed)} examples hold, {len(failed)} do not")
    if failed:
        raise SystemExit(1)


@policy.command()
def schema() -> None:
    """Write the JSON Schemas of a pack's files, for editors."""
    from doorstep.policy.schema import schemas

    output.write_json(schemas())


policy.add_command(new)
policy.add_command(add)
