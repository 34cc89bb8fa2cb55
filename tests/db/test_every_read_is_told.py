"""Every page of a child's record that is shown leaves exactly one event in the log (U2)."""

from collections.abc import Callable

import web_made as made
from db.test_routes import _below
from django.test import Client
from django.urls import URLPattern, get_resolver

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent

SignIn = Callable[[User], Client]


def pages_of_a_child() -> list[str]:
    """Return the address of every page that names a child, with C1 in it."""
    found: list[tuple[str, URLPattern]] = list(_below(get_resolver().url_patterns, "/"))
    return sorted({address for address, _ in found if address.startswith("/children/C1")})


def test_every_page_shown_leaves_one_event(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1"))
    client = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))
    shown = []
    for address in pages_of_a_child():
        before = AuditEvent.objects.count()
        answer = client.get(address)
        told = list(AuditEvent.objects.order_by("pk")[before:])
        if answer.status_code == 200:
            shown.append(address)
            assert [(e.subject, e.subject_id) for e in told] == [("child", "C1")], address
        else:
            assert told == [], address
    assert len(shown) >= 8, shown
