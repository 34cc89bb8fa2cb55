"""`read_only`: let people read and nobody change anything, for an upgrade or a repair."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.running import mode
from doorstep.web.running.worker import machine_time

LONGEST_WHY = 200


class Command(BaseCommand):
    """Begin or end read-only mode: pages are read, each change answers 503 and keeps what was typed.

    What is being saved when it begins is finished first; wait a minute before you go on.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, why, and for how long."""
        parser.add_argument("word", choices=("on", "off", "status"))
        parser.add_argument("--why", default="", help="A sentence that everybody reads.")
        parser.add_argument("--minutes", type=int, help="How long it should take: people are told.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do so.

        Raises: CommandError with what to do.
        """
        try:
            self._do(options)
        except mode.AlreadyError as error:
            raise CommandError(str(error)) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["word"] == "on":
            why, minutes = options["why"].strip(), options["minutes"]
            if not why or len(why) > LONGEST_WHY:
                raise CommandError(f"Say why in a sentence of at most {LONGEST_WHY} signs: --why.")
            mode.begin(
                why=why, at=clock.now(), lasting=timedelta(minutes=minutes) if minutes else None
            )
        elif options["word"] == "off":
            mode.end(at=clock.now())
        found = mode.mode(at=clock.now(), now=machine_time(), fresh=True)
        self.stdout.write(f"Read-only: {found.read_only}" if found.read_only else "Not read-only.")
        if found.clock:
            self.stdout.write(f"Nothing is recorded either way: {found.clock}")
