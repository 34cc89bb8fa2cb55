"""`restore`: put a backup in the place of what stands there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from doorstep.web import clock
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.making import passphrase_in
from doorstep.web.running.backups.restoring import restore


class Command(BaseCommand):
    """Put a backup in place, migrate it, and verify its audit log.

    It is compared with its manifest first. The database that stood there is kept under another name.
    Stop the web processes and the worker, or they answer with errors for up to a minute.
    """

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and where the passphrase stands."""
        parser.add_argument("backup", type=Path)
        parser.add_argument("--passphrase-file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore.

        Raises: CommandError with what to do.
        """
        try:
            words = passphrase_in(options["passphrase_file"])
            done = restore(options["backup"], at=clock.now(), passphrase=words)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except (OSError, Error) as error:
            said = f"It could not be put in place ({type(error).__name__}): run the doctor."
            raise CommandError(said) from error
        if done.kept:
            self.stdout.write(f"What stood here is kept as {done.kept}")
        for file in done.beside:
            self.stdout.write(f"Not written over what is there; the backup’s is {file}")
        if done.made_at:
            self.stdout.write(f"The backup is of {done.made_at}; {done.files} files put back.")
        self.stdout.write(f"Restored: {done.events:,} audit events, the chain is whole.")
