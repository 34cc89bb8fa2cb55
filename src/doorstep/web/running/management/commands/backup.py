"""`backup`: everything into one file while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from doorstep.web import clock
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.making import back_up, passphrase_in


class Command(BaseCommand):
    """Write database and files into one new file while people work. It holds personal data.

    It is looked through before it gets its name. With a passphrase it is encrypted; who loses that
    loses the backup.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and where the passphrase stands."""
        parser.add_argument(
            "--out", type=Path, required=True, help="A new file, such as x.doorstep."
        )
        parser.add_argument(
            "--passphrase-file", type=Path, help="Encrypt it with the words in this file."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up.

        Raises: CommandError with what to do.
        """
        out = options["out"]
        try:
            words = passphrase_in(options["passphrase_file"])
            made = back_up(out, at=clock.now(), passphrase=words)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except (OSError, Error) as error:
            said = f"{out} cannot be written: is the folder there, and is there room?"
            raise CommandError(said) from error
        rows = sum(made.manifest.counts.values())
        sealed = "encrypted" if words else "NOT encrypted"
        self.stdout.write(f"{out}: {made.size / 1e6:,.1f} MB, {rows:,} rows, examined, {sealed}")
