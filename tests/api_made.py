"""Tokens, and what systems send with them, for tests of the API."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import web_made as made
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, Team, User
from doorstep.web.accounts.words import Can
from doorstep.web.api.models import ApiToken
from doorstep.web.api.queries import digest_of
from doorstep.web.api.services import Wish, issue_token
from doorstep.web.api.words import CAN_LABELS, Scope

YESTERDAY = made.TODAY - timedelta(1)


def system(
    role: str | None = Role.TEAM_MANAGER, *, name: str = "Other system", in_team: Team | None = None
) -> User:
    """Return an account that nobody signs in to, with a role."""
    number = User.objects.count() + 1
    user = User(username=f"system{number}", name=name)
    user.set_unusable_password()
    user.save()
    if role is not None:
        RoleHeld.objects.create(
            user=user, role=str(role), team=in_team, start_date=made.TODAY - timedelta(365)
        )
    return user


def token(
    user: User,
    *,
    scopes: Iterable[Scope] = tuple(Scope),
    cans: Iterable[Can] = tuple(CAN_LABELS),
    until: datetime = made.AT + timedelta(90),
) -> str:
    """Return a new token of an account."""
    administrator = made.access(made.person("administrator"))
    wish = Wish(
        user=user,
        name="Night job",
        scopes=frozenset(scopes),
        cans=frozenset(cans),
        expires_at=until,
        client_id=uuid4(),
    )
    return issue_token(wish, by=administrator, at=made.AT)[1]


def token_of_a_person(user: User) -> str:
    """Return a token of any account, also of one that nobody could issue it for, for comparisons."""
    mark = secrets.token_hex(5).translate(str.maketrans("0189", "abcd"))
    secret = f"ds_{mark}_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        user=user,
        name="For comparison",
        mark=mark,
        digest=digest_of(secret),
        scopes=sorted(Scope),
        cans=sorted(Can),
        client_id=uuid4(),
        created_at=made.AT,
        created_by=made.person("administrator"),
        expires_at=made.AT + timedelta(1),
    )
    return secret


class Program:
    """A program with a token, or without one."""

    def __init__(self, secret: str = ""):
        head = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(headers=head, raise_request_exception=False)

    def get(self, address: str, **query: Any) -> Any:
        """Ask for an address below /api/v1/."""
        return self.client.get(f"/api/v1/{address}", query)

    def post(self, address: str, body: Any) -> Any:
        """Send a body as JSON; bytes are sent as they are."""
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"/api/v1/{address}", told, content_type="application/json")


def program(user: User, **narrowed: Any) -> Program:
    """Return a program with a new token of an account."""
    return Program(token(user, **narrowed))


def visit(*child_ids: str, **more: Any) -> dict[str, Any]:
    """Return a visit in person at home at which each child was seen alone."""
    seen = {"seen": True, "seen_alone": True, "observations": "Playing in the kitchen."}
    return {
        "client_id": str(uuid4()),
        "visit_date": YESTERDAY.isoformat(),
        "visit_time": "16:00",
        "method": "in_person",
        "place": "home",
        "purpose": "To see the children",
        "children": [{"child_id": child_id, **seen} for child_id in child_ids],
    } | more


def contact(*child_ids: str, **more: Any) -> dict[str, Any]:
    """Return what a school said of children."""
    return {
        "client_id": str(uuid4()),
        "kind": "other_agency",
        "visit_date": YESTERDAY.isoformat(),
        "method": "phone",
        "agency": "Riverside School",
        "observations": "In school every day this week.",
        "children": list(child_ids),
    } | more
