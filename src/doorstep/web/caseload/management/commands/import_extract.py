"""`import_extract`: store what an extract says of the children, as it comes each night."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.intake import UnreadableError, read
from doorstep.web import clock
from doorstep.web.caseload.services import store_extract
from doorstep.web.policies.queries import NothingAdoptedError


class Command(BaseCommand):
    """Store an extract: of each child what is new, and at once what follows from it.

    Safe to repeat: who is as before is left alone, and after a stop it goes on where it was.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the extract and its supplement."""
        parser.add_argument("extract", type=Path)
        parser.add_argument(
            "--supplement", type=Path, help="Its doorstep_*.csv files, if elsewhere."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import.

        Raises: CommandError with what to do.
        """
        try:
            extract = read(options["extract"], supplement=options["supplement"], progress=self._say)
            changed = store_extract(extract, by=None, at=clock.now(), progress=self._say)
        except (UnreadableError, NothingAdoptedError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{len(extract.cases):,} children read, {changed:,} changed")
        if extract.refusals:
            self.stdout.write(
                f"{len(extract.refusals):,} rows or fields could not be used. They are listed by: "
                f"doorstep extract check {options['extract']} --out-refused FILE"
            )

    def _say(self, words: str) -> None:
        self.stderr.write(words)
