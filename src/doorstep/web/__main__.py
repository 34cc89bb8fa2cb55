"""`python -m doorstep.web COMMAND`: Django's commands and Doorstep's own, on the database."""

import os
import sys


def main() -> None:
    """Run a command of the web application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.web.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the environment)
    except ImproperlyConfigured as error:
        sys.exit(f"Error: {error}")
    execute_from_command_line(["doorstep-web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
