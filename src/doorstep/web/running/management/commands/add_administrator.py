"""`add_administrator`: the first person of a new installation, who then adds the others."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from doorstep.web import clock
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action


class Command(BaseCommand):
    """Add an administrator and print a password for the first sign-in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is."""
        parser.add_argument("username", help="With work accounts, what the provider calls them.")
        parser.add_argument("--name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Add them.

        Raises: CommandError if somebody has the username.
        """
        at, password = clock.now(), secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    options["username"], password=password, name=options["name"]
                )
                RoleHeld.objects.create(
                    user=user, role=OwnRole.ADMINISTRATOR.value, start_date=at.date()
                )
                for action in (Action.ADD_PERSON, Action.GIVE_ROLE):
                    detail = {"role": OwnRole.ADMINISTRATOR.value}
                    audit.record(
                        action=action, subject="user", subject_id=str(user.pk), by=None, at=at,
                        detail=detail if action == Action.GIVE_ROLE else {},
                    )  # fmt: skip
        except IntegrityError:
            raise CommandError("Somebody has this username already.") from None
        self.stdout.write(f"{user.username} can sign in with: {password}\nChange it at once.")
