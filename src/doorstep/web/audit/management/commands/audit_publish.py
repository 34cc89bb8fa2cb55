"""`audit_publish`: publish the head of the audit log for today."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.audit.heads import HeadDiffersError, outside, publish_head


class Command(BaseCommand):
    """Publish the head of the audit log for today, once; safe to repeat."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to publish in."""
        parser.add_argument("--heads", type=Path, help="Folder; default DOORSTEP_HEADS.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, and say what and where.

        Raises: CommandError if it cannot be published outside.
        """
        folder = options["heads"] or outside()
        try:
            head = publish_head(at=clock.now(), folder=folder)
        except (OSError, HeadDiffersError) as error:
            raise CommandError(f"The head is not published outside: {error}") from error
        self.stdout.write(f"{head.published_on} {head.event_id} {head.hash}")
        if folder is None:
            self.stderr.write(
                "It stands in the database only: set DOORSTEP_HEADS to a folder outside."
            )
