"""`audit_verify`: walk the audit log and say whether it is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from doorstep.web import clock
from doorstep.web.audit import triggers
from doorstep.web.audit.heads import check_log


class Command(BaseCommand):
    """Walk the whole audit log, hold it against the published heads, and say what is wrong first."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of the heads that were published outside."""
        parser.add_argument("--heads", type=Path, help="Folder of heads; default DOORSTEP_HEADS.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and end with status 1 unless all is well.

        Raises: CommandError with what is wrong.
        """
        try:
            walk = check_log(at=clock.now(), folder=options["heads"])
        except (OSError, ValueError) as error:
            raise CommandError(f"The published heads cannot be read: {error}") from error
        if not walk.whole:
            raise CommandError("\n".join(fault.sentence for fault in walk.faults))
        lacking = triggers.missing(connection)
        if lacking:
            raise CommandError(
                f"The chain is whole, but nothing guards it: {', '.join(lacking)} missing. "
                "Run the command migrate, and find out who took them away."
            )
        said = f"{walk.events:,} events, the chain is whole. Its head is {walk.last_hash}"
        self.stdout.write(f"{said} (event {walk.last_id}).")
