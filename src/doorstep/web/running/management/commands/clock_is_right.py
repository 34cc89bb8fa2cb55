"""`clock_is_right`: say that the machine's clock is right after it was doubted, or was wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from doorstep.web import clock
from doorstep.web.running import mode
from doorstep.web.running.worker import machine_time


class Command(BaseCommand):
    """Give your word that the machine's clock is right. Compare it with a watch first.

    What was written under a later time, while it was wrong, is no longer held against it. It stays.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for a plain yes."""
        parser.add_argument("--yes", action="store_true", help="Yes, it is right.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Trust it."""
        self.stdout.write(f"This machine says it is {clock.now():%A %d %B %Y, %H:%M} in London.")
        if not options["yes"]:
            self.stdout.write("If that is right, say so: clock_is_right --yes")
            return
        mode.trust_clock(at=clock.now(), now=machine_time())
        left = mode.mode(at=clock.now(), now=machine_time(), fresh=True).clock
        self.stdout.write(left or "The clock is trusted; the worker goes on.")
