"""`doctor`: say what is wrong with an installation and what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from doorstep.web import clock
from doorstep.web.running.doctor import examine
from doorstep.web.running.worker import machine_time


class Command(BaseCommand):
    """Say what is wrong with this installation and what to do. Ends with status 1 if anything is."""

    help = __doc__
    requires_system_checks = ()  # the doctor runs them itself and tells all

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything."""
        wrong = 0
        for finding in examine(at=clock.now(), now=machine_time()):
            wrong += not finding.ok
            word = "  ok   " if finding.ok else "  WRONG"
            self.stdout.write(f"{word} {finding.about}: {finding.says}")
        self.stdout.write("All is well." if not wrong else f"{wrong} things to see to.")
        sys.exit(bool(wrong))
