"""`demo`: fill an empty database with an invented authority."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doorstep.web import clock
from doorstep.web.accounts.models import User
from doorstep.web.administration.demo import PASSWORD, SignIn, make_demo


class Command(BaseCommand):
    """Fill an empty database with an invented authority, and print who can sign in."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size and the seed."""
        parser.add_argument("--children", type=int, default=2251)
        parser.add_argument("--years", type=int, default=1)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the authority unless people are there already."""
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("People are in this database already: take an empty one.")
        made = make_demo(
            children=options["children"],
            years=options["years"],
            seed=options["seed"],
            at=clock.now(),
            progress=lambda words: self.stderr.write(words),
        )
        self._print(made)

    def _print(self, made: list[SignIn]) -> None:
        self.stdout.write(f"\nPeople you can sign in as; the password is {PASSWORD}\n")
        for each in sorted(made, key=lambda s: s.role):
            role = each.role.replace("_", " ")
            self.stdout.write(f"  {each.username:<28}{role:<32}{each.where}")
