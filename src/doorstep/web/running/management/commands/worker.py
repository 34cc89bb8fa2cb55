"""`worker`: the one process beside the web processes that does the regular work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from doorstep.web import clock
from doorstep.web.running.worker import PAUSE, Worker


class Command(BaseCommand):
    """Do the regular work until told to end: each night's answers, the audit log's head, old sessions.

    Safe to stop or kill at any time; a second one does no harm.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often to look, and whether only once."""
        parser.add_argument("--pause", type=float, default=PAUSE, help="Seconds between two looks.")
        parser.add_argument("--once", action="store_true", help="Do what is due now, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        worker = Worker(clock=clock.now, pause=options["pause"])
        worker.obey_signals()
        if options["once"]:
            done = worker.once()
            self.stdout.write(f"Done: {', '.join(done) or 'nothing was due'}")
        else:
            worker.run()
