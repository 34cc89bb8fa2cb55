"""People of every role for one child, and the database before and after what they try."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import path_planned as p
import web_made as made
from django.apps import apps
from django.db import connection, transaction

from doorstep.policy.procedure import Procedure
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, RoleHeld, Team, User

MOST_OF_A_ROLE = 4


class People:
    """Some people of each role in the child's team, and one of each who acts, in another."""

    def __init__(self, procedure: Procedure) -> None:
        here, there = made.team("East"), made.team("West", "Westmarch")
        acting = {*procedure.roles, *procedure.opened_by, Role.SOCIAL_WORKER}
        self._here = {
            r: _some(r, here, MOST_OF_A_ROLE if r in acting else 1) for r in p.WITH_ACCOUNT
        }
        self._there = {r: _some(r, there, 1) for r in p.WITH_ACCOUNT if r in acting}
        self.somebody = _some(None, here, 1)[0]

    def of(self, role: Role, number: int = 0) -> Access:
        """Return one of those who hold a role in the child's team."""
        return self._here[role][number]

    def stranger(self, role: Role) -> Access:
        """Return somebody who holds the role elsewhere."""
        return self._there[role][0]

    def with_all(self, roles: Iterable[Role]) -> Access:
        """Return what somebody may do who holds all these roles at once."""
        user, team = User.objects.get(pk=self.somebody.user_id), made.team("East")
        RoleHeld.objects.bulk_create(
            RoleHeld(user=user, role=role, team=team, start_date=p.SINCE) for role in roles
        )
        return made.access(user)

    def giving(self, name: str, role: Role) -> Access:
        """Return what somebody may do who is given one more role."""
        user = User.objects.get(pk=int(name.removeprefix("user ")))
        RoleHeld.objects.create(user=user, role=role, team=made.team("East"), start_date=p.SINCE)
        return made.access(user)

    def deputy_of(self, name: str, role: Role) -> Access:
        """Return what a deputy may do for somebody who is given one more role."""
        self.giving(name, role)
        user, until = User.objects.get(pk=self.somebody.user_id), made.TODAY + timedelta(9)
        Deputy.objects.create(
            user=user,
            acts_for_id=int(name.removeprefix("user ")),
            start_date=p.SINCE,
            end_date=until,
            given_by=user,
        )
        return made.access(user)


def _some(role: Role | None, team: Team, number: int) -> list[Access]:
    """Return what some new people of a role in a team may do; without a password, to be quick."""
    found = []
    for n in range(number):
        name = f"{role} {n} of {team.name}"
        user = User.objects.create(username=name, name=name)
        if role is not None:
            RoleHeld.objects.create(user=user, role=role, team=team, start_date=p.SINCE)
        found.append(made.access(user))
    return found


TABLES = tuple(
    model._meta.db_table
    for app in ("decisions", "caseload", "audit")
    for model in apps.get_app_config(app).get_models()
)


def fingerprint() -> str:
    """Return the fingerprint of every row of decisions, children's records and the audit log."""
    found = sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (names of our own tables)
            found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()


def rows_written() -> int | None:
    """Return how many rows this connection wrote until now; None where the database does not say."""
    if connection.vendor != "sqlite":
        return None
    total: int = connection.connection.total_changes
    return total


@contextmanager
def undone() -> Iterator[None]:
    """Let something happen and take it back."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)
