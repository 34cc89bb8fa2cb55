"""`api_description`: write the description of the API (OpenAPI) to standard output."""

from typing import Any

from django.core.management.base import BaseCommand

from doorstep.web.api.described import as_text


class Command(BaseCommand):
    """Write the description of the API, as `docs/schema/api-v1.json` has it."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        self.stdout.write(as_text(), ending="")
