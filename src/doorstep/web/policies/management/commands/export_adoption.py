"""`export_adoption`: write what is adopted as an adoption's file."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web.policies.queries import NothingAdoptedError, adoption


class Command(BaseCommand):
    """Write what the authority has adopted as a file for the command line's `--policy`."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("--out", type=Path, required=True, help="A file that ends in .yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export.

        Raises: CommandError with what to do.
        """
        out: Path = options["out"]
        if out.suffix not in {".yaml", ".yml"}:
            raise CommandError(
                f"{out}: give a name that ends in .yaml, by which adoptions are known."
            )
        try:
            told = adoption_as_data()
            out.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True), "utf-8")
        except NothingAdoptedError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{out}: {len(told['adopted'])} packs")


def adoption_as_data() -> dict[str, Any]:
    """Return the adoption as its file writes it; the authority's own packs by their whole path."""
    told = adoption().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for each in told["adopted"]:
        own = Path(settings.PACKS, each["pack"]).resolve()
        if settings.PACKS and (own / "pack.yaml").is_file():
            each["pack"] = str(own)
    return told
