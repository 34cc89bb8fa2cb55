"""`import_incidence`: store published weekly rates by area from a CSV."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.decisions.incidence_file import NotRatesError, Refused, read_rates
from doorstep.web.decisions.services.incidence import store_rates


class Command(BaseCommand):
    """Store the published rates of a file: what is new of it. Safe to repeat.

    The first line names the columns: areaName, areaCode, date, and one that ends in RollingRate.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="Who published it, as pages say it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import.

        Raises: CommandError with what to do.
        """
        file, now = options["file"], clock.now()
        try:
            found = read_rates(file.read_bytes(), file=file.name, on=now.date())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except NotRatesError as error:
            raise CommandError(str(error)) from None
        new = store_rates(found.rates, source=options["source"], by=None, at=now)
        self.stdout.write(f"{len(found.rates):,} rates read, {new:,} new")
        for row in found.refused:
            self._say(row)

    def _say(self, row: Refused) -> None:
        self.stderr.write(f"{row.file}, row {row.row}: {row.field} {row.why}")
