"""`export_extract`: write what the database knows of the children as a prepared extract."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from doorstep.intake import UnreadableError, prepare
from doorstep.intake.extract import Extract
from doorstep.web import clock
from doorstep.web.audit import services as audit
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_facts


class Command(BaseCommand):
    """Write all children as a prepared extract, for the command line. It holds personal data.

    With `export_adoption`, `doorstep due FILE --policy ADOPTION` says what the pages say.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, and write down that it was done.

        Raises: CommandError with what to do.
        """
        with transaction.atomic():
            extract = extract_of_all()
            audit.record(
                action="export",
                subject="authority",
                by=None,
                at=clock.now(),
                detail={"what": "extract", "children": len(extract.cases)},
            )
            try:
                prepare(extract, options["out"])
            except (UnreadableError, OSError) as error:
                raise CommandError(str(error)) from None
        self.stdout.write(f"{options['out']}: {len(extract.cases):,} children")


def extract_of_all() -> Extract:
    """Return what is known of every child, from sources and recorded here, as one extract.

    Merged records are one child, the one that stays.
    """
    rows = Child.objects.filter(kept()).select_related("document")
    children = list(rows.order_by("child_id"))
    cases = case_facts(children)
    return Extract(
        source="Doorstep's database",
        cases=tuple(cases[child.pk] for child in children),
        refusals=(),
        notes=(),
        names={child.child_id: child.name for child in children},
    )
