"""Options that several commands share, and what they turn into."""

import csv
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from doorstep.cli.output import safe
from doorstep.facts import Refusal

F = TypeVar("F", bound=Callable[..., Any])
REFUSALS_SHOWN = 50
EARLIEST, LATEST = date(1901, 1, 1), date(2100, 12, 31)
REFUSED_COLUMNS = ["file", "row", "field", "reason", "child_id"]


class Day(click.ParamType[date, str | date]):
    """A day written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say how to write it."""
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("2022-01-31"):
                raise ValueError
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is not a day: write it as YYYY-MM-DD, such as 2022-01-31", param, ctx
            )
        if not EARLIEST <= day <= LATEST:
            self.fail(
                f"{value} is outside {EARLIEST} to {LATEST}, the days that can be asked about"
            )
        return day


def today() -> date:
    """Return today; only the command line reads the clock."""
    return date.today()  # noqa: TID251, DTZ011


def stop(message: str) -> NoReturn:
    """Say in one line why the command cannot run, and end with status 2."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


def say(text: str) -> None:
    """Say something beside the result, on standard error."""
    click.echo(text, err=True)


def extract_options(command: F) -> F:
    """Add what a command that reads an extract takes."""
    for add in (
        click.option(
            "--out-refused",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write every refused row to this CSV file, to hand back to the data team.",
        ),
        click.option(
            "--supplement",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="Folder of the supplement's doorstep_*.csv files, if not beside the extract's own.",
        ),
        click.argument("extract", type=click.Path(path_type=Path)),
    ):
        command = add(command)
    return command


def policy_option(command: F) -> F:
    """Add the choice of the policy."""
    return click.option(
        "--policy",
        "policy_name",
        required=True,
        metavar="POLICY",
        help="A shipped pack (see `doorstep policy list`), the folder of one of your own, an adoption's"
        " YAML file, or packs joined by +.",
    )(command)


def as_at_option(command: F) -> F:
    """Add the day the answer is for."""
    command = click.option(
        "--known-on", type=Day(), help="Leave out what was written after this day (S17)."
    )(command)
    return click.option(
        "--as-at",
        type=Day(),
        help="The end of which day the answer is for. Default: today.",
    )(command)


def format_option(command: F) -> F:
    """Add the choice of the output format."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["table", "csv", "json"]),
        help="Default: a table on a terminal, CSV when the output goes to a file or a program.",
    )(command)


def chosen(output_format: str | None) -> str:
    """Return the format asked for, else the one that fits where the output goes."""
    return output_format or ("table" if sys.stdout.isatty() else "csv")


@dataclass(slots=True)
class Progress:
    """Lines that say how far long work has come, on a terminal only."""

    shown: bool = False

    def __call__(self, text: str) -> None:
        """Show the line in place of the last one."""
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{text}", err=True, nl=False)
            self.shown = True

    def done(self) -> None:
        """Remove the last line."""
        if self.shown:
            click.echo("\r\033[K", err=True, nl=False)
            self.shown = False


def report_refusals(refusals: tuple[Refusal, ...], out: Path | None) -> None:
    """Say on standard error which rows were refused, and write them all to `out`."""
    if out is not None:
        _write_refusals(refusals, out)
    if not refusals:
        return
    what = "1 row or field" if len(refusals) == 1 else f"{len(refusals):,} rows or fields"
    say(f"{what} could not be used; all others were:")
    for r in refusals[:REFUSALS_SHOWN]:
        say(f"  {r.file}, row {r.row}, {r.field}: {r.reason}")
    if len(refusals) > REFUSALS_SHOWN:
        rest = len(refusals) - REFUSALS_SHOWN
        say(f"  ... and {rest} more" + ("" if out else "; --out-refused FILE lists them all"))
    if out is not None:
        say(f"  All of them stand in {out}")


def _write_refusals(refusals: tuple[Refusal, ...], out: Path) -> None:
    try:
        _keep_others_files(out)
        with out.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(REFUSED_COLUMNS)
            writer.writerows([safe(str(cell)) for cell in refusal] for refusal in refusals)
    except OSError as error:
        stop(f"{out} cannot be written: {error.strerror}.")


def _keep_others_files(out: Path) -> None:
    """Refuse to write over a file that is not an earlier list of refused rows."""
    if not out.exists() or not out.is_file():
        return
    with out.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline().strip()
    if first and first != ",".join(REFUSED_COLUMNS):
        stop(f"{out} is there already and is no list of refused rows: give another name.")
