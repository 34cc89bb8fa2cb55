"""`upgrade`: bring the database to this release: read-only, backup, migrate, look, and go on."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from doorstep.web import clock
from doorstep.web.audit import triggers
from doorstep.web.running import mode
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.making import back_up, passphrase_in
from doorstep.web.running.backups.restoring import unknown_migrations
from doorstep.web.running.backups.told import migrations_of

WHY = "Doorstep is being upgraded."
MINUTES = timedelta(minutes=10)
FINISHING = 5.0  # seconds for what is being saved when read-only mode begins


class Command(BaseCommand):
    """Bring the database to this release. People read meanwhile; what they type is kept.

    If anything fails, the database stays read-only and the backup tells the way back.
    """

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the backup goes."""
        parser.add_argument("--backup", type=Path, required=True, help="A new file.")
        parser.add_argument("--passphrase-file", type=Path)
        parser.add_argument("--wait", type=float, default=FINISHING, help="Seconds to let finish.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do so.

        Raises: CommandError with what to do.
        """
        later = unknown_migrations(migrations_of(connection))
        if later:
            raise CommandError(
                f"The database is of a later release ({', '.join(later[:3])}). Install that one again."
            )
        self._begin(options["wait"])
        try:
            words = passphrase_in(options["passphrase_file"])
            back_up(options["backup"], at=clock.now(), passphrase=words)
        except (BackupError, OSError, Error) as error:
            self._end()
            raise CommandError(f"No backup could be made, so nothing was done. {error}") from None
        self.stdout.write(f"Backup: {options['backup']}")
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if lacking := triggers.missing(connection):
            raise CommandError(f"Triggers are missing: {', '.join(lacking)}. Run the doctor.")
        self._end()
        self.stdout.write("Upgraded. Restart web and worker, then run the doctor.")

    def _begin(self, wait: float) -> None:
        """Begin read-only mode, if the database knows it; what stands already is left standing."""
        if not mode.table_is_there():
            self.stdout.write(
                "This database knows no read-only mode yet: keep people out meanwhile."
            )
            return
        try:
            mode.begin(why=WHY, at=clock.now(), lasting=MINUTES)
        except mode.AlreadyError:
            return
        time.sleep(wait)

    def _end(self) -> None:
        try:
            mode.end(at=clock.now())
        except (mode.AlreadyError, Error):
            mode.forget()
