"""`import_extract`: bring in what an extract says of the children, as it comes each night."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.components import plural
from doorstep.web.imports.arriving import take_path
from doorstep.web.imports.job import work_on
from doorstep.web.imports.models import Import, State
from doorstep.web.imports.services import say_apply
from doorstep.web.imports.standing import BusyError
from doorstep.web.policies.queries import NothingAdoptedError, stack

TOLD = (
    ("new", "new"),
    ("changed", "changed"),
    ("gone", "open and missing from it (asked about once it is applied)"),
)
BUSY = "Another import is being applied or undone: try again when it is done."
YES = ("y", "yes")


class Command(BaseCommand):
    """Bring in an extract: read it, say what it changes, and apply it once that is agreed to.

    Without --yes or --preview it asks. Nothing of it stands until it is applied, and then all of it.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the extract, its supplement, and whether to apply it."""
        parser.add_argument("extract", type=Path)
        parser.add_argument(
            "--supplement", type=Path, help="Its doorstep_*.csv files, if elsewhere."
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--preview", action="store_true", help="Only say what it would change.")
        how.add_argument("--yes", action="store_true", help="Apply it without asking.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import.

        Raises: CommandError with what to do.
        """
        row = self._read(Path(options["extract"]), options["supplement"])
        self._tell(row, options["extract"])
        if not (row.new or row.changed or row.gone):
            self.stdout.write("Nothing changes")
        if options["preview"] or not (options["yes"] or self._is_agreed()):
            self.stdout.write("Not applied. It waits under Data, Imports.")
            return
        self._apply(row)

    def _read(self, path: Path, supplement: Path | None) -> Import:
        try:
            stack()
            row = take_path(path, supplement=supplement, at=clock.now())
        except NothingAdoptedError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"{path} cannot be opened ({error.strerror}): check its name and your permission."
            ) from None
        return self._work_on(row, State.READY)

    def _work_on(self, row: Import, wanted: State) -> Import:
        work_on(row, at=clock.now(), step=self._say)
        row.refresh_from_db()
        if row.state != wanted:
            raise CommandError(row.why or f"It was stopped: {row.get_state_display().lower()}.")
        return row

    def _tell(self, row: Import, path: Path) -> None:
        told = ", ".join(f"{getattr(row, name):,} {words}" for name, words in TOLD)
        self.stdout.write(f"{row.children:,} children read: {told}")
        for note in row.notes:
            self.stdout.write(f"Note: {note}")
        if row.refused:
            self.stdout.write(
                f"{plural(row.refused, 'row or field', 'rows or fields')} could not be used: see the "
                f"page of the import, or run: doorstep extract check {path} --out-refused FILE"
            )

    def _is_agreed(self) -> bool:
        if not sys.stdin.isatty():
            return False
        self.stdout.write("Apply it? yes or no")
        return sys.stdin.readline().strip().casefold() in YES

    def _apply(self, row: Import) -> None:
        try:
            say_apply(row, version=row.version, by=None, at=clock.now())
        except BusyError:
            raise CommandError(BUSY) from None
        self._work_on(row, State.APPLIED)
        self.stdout.write(f"Applied: {row.new + row.changed:,} children changed")

    def _say(self, words: str) -> None:
        self.stderr.write(words)
