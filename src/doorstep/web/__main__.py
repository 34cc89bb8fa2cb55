"""`python -m doorstep.web COMMAND`: Django's commands and Doorstep's own, on the database."""

import os
import sys

from doorstep.web.environment import made


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
    execute_from_command_line(["doorstep-web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
