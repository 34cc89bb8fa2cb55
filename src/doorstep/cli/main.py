"""The command `doorstep`. Each subcommand is loaded only when it is called, so that help is quick."""

import sys
from importlib import import_module

import click

COMMANDS = {
    "due": ("doorstep.cli.due", "due", "Who must be seen, by whom, by when and why."),
    "explain": ("doorstep.cli.explain", "explain", "The reasons for everything said of one child."),
    "timeliness": ("doorstep.cli.timeliness", "timeliness", "What was done in time, and what not."),
    "account": ("doorstep.cli.account", "account", "Every open child accounted for; blind spots."),
    "policy": (
        "doorstep.cli.policy",
        "policy",
        "List, show, check, test and compare policy packs.",
    ),
    "extract": (
        "doorstep.cli.extract",
        "extract",
        "Check an extract, or prepare it for quick use.",
    ),
    "synth": ("doorstep.cli.synth", "synth", "Make up an authority to try things on."),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is needed."""

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
    folder of SSDA903 tables, or a file made by `doorstep extract prepare`.

    Exit status: 0 fine; 1 the policy or the data have errors the command was asked to check; 2 it
    could not run. Results go to standard output, everything else to standard error.
    """


def main() -> None:
    """Run the command line; end quietly if the reader of the output goes away."""
    try:
        group(prog_name="doorstep")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
