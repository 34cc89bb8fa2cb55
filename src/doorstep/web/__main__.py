"""`python -m doorstep.web COMMAND`: Django's commands and Doorstep's own, on the database."""

import os
import sys

from doorstep.web.environment import made

# Doorstep's own commands that run while nothing may be changed: they read, or they are what it is for.
WHILE_READ_ONLY = {
    "audit_publish", "audit_verify", "backup", "clock_is_right", "doctor", "drill", "export_adoption",
    "export_extract", "read_only", "restore", "sign_ins", "upgrade", "worker",
}  # fmt: skip


def main() -> None:
    """Run a command of the web application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.web.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        # A command that is run makes the folder; that the settings are read makes nothing.
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            made(settings.STATE)
    except ImproperlyConfigured as error:
        sys.exit(f"Error: {error}")
    refuse_while_read_only(sys.argv[1:2])
    execute_from_command_line(["doorstep-web", *sys.argv[1:]])


def refuse_while_read_only(words: list[str]) -> None:
    """End here if the command is one of ours that changes something while nothing may be changed."""
    import django
    from django.core.management import get_commands

    django.setup()
    ours = {name for name, app in get_commands().items() if str(app).startswith("doorstep.")}
    if not ({*words} & ours - WHILE_READ_ONLY):
        return
    from django.db import Error

    from doorstep.web import clock
    from doorstep.web.running.mode import mode
    from doorstep.web.running.worker import machine_time

    try:
        found = mode(at=clock.now(), now=machine_time(), fresh=True)
    except Error:
        return  # the command itself says what is wrong with the database
    if found.holds:
        sys.exit(f"Error: nothing is changed for now: {found.read_only or found.clock}")


if __name__ == "__main__":
    main()
