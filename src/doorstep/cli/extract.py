"""`doorstep extract`: check an extract, or prepare it."""

from collections import Counter
from pathlib import Path

import click

from doorstep.cli.options import Progress, extract_options, report_refusals, say
from doorstep.cli.work import read_or_stop


@click.group()
def extract() -> None:
    """Check an extract before relying on it, or prepare it for quick use."""


@extract.command()
@extract_options
def check(extract: Path, supplement: Path | None, out_refused: Path | None) -> None:
    """Read EXTRACT and report every row and field that could not be used.

    Exit status 1 if anything was refused.
    """
    progress = Progress()
    found = read_or_stop(extract, supplement, progress)
    progress.done()
    click.echo(f"{found.source}: {len(found.cases):,} children")
    click.echo(f"  visits and contacts: {sum(len(c.visits) for c in found.cases):,}")
    kinds = Counter(e.kind.value for c in found.cases for e in c.episodes)
    for kind, count in sorted(kinds.items()):
        click.echo(f"  {kind.replace('_', ' ')}: {count:,}")
    for note in found.notes:
        click.echo(f"  Note: {note}")
    remarks = Counter(remark for c in found.cases for remark in c.remarks)
    for remark, count in remarks.most_common():
        click.echo(f"  Remark on {count:,} children: {remark}")
    report_refusals(found.refusals, out_refused)
    if found.refusals:
        raise SystemExit(1)
    click.echo("  Nothing was refused.")


@extract.command()
@extract_options
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write."
)
def prepare(extract: Path, supplement: Path | None, out_refused: Path | None, out: Path) -> None:
    """Read EXTRACT once and keep it in one file, from which a single child is found at once.

    The file holds personal data: keep it where the extract itself may be kept.
    """
    from doorstep.intake import prepare as write

    progress = Progress()
    found = read_or_stop(extract, supplement, progress)
    progress.done()
    report_refusals(found.refusals, out_refused)
    write(found, out)
    say(f"{len(found.cases):,} children prepared in {out}")
