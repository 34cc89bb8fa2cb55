"""A database for each test of the web application, and somebody signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from web_triggers import triggers_yield_to_the_flush  # noqa: F401 (a fixture of all tests here)

from doorstep.web.accounts.models import User


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Give every test here a database."""


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Return a function that gives a browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
