"""`sign_ins`: whom one can sign in as in the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from doorstep.web.accounts.models import RoleHeld
from doorstep.web.administration.demo import PASSWORD


class Command(BaseCommand):
    """Print one person of each role of the demonstration, and the password."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them.

        Raises: CommandError in a real installation.
        """
        if not settings.DEMO:
            raise CommandError("Only the demonstration (DOORSTEP_DEMO=1) has sign-ins to print.")
        first: dict[str, RoleHeld] = {}
        for held in RoleHeld.objects.select_related("user", "team", "locality").order_by("pk"):
            first.setdefault(held.role, held)
        self.stdout.write(f"People you can sign in as; the password is {PASSWORD}")
        for role in sorted(first):
            held = first[role]
            where = held.team or held.locality or "whole authority"
            words = role.replace("_", " ")
            self.stdout.write(f"  {held.user.username:<28}{words:<32}{where}")
