"""What a form does not ask is not read: fields slipped into it change nothing that is stored (A5)."""

from collections import Counter
from typing import Any

import pytest
import web_made as made
from db.access import asking, table
from db.access.asking import Ask
from db.access.county import SPOT, County, act_for, county, hold
from db.access.stored import everything
from django.db import transaction
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Explained
from doorstep.web.lists.models import SavedView

SLIPPED_IN: dict[str, Any] = {
    "is_superuser": "on", "is_staff": "on", "is_active": "", "password": "pbkdf2$1$a$b",
    "user_permissions": "1", "groups": "1", "last_login": "2020-01-01", "recorded_at": "2001-01-01",
    "recorded_by": "1", "recorded_by_id": "1", "child": "NEAR-C", "child_id": "NEAR-C", "child_pk": "2",
    "pk": "2", "id": "2", "user": "1", "user_id": "1", "username": "root", "worker_id": "W999",
    "team": "3", "team_id": "3", "locality": "1", "locality_id": "1", "role": "senior_manager",
    "roles": "administrator", "acting_for": "The Director", "acts_for": "1", "owner": "1", "owner_id": "1",
    "looked_at_by": "1", "looked_at": "2026-01-01", "placed_by": "1", "placed_at": "2001-01-01",
    "start_at": "2001-01-01", "end_at": "2099-01-01", "start_date": "2001-01-01",
    "end_date": "2099-01-01", "given_by": "1", "by": "1", "at": "2001-01-01", "digest": "0" * 64,
    "corrects": "1", "withdrawn": "on", "occasion": "0" * 32, "opening": "slipped in", "details": "{}",
    "outcome": "disclosure", "approved_at": "2001-01-01", "planned_date": "2001-01-01",
    "agency": "slipped in", "kind": "kit_disclosure", "event_date": "2001-01-01", "hash": "0" * 64,
    "query": "when=today", "page": "authority", "shared_with_id": "1", "until_date": "2099-01-01",
    "tier": "vulnerable", "as_at": "2001-01-01", "status": "done", "due_date": "2099-01-01",
}  # fmt: skip
# What a form asks under these names, or under the same name with a part added.
ASKED = {
    "warnings": set(),
    "share-arrangements": {"at"},
    "record-visit": {"role"},
    "record-call": {"role"},
    "record-contact": {"role", "agency"},
    "correct-visit": {"role"},
    "restrict": set(),
    "explain-blind-spot": set(),
    "break-glass": {"child_id"},
    "save-view": {"shared_with"},
    "change-view": set(),
    "new-person": {"username", "worker_id"},
    "change-person": {"username", "worker_id"},
    "close-account": set(),
    "give-role": {"role", "start_date", "end_date"},
    "end-role": {"end_date"},
    "new-team": {"locality"},
    "change-team": {"locality"},
    "new-locality": set(),
    "change-locality": set(),
    "new-deputy": {"user", "acts_for", "start_date", "end_date"},
    "new-own-deputy": {"user", "start_date", "end_date"},
    "end-own-deputy": set(),
    "adopt": {"start_date", "end_date"},
    "end-adoption": {"end_date"},
    "way-in": set(),
    "break-glass-opening": set(),
    "take-back-explanation": set(),
}


def changed_by(browser: Client, ask: Ask, form: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Return what a form changes of everything that is stored; it is undone."""
    with transaction.atomic():
        before = everything()
        answer = browser.post(ask.address, form)
        assert answer.status_code == 302, (ask.route, answer.status_code)
        after = everything()
        transaction.set_rollback(True)
    gone = Counter({(f"- {name}", said): n for (name, said), n in (before - after).items()})
    return (after - before) + gone


def _asks(here: County) -> dict[str, Ask]:
    """Return every form of everybody who may send it."""
    child, visit = here.children["own"], here.visits["own"]
    found = asking.of_a_child(here, child, visit) | asking.of_a_list("team", here.east.pk)
    found |= asking.of_pages(here)
    own = SavedView.objects.create(owner=here.me, page=f"team-{here.east.pk}", name="Own", query="")
    found["change-view"] = Ask("change-view", (own.pk,), form={"name": "New", "version": 1})
    deputy = act_for(here.colleague, here.me, until=made.TODAY.replace(month=12))
    found["end-own-deputy"] = Ask("end-own-deputy", (deputy.pk,), form={"version": 1})
    found["adopt"].form["step"] = "adopt"
    Explained.objects.create(
        child=child, kind=SPOT, words="we know", until=made.TODAY.replace(month=12),
        recorded_at=made.AT, recorded_by=here.colleague,
    )  # fmt: skip
    return {name: found[name] for name in ASKED}


@pytest.fixture
def here() -> County:
    """Return the county of a team manager who holds every other right besides."""
    found = county(Role.TEAM_MANAGER)
    for role in (OwnRole.ADMINISTRATOR, OwnRole.PRACTICE_LEAD, OwnRole.AUDITOR):
        hold(found.me, role, None)
    return found


def test_every_form_of_the_application_is_tried() -> None:
    forms = {
        name
        for rows in (table.PAGES, table.OF_A_CHILD, table.OF_A_LIST)
        for name in rows
        if name not in table.GET_ONLY and not name.startswith(("account", "mfa_", "openid", "work_"))
    }
    # these store nothing, or only that somebody asked
    reading = {
        "visit", "my-day", "search", "search-suggest", "teams", "team", "locality", "authority", "workload",
        "blind-spots", "due-export", "policy", "whole-policy", "policy-pack", "policy-part", "administration",
        "bank-holidays", "people", "person", "places", "team-people", "deputies", "own-deputies", "adoptions",
        "audit-export", "audit-check", "saved-views", "usersessions_list",
    }  # fmt: skip
    # these have no field at all, or one that is of the library
    confirmed = {"reopen-account", "password-link", "end-deputy", "delete-view", "choose-password"}
    assert forms - reading - confirmed == set(ASKED)


def test_fields_slipped_into_a_form_change_nothing(here: County) -> None:
    browser = here.browser("team")
    accepted = []
    for name, ask in _asks(here).items():
        plain = changed_by(browser, ask, ask.form)
        assert plain, f"{name} stores nothing: it proves nothing"
        slipped = {k: v for k, v in SLIPPED_IN.items() if k not in ASKED[name] and k not in ask.form}
        more = changed_by(browser, ask, slipped | ask.form)
        if more != plain:
            accepted.append((name, *(more - plain).elements()))

    assert not accepted, accepted


def test_a_person_added_has_no_more_than_the_form_gives(here: County) -> None:
    browser = here.browser("team")
    told = {"name": "New Person", "username": "new.person", "worker_id": "W55"}

    browser.post("/administration/people/new/", SLIPPED_IN | told)

    from doorstep.web.accounts.models import User

    user = User.objects.get(username="new.person")
    assert (user.is_superuser, user.is_staff, user.is_active) == (False, False, True)
    assert not user.has_usable_password()
    assert not user.roles.exists()


def test_the_role_of_a_record_is_one_that_is_held(here: County) -> None:
    browser = here.browser("team")
    asks = asking.of_a_child(here, here.children["own"], None)

    browser.post("/children/OWN-C/visits/new/", asks["record-visit"].form | {"role": "head_of_service"})

    stored = here.children["own"].visit_set.order_by("-pk").first()
    assert stored is not None
    assert stored.role == Role.TEAM_MANAGER
