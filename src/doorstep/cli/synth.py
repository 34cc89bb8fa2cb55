"""`doorstep synth`: an invented authority."""

from datetime import date
from pathlib import Path

import click

from doorstep.cli.options import Day, Progress, say, stop, today


@click.command()
@click.option("--children", type=click.IntRange(min=1), required=True, help="Open children.")
@click.option(
    "--years", type=click.IntRange(min=1, max=20), required=True, help="Years of history."
)
@click.option("--seed", type=int, required=True, help="The same seed makes the same authority.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write.",
)
@click.option("--as-at", type=Day(), help="The last day of the history. Default: today.")
@click.option(
    "--dirty", is_flag=True, help="Plant the faults real extracts have; dirt.csv lists them."
)
def synth(children: int, years: int, seed: int, out: Path, as_at: date | None, dirty: bool) -> None:
    """Write an invented authority as SSD tables and the supplement, its shares like England's.

    All people in it are made up. The figures it is drawn from are the Department for Education's
    (Open Government Licence v3.0).
    """
    from doorstep.synth import write_authority

    if out.exists() and any(out.iterdir()) and not (out / "ssd_person.csv").exists():
        stop(f"{out} has other files in it: give a new or empty folder.")
    progress = Progress()
    rows = write_authority(
        out,
        children=children,
        years=years,
        seed=seed,
        as_at=as_at or today(),
        dirty=dirty,
        progress=progress,
    )
    progress.done()
    for table, count in rows.items():
        say(f"  {table}: {count:,} rows")
    say(f"{children:,} open children and their history written to {out}")
