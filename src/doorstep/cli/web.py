"""`doorstep web` and `doorstep doctor`: hand over to the web application, in a process of its own.

The command line works on files and knows no database, so it does not load the application.
"""

import subprocess
import sys
from importlib.util import find_spec

import click

from doorstep.cli.options import stop

PASS_ON = {"ignore_unknown_options": True, "help_option_names": []}


@click.command(context_settings=PASS_ON, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def web(words: tuple[str, ...]) -> None:
    """Run a command of the web application on its database.

    \b
    Examples:
      doorstep web migrate
      doorstep web worker
      doorstep web backup --out backup.sqlite3
      doorstep web help
    """
    hand_over(words or ("help",))


@click.command()
def doctor() -> None:
    """Say what is wrong with an installation of the web application, and what to do about it.

    Exit status: 0 all is well, 1 something is to be seen to.
    """
    hand_over(("doctor",))


def hand_over(words: tuple[str, ...]) -> None:
    """Run the web application's command and end with its status."""
    if find_spec("django") is None:
        stop("the web application is not installed; `pip install 'doorstep[web]'` adds it.")
    command = [sys.executable, "-m", "doorstep.web", *words]
    raise SystemExit(subprocess.run(command, check=False).returncode)  # noqa: S603 (our own program)
