"""Who signs in, fails to, signs out or changes how they sign in is written down."""

import web_made as made
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.verifying import verify
from doorstep.web.audit.words import Action

LOGIN = "/account/login/"
Told = tuple[str, str, str, str]


def _told() -> list[Told]:
    rows = AuditEvent.objects.filter(subject="person").order_by("pk")
    return [*rows.values_list("action", "actor", "subject_id", "detail")]


def _noor() -> User:
    return made.person(name="Noor Calloway")


def _try(client: Client, name: str, password: str = made.PASSWORD) -> None:
    client.post(LOGIN, {"login": name, "password": password})


def test_a_sign_in_tells_who_and_by_what() -> None:
    noor, client = _noor(), Client()

    _try(client, noor.username)

    assert _told() == [(Action.SIGNED_IN, "Noor Calloway", str(noor.pk), {"by": ["password"]})]
    event = AuditEvent.objects.get(subject="person")
    assert event.actor_id == noor.pk
    assert len(event.request_id) == 32
    assert event.happened_at == made.AT


def test_a_sign_out_tells_who() -> None:
    noor, client = _noor(), Client()
    _try(client, noor.username)

    client.post("/account/logout/")

    assert _told()[-1] == (Action.SIGNED_OUT, "Noor Calloway", str(noor.pk), {})


def test_a_wrong_password_tells_of_whose_account_but_not_who_tried() -> None:
    noor = _noor()

    _try(Client(), noor.username.upper(), "something else")

    expected = (Action.SIGN_IN_FAILED, "not signed in", str(noor.pk), {"account_exists": True})
    assert _told() == [expected]


def test_what_somebody_typed_for_a_name_is_not_kept() -> None:
    _try(Client(), "my-secret-password")

    (told,) = _told()
    assert told == (Action.SIGN_IN_FAILED, "not signed in", "", {"account_exists": False})
    assert not [row for row in AuditEvent.objects.values() if "my-secret" in str(row)]


def test_a_lock_after_wrong_tries_is_told() -> None:
    noor = _noor()

    for _ in range(settings.AXES_FAILURE_LIMIT):
        _try(Client(), noor.username, "something else")

    locked = (Action.LOCKED_OUT, "not signed in", str(noor.pk), {"account_exists": True})
    assert _told().count(locked) == 1
    _try(Client(), noor.username)
    assert _told().count(locked) == 2
    assert not AuditEvent.objects.filter(action=Action.SIGNED_IN).exists()


def test_a_new_password_is_told() -> None:
    noor, client = _noor(), Client()
    _try(client, noor.username)

    other = "another-long-password-2026"
    given = {"oldpassword": made.PASSWORD, "password1": other, "password2": other}
    client.post("/account/password/", given)

    noor.refresh_from_db()
    assert noor.check_password(other)
    changed = (Action.CHANGE_PASSWORD, "Noor Calloway", str(noor.pk), {})
    assert _told().count(changed) == 1


def test_a_wrong_code_of_the_second_step_is_told() -> None:
    noor, client = _noor(), Client()
    TOTP.activate(noor, generate_totp_secret())
    RecoveryCodes.activate(noor)
    _try(client, noor.username)
    assert not AuditEvent.objects.filter(action=Action.SIGNED_IN).exists()

    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert (Action.SECOND_STEP_FAILED, "not signed in", str(noor.pk), {}) in _told()


def test_a_second_step_that_is_taken_away_is_told_with_its_kind() -> None:
    noor, client = _noor(), Client()
    _try(client, noor.username)
    TOTP.activate(noor, generate_totp_secret())

    client.post(reverse("mfa_deactivate_totp"))

    told = (Action.REMOVE_SECOND_STEP, "Noor Calloway", str(noor.pk), {"kind": "totp"})
    assert told in _told()


def test_the_log_of_sign_ins_is_one_chain() -> None:
    noor = _noor()
    for password in ("wrong", made.PASSWORD, "wrong"):
        _try(Client(), noor.username, password)

    assert verify().events == 3
    assert verify().whole
