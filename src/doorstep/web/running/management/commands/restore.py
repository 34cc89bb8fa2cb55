"""`restore`: put a backup in the place of the SQLite database."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web.audit.verifying import verify
from doorstep.web.running.backup import BackupError, put_back


class Command(BaseCommand):
    """Put a backup in the place of the SQLite database, migrate it, and verify its audit log.

    Stop the web processes and the worker first. The database that stood there is kept beside it.
    """

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("backup", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore.

        Raises: CommandError with what to do.
        """
        try:
            kept = put_back(options["backup"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0, interactive=False)
        walk = verify()
        if not walk.whole:
            raise CommandError(" ".join(fault.sentence for fault in walk.faults))
        if kept:
            self.stdout.write(f"The database that stood here is kept as {kept}")
        self.stdout.write(f"Restored: {walk.events:,} audit events, the chain is whole.")
