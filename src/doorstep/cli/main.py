"""The command `doorstep`. Each subcommand is loaded only when it is called, so that help is quick."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

COMMANDS = {
    "due": ("doorstep.cli.due", "due", "Who must be seen, by whom, by when and why."),
    "explain": ("doorstep.cli.explain", "explain", "The reasons for everything said of one child."),
    "timeliness": ("doorstep.cli.timeliness", "timeliness", "What was done in time, and what not."),
    "figures": ("doorstep.cli.figures", "figures", "What the policy says must be watched."),
    "account": ("doorstep.cli.account", "account", "Every open child accounted for; blind spots."),
    "dry-run": (
        "doorstep.cli.dry_run",
        "dry_run",
        "What a change of policy does to the caseload, before it is adopted.",
    ),
    "policy": (
        "doorstep.cli.policy",
        "policy",
        "List, show, check, test and compare policy packs.",
    ),
    "adoption": (
        "doorstep.cli.adoption",
        "adoption",
        "Show and check what an authority has adopted.",
    ),
    "extract": (
        "doorstep.cli.extract",
        "extract",
        "Check an extract, or prepare it for quick use.",
    ),
    "synth": ("doorstep.cli.synth", "synth", "Make up an authority to try things on."),
    "web": ("doorstep.cli.web", "web", "Commands of the web application, on its database."),
    "doctor": ("doorstep.cli.web", "doctor", "What is wrong with an installation of it."),
    "backup": ("doorstep.cli.web", "backup", "Everything it keeps in one file, while people work."),
    "restore": ("doorstep.cli.web", "restore", "Put such a file in place."),
    "drill": (
        "doorstep.cli.web",
        "drill",
        "Try whether a backup can be restored, and how long it takes.",
    ),
}


def _stop(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(2) from None


def _discard_output() -> None:
    """Let what is still to be written go nowhere, so that the interpreter does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception) -> str | None:
    """Return how to tell an error in one line; nothing if the reader left, None if it is a fault."""
    if isinstance(error, BrokenPipeError):
        return ""
    if isinstance(error, OSError):
        return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}"
    if isinstance(error, RecursionError):
        return "something here is nested too deeply to be read; write it plainer"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; give a smaller extract"
    # Known by its name: only commands that read an extract load its module.
    return str(error) if type(error).__name__ == "UnreadableError" else None


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is needed."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; what the machine refuses is told in one line, with status 2."""
        if sys.stdout is None:
            _stop("standard output is closed, so there is nowhere to write the result")
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except Exception as error:
            told = _told(error)
            if told is None:
                raise
            _discard_output()
            _stop(told) if told else sys.exit(0)
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, loaded."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="doorstep")
def group() -> None:
    """Work out from an authority's extract and a written policy who must be seen, by when and why.

    \b
    A first look, with an invented authority:
      doorstep synth --children 200 --years 1 --seed 1 --out demo
      doorstep due demo --policy practice-standards-2022
      doorstep account demo --policy practice-standards-2022

    EXTRACT is a folder of SSD tables (CSV), an Ofsted Annex A workbook, a CIN census XML file, a
    folder of SSDA903 tables, JSON of the DfE's API, or a file made by `doorstep extract prepare`.

    Exit status: 0 fine; 1 the policy or the data have errors the command was asked to check; 2 it
    could not run. Results go to standard output, everything else to standard error.
    """


def main() -> None:
    """Run the command line."""
    group(prog_name="doorstep")
