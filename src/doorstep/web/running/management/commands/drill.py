"""`drill`: back up, restore elsewhere, compare, and say how long it took."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.running.backups.drill import Drilled, drill
from doorstep.web.running.backups.errors import BackupError


class Command(BaseCommand):
    """Try whether a backup made now can be restored; people go on working, and nothing stays behind.

    Ends with status 1 if anything differs or it takes longer than docs/reliability.md states.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where there is room."""
        parser.add_argument(
            "--folder", type=Path, help="Where there is room; else the temporary folder."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it.

        Raises: CommandError with what to do.
        """
        try:
            done = drill(at=clock.now(), in_folder=options["folder"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        self._say(done)
        sys.exit(bool(done.wrong) or done.whole > done.within)

    def _say(self, done: Drilled) -> None:
        self.stdout.write(
            f"{done.rows:,} rows, {done.due:,} lines of the due list, {done.events:,} audit events, "
            f"{done.size / 1e6:,.1f} MB encrypted"
        )
        self.stdout.write(
            f"Backup {done.backup:.1f} s, restore {done.restore:.1f} s, compared {done.compared:.1f} s: "
            f"{done.whole:.1f} s of {done.within:.0f} s"
        )
        for said in done.wrong:
            self.stdout.write(f"WRONG {said}")
        if done.whole > done.within:
            self.stdout.write("WRONG It took longer than it may.")
        if not done.wrong:
            self.stdout.write("The same due list, the chain whole, the triggers there.")
