"""A database for each test of the web application, and somebody signed in."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker
from web_triggers import triggers_yield_to_the_flush  # noqa: F401 (a fixture of all tests here)

from doorstep.web.accounts.models import User


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Write down that all migrations were applied: the tables were made from the models."""
    with django_db_blocker.unblock():
        call_command("migrate", fake=True, verbosity=0)


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
