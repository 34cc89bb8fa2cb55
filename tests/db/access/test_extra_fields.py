"""What a form does not ask is not read: fields slipped into it change nothing that is stored (A5)."""

from collections import Counter
from typing import Any

import pytest
from db.access import asking, table
from db.access.asking import Ask
from db.access.county import County
from db.access.forms import county_of_all, every_form, taken
from db.access.stored import everything, known_children
from django.db import transaction
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User

SLIPPED_IN: dict[str, Any] = {
    "is_superuser": "on", "is_staff": "on", "is_active": "", "password": "pbkdf2$1$a$b",
    "user_permissions": "1", "groups": "1", "last_login": "2020-01-01", "recorded_at": "2001-01-01",
    "recorded_by": "1", "recorded_by_id": "1", "child": "NEAR-C", "child_id": "NEAR-C",
    "child_pk": "2",
    "pk": "2", "id": "2", "user": "1", "user_id": "1", "username": "root", "worker_id": "W999",
    "team": "3", "team_id": "3", "locality": "1", "locality_id": "1", "role": "senior_manager",
    "roles": "administrator", "acting_for": "The Director", "acts_for": "1", "owner": "1",
    "owner_id": "1",
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
    "open-decision": set(),
    "act": {"role"},
    "comment": set(),
    "write": set(),
    "fill-form": set(),
    "household": set(),
    "decide-tier": set(),
    "record-meeting": set(),
    "record-event": {"at", "due_date"},
    "correct-event": {"at", "due_date"},
    "end-plan": set(),
    "add-child": {"kind", "start_date", "team"},
    "double": set(),
    "undo-merge": set(),
    "new-import": set(),
    "import": set(),
    "question": set(),
    "difference": set(),
    "move-children": {"child", "role", "start_date"},
    "move": set(),
    "hand-over": {"start_date"},
    "absences": {"start_date", "end_date"},
    "end-absence": set(),
    "how-i-am": {"start_date", "end_date"},
    "say-availability": {"start_date", "end_date"},
    "records-child": {"kind"},
    "records-holds": {"kind"},
    "disposal": set(),
    "access-request": set(),
    "access-names": set(),
    "access-entry": set(),
    "incidence": set(),
    "being-told": set(),
    "new-reminder": set(),
    "child-reminder": set(),
    "go-out": set(),
    "team-phones": set(),
    "set-aside-one": set(),
    "add-photograph": set(),
    "photograph": set(),
    "my-round": set(),
    "end-outing": set(),
    "change-reminder": set(),
    "new-webhook": set(),
    "change-webhook": set(),
}


def changed_by(browser: Client, ask: Ask, form: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Return what a form changes of everything that is stored; it is undone."""
    with transaction.atomic():
        known = known_children()
        before = everything(known)
        answer = browser.post(ask.address, form)
        assert answer.status_code == taken(ask.route), (ask.route, answer.status_code)
        after = everything(known)
        transaction.set_rollback(True)
    gone = Counter({(f"- {name}", said): n for (name, said), n in (before - after).items()})
    return (after - before) + gone


@pytest.fixture
def here() -> County:
    return county_of_all()


def test_every_form_of_the_application_is_tried() -> None:
    forms = {
        name
        for rows in (table.PAGES, table.OF_A_CHILD, table.OF_A_LIST)
        for name in rows
        if name not in table.GET_ONLY
        and not name.startswith(("account", "mfa_", "openid", "work_"))
    }
    # these store nothing, or only that somebody asked
    reading = {
        "visit", "my-day", "search", "search-suggest", "teams", "team", "locality", "authority",
        "workload",
        "blind-spots", "due-export", "policy", "whole-policy", "policy-pack", "policy-part",
        "administration",
        "bank-holidays", "people", "person", "places", "team-people", "deputies", "own-deputies",
        "adoptions",
        "audit-export", "audit-check", "saved-views", "usersessions_list", "continuity", "staff",
        "records", "doubles", "imports", "import-children", "import-refused", "questions",
        "differences", "outage-packs",
    }  # fmt: skip
    # these have no field at all, or one that is of the library
    confirmed = {"reopen-account", "password-link", "end-deputy", "delete-view", "choose-password"}
    confirmed |= {"take-back-word", "extend-outing", "take-phone-away"}
    # what the doorstep page's script sends: data that refuses unknown names
    confirmed |= {"enrol-phone", "report-waiting", "send-record"}
    confirmed |= {
        "test-message", "make-feed", "revoke-feed", "settle-reminder", "reopen-reminder", "send-again",
        "test-webhook", "webhook-secret", "end-webhook", "outage-words",
    }  # fmt: skip
    confirmed |= {
        "mark-copied",
        "save-draft",
    }  # the latter is the form of `write`, sent by a script
    # what a token opens, whose bodies refuse unknown names, and a page that shows the token it made
    confirmed |= {"api-visits", "api-contacts", "new-api-token", "revoke-api-token"}
    assert forms - reading - confirmed == set(ASKED)
    assert set(every_form(county_of_all())) == set(ASKED)


def test_fields_slipped_into_a_form_change_nothing(here: County) -> None:
    browser = here.browser("team")
    accepted = []
    for name, ask in every_form(here).items():
        plain = changed_by(browser, ask, ask.form)
        assert plain, f"{name} stores nothing: it proves nothing"
        slipped = {
            k: v for k, v in SLIPPED_IN.items() if k not in ASKED[name] and k not in ask.form
        }
        more = changed_by(browser, ask, slipped | ask.form)
        if more != plain:
            accepted.append((name, *(more - plain).elements()))

    assert not accepted, accepted


def test_a_person_added_has_no_more_than_the_form_gives(here: County) -> None:
    browser = here.browser("team")
    told = {"name": "New Person", "username": "new.person", "worker_id": "W55"}

    browser.post("/administration/people/new/", SLIPPED_IN | told)

    user = User.objects.get(username="new.person")
    assert (user.is_superuser, user.is_staff, user.is_active) == (False, False, True)
    assert not user.has_usable_password()
    assert not user.roles.exists()


def test_the_role_of_a_record_is_one_that_is_held(here: County) -> None:
    browser = here.browser("team")
    asks = asking.of_a_child(here, here.children["own"], None)

    browser.post(
        "/children/OWN-C/visits/new/", asks["record-visit"].form | {"role": "head_of_service"}
    )

    stored = here.children["own"].visit_set.order_by("-pk").first()
    assert stored is not None
    assert stored.role == Role.TEAM_MANAGER
