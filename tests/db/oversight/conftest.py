"""An auditor at a browser."""

import time
from collections.abc import Callable

import pytest
import web_made as made
from django.test import Client

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole


@pytest.fixture
def auditor(sign_in: Callable[[User], Client]) -> Client:
    """Return the browser of an auditor who signed in a moment ago."""
    user = made.person(OwnRole.AUDITOR, name="Wren Oduya")
    client = sign_in(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
