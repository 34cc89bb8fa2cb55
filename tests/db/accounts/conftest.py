"""Somebody at a browser who signs in as people do."""

from collections.abc import Callable

import pytest
from django.test import Client
from web_made import PASSWORD

from doorstep.web.accounts.models import User

LOGIN = "/account/login/"


@pytest.fixture
def type_password() -> Callable[..., Client]:
    """Return a function that signs somebody in with their password, in a new browser."""

    def typed(user: User | str, password: str = PASSWORD, **extra: str) -> Client:
        client = Client(**extra)  # type: ignore[arg-type]
        name = user if isinstance(user, str) else user.username
        client.post(LOGIN, {"login": name, "password": password})
        return client

    return typed


def is_in(client: Client) -> bool:
    """Test whether a browser is signed in."""
    return client.get("/account/").status_code == 200
