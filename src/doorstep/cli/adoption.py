"""`doorstep adoption`: what an authority has adopted, and whether it fits together."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from doorstep.cli import output
from doorstep.cli.options import Day, stop, today
from doorstep.policy import PackError
from doorstep.policy.adopt import in_force_on, read_adoption, stack_of
from doorstep.policy.adoption import Adoption
from doorstep.policy.check.finding import Level
from doorstep.policy.stack import Stack

FILE = click.Path(dir_okay=False, path_type=Path)
COLUMNS = ("layer", "pack", "version", "from", "until", "decided_by")
FORMATS = click.Choice(["text", "csv", "json"])


@click.group()
def adoption() -> None:
    """Show and check what an authority has adopted: packs, one above the other, with dates."""


def _read(file: Path) -> tuple[Adoption, Stack]:
    """Return the adoption and its stack, or say what is wrong and end with status 2."""
    try:
        found = read_adoption(file)
        return found, stack_of(found, file.parent)
    except LookupError as error:
        stop(str(error.args[0]))
    except PackError as error:
        stop(f"the adoption {file.name!r} cannot be used:\n{error}")


@adoption.command()
@click.argument("file", type=FILE)
@click.option("--as-at", type=Day(), help="Show what holds on this day. Default: today.")
@click.option("--format", "output_format", type=FORMATS, default="text")
def show(file: Path, as_at: date | None, output_format: str) -> None:
    """Show which packs of the adoption FILE hold on a day, the lowest layer first."""
    found, stack = _read(file)
    day = as_at or today()
    rows = [
        {
            "layer": each.pack.head.layer,
            "pack": each.label,
            "version": each.pack.head.version,
            "from": each.window.start.isoformat(),
            "until": each.window.end.isoformat() if each.window.end else "",
            "decided_by": each.adopted.decided_by,
        }
        for each in in_force_on(stack, day)
    ]
    if output_format == "text":
        click.echo(f"{found.authority}, {day}:")
    output.write_rows(rows, COLUMNS, output_format)


@adoption.command()
@click.argument("file", type=FILE)
@click.option("--as-at", type=Day(), help="The year of this day is searched for examples.")
@click.option("--format", "output_format", type=FORMATS, default="text")
def check(file: Path, as_at: date | None, output_format: str) -> None:
    """Check the adoption FILE: where its packs conflict, with an example date each.

    Errors: a duty that asks less than the layer below lets it; gaps between packs of a layer; two scales
    of tiers at once; roles nobody holds; names that lead nowhere. Exit status 1 if there are errors.
    """
    from doorstep.policy.check.adoption import check_adoption

    made, stack = _read(file)
    found = check_adoption(made, stack, as_at=as_at or today())
    if output_format != "text":
        rows: list[dict[str, Any]] = [f._asdict() for f in found]
        output.write_rows(rows, ("level", "kind", "where", "text"), output_format)
    else:
        for f in found:
            click.echo(f"{f.level.upper()} [{f.kind}] {f.where}: {f.text}")
        counts = [f"{sum(f.level == level for f in found)} {level}s" for level in Level]
        click.echo(", ".join(counts))
    if any(f.level == Level.ERROR for f in found):
        raise SystemExit(1)
