"""`sweep`: work out every answer anew, as each night does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from doorstep.web import clock
from doorstep.web.caseload.services import sweep


class Command(BaseCommand):
    """Work out every child's answer anew as at today. Safe to repeat, and to stop at any time."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether only stale answers are wanted."""
        parser.add_argument("--only-stale", action="store_true", help="Pass over today's answers.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how many."""
        done = sweep(
            at=clock.now(),
            only_stale=options["only_stale"],
            progress=lambda words: self.stderr.write(words),
        )
        self.stdout.write(f"{done:,} children answered")
