"""An administrator, a practice lead, and browsers in which they have just shown who they are."""

from collections.abc import Callable

import pytest
from django.test import Client
from web_made import PASSWORD, person

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent

SignIn = Callable[[User], Client]
SIGN_IN = ("signed_in", "signed_out")


@pytest.fixture
def administrator() -> User:
    """Return somebody who administers."""
    return person(OwnRole.ADMINISTRATOR, name="Ada Minster")


@pytest.fixture
def admin(administrator: User) -> Client:
    """Return the administrator's browser, signed in a moment ago."""
    client = Client()
    client.post("/account/login/", {"login": administrator.username, "password": PASSWORD})
    return client


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    """Return the browser of a practice lead, who adopts policies."""
    return sign_in(person(OwnRole.PRACTICE_LEAD, name="Leda Pratt"))


@pytest.fixture
def told() -> Callable[[], list[AuditEvent]]:
    """Return a function that gives what the log was told, in its order, but for signing in."""
    return lambda: list(AuditEvent.objects.exclude(action__in=SIGN_IN).order_by("pk"))
