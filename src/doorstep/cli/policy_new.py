"""`doorstep policy new` and `add`: start a policy of one's own."""

import re
from datetime import date
from pathlib import Path

import click

from doorstep.cli.options import Day, stop
from doorstep.policy import PackError
from doorstep.policy.load import head_of
from doorstep.policy.new import KINDS, TakenError, add_part, new_pack

FOLDER = click.Path(file_okay=False, path_type=Path)
ID = re.compile(r"^[a-z][a-z0-9_]*$")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--title", default="Our policy", show_default=True, help="What the policy is called.")
@click.option("--issuer", default="Our council", show_default=True, help="Who issued it.")
@click.option("--from", "start", type=Day(), required=True, help="The day it is in force from.")
def new(folder: Path, title: str, issuer: str, start: date) -> None:
    """Start a policy in FOLDER: a pack with one duty and its golden tests, ready to be changed."""
    try:
        _say(new_pack(folder, title=title, issuer=issuer, start=start))
    except TakenError as error:
        stop(str(error))
    click.echo(
        f"Now change them, then: doorstep policy check {folder}; doorstep policy test {folder}"
    )


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("name")
@click.option("--from", "start", type=Day(), help="In force from. Default: as the pack.")
def add(folder: Path, kind: str, name: str, start: date | None) -> None:
    """Add to the policy in FOLDER a part of a KIND, called NAME, with a golden test to be changed."""
    if not ID.match(name):
        stop(f"{name!r} is no name: small letters, digits and _ only, such as cin_visit.")
    if not (folder / "pack.yaml").exists():
        stop(f"{folder} holds no policy (no pack.yaml); start one with `doorstep policy new`.")
    try:
        _say(add_part(folder, kind, name, start or _start_of(folder)))
    except TakenError as error:
        stop(str(error))


def _start_of(folder: Path) -> date:
    """Return when the policy comes into force; its other files may be wrong meanwhile."""
    try:
        return head_of(folder).in_force_from
    except PackError as error:
        stop(f"from when does it hold? Mend pack.yaml, or say it with --from:\n{error}")


def _say(written: list[Path]) -> None:
    for file in written:
        click.echo(f"Wrote {file}")
