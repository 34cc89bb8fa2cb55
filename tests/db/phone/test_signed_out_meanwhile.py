"""The session ends while something is taken in: that is no fault of what was sent."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import phone_made as phones
import pytest
import visit_made as visits
import web_made as made
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Visit
from doorstep.web.phone.models import Sent, SetAside

SignedIn = Callable[[User], Client]


@pytest.fixture
def ends_meanwhile(settings: Any, sign_in: Callable[[User], Client]) -> Iterator[SignedIn]:
    """Return a function that signs somebody in, whose session ends as soon as a visit is written."""

    def signed_in(user: User) -> Client:
        # Two minutes later the session has news to keep: when it was used last.
        settings.CLOCK = (made.AT - timedelta(minutes=2)).isoformat()
        client = sign_in(user)
        settings.CLOCK = phones.CLOCK
        return client

    def ending(execute: Any, sql: str, *given: Any) -> Any:
        answer = execute(sql, *given)
        if sql.startswith('INSERT INTO "caseload_visit"'):
            Session.objects.all().delete()
        return answer

    with connection.execute_wrapper(ending):
        yield signed_in


def test_what_a_phone_sent_is_not_set_aside_but_sent_again_and_there_once(
    ends_meanwhile: SignedIn,
) -> None:
    made.adopt()
    noor = visits.worker()
    (child,) = made.store(made.case("C1"))
    told = phones.visit(phones.phone(noor), child)

    answer = phones.send(ends_meanwhile(noor), told)

    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert not SetAside.objects.exists()
    again = phones.send(ends_meanwhile(noor), told)
    assert again.status_code == 200
    assert Visit.objects.count() == Sent.objects.count() == 1


def test_who_saved_on_a_page_is_told_to_look_before_they_send_it_again(
    ends_meanwhile: SignedIn,
) -> None:
    made.adopt()
    noor = visits.worker()
    (child,) = made.store(made.case("C1"))
    form = visits.posted(child, step="save")

    answer = ends_meanwhile(noor).post("/children/C1/visits/new/", form)

    assert answer.status_code == 401
    assert "it may be saved" in answer.content.decode()
    assert Visit.objects.count() == 1
