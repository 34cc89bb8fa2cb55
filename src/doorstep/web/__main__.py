"""`python -m doorstep.web COMMAND`: Django's commands and Doorstep's own, on the database."""

import os
import sys


def main() -> None:
    """Run a command of the web application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["doorstep-web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
