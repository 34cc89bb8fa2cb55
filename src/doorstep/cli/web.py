"""`doorstep web`, `doctor`, `backup`, `restore`, `drill`: hand over to the web application's process.

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
      doorstep web read_only on --why "We upgrade."
      doorstep web help
    """
    hand_over(words or ("help",))


@click.command()
def doctor() -> None:
    """Say what is wrong with an installation of the web application, and what to do about it.

    Exit status: 0 all is well, 1 something is to be seen to.
    """
    hand_over(("doctor",))


@click.command(context_settings=PASS_ON, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def backup(words: tuple[str, ...]) -> None:
    """Write database and files of the web application into one file, while people work.

    \b
    Example:
      doorstep backup --out 2026-11-16.doorstep --passphrase-file /etc/doorstep/backup-words
    """
    hand_over(("backup", *words))


@click.command(context_settings=PASS_ON, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def restore(words: tuple[str, ...]) -> None:
    """Put a backup in the place of what stands there; that is kept under another name.

    \b
    Example:
      doorstep restore 2026-11-16.doorstep --passphrase-file /etc/doorstep/backup-words
    """
    hand_over(("restore", *words))


@click.command(context_settings=PASS_ON, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def drill(words: tuple[str, ...]) -> None:
    """Try whether a backup made now can be restored, and say how long it took.

    Exit status: 0 the same due list, the chain whole, in time; 1 something is not so.
    """
    hand_over(("drill", *words))


def hand_over(words: tuple[str, ...]) -> None:
    """Run the web application's command and end with its status."""
    if find_spec("django") is None:
        stop("the web application is not installed; `pip install 'doorstep[web]'` adds it.")
    command = [sys.executable, "-m", "doorstep.web", *words]
    raise SystemExit(subprocess.run(command, check=False).returncode)  # noqa: S603 (our own program)
