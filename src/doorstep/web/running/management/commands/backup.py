"""`backup`: copy the SQLite database to a file while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from doorstep.web.running.backup import BackupError, back_up


class Command(BaseCommand):
    """Copy the SQLite database, whole, to a new file while people work. It holds personal data."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("--out", type=Path, required=True, help="A new file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up.

        Raises: CommandError with what to do.
        """
        try:
            size = back_up(options["out"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        except (OSError, Error) as error:
            said = f"{options['out']} cannot be written: is the folder there, and is there room?"
            raise CommandError(said) from error
        self.stdout.write(f"{options['out']}: {size / 1e6:,.1f} MB, examined")
