"""A second factor: set up, needed, used once, counted; and being asked again before great steps (S10)."""

import re
import time
from collections.abc import Callable

import pytest
import web_made as made
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from doorstep.web.accounts.models import User
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.services import end_sessions, remove_second_factors

Typed = Callable[..., Client]
LOGIN, ACCOUNT, APP = "/account/login/", "/account/", "/account/factors/app/"
CODE, AGAIN = "/account/factors/code/", "/account/again/"


def code_of(secret: str, *, later: int = 0) -> str:
    """Return the app's code of now, or of so many half minutes later."""
    left = 30 - time.time() % 30
    if later < 0 and left < 4:
        time.sleep(left)  # else the next may have begun when it is looked at, and this be too old
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def key_of_page(client: Client) -> str:
    page = client.get(APP).content.decode()
    return "".join(re.findall(r"Key: <strong>([A-Z2-7 ]+)<", page)[0].split())


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set up an app as a person does; return its key and the recovery codes."""
    secret = key_of_page(client)
    answer = client.post(APP, {"code": code_of(secret, later=-1)}, follow=True)
    codes = re.findall(r"<li>(\d{4}) (\d{4})</li>", answer.content.decode())
    return secret, ["".join(each) for each in codes]


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type="totp").exists()


def test_an_app_is_set_up_with_its_key_as_picture_and_as_text_and_ten_recovery_codes(
    type_password: Typed,
) -> None:
    user = made.person()
    client = type_password(user)
    page = client.get(APP).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    _, codes = set_up_app(client)
    assert has_app(user)
    assert len(codes) == 10
    assert "cannot be shown again" in client.get("/account/factors/recovery/").content.decode()


def test_with_an_app_a_password_alone_opens_nothing(type_password: Typed) -> None:
    user = made.person()
    secret, _ = set_up_app(type_password(user))
    client = type_password(user)
    assert not is_in(client)
    assert client.get(CODE).status_code == 200
    client.post(CODE, {"code": code_of(secret)})
    assert is_in(client)


def test_a_code_works_once_in_whatever_process(type_password: Typed, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    user = made.person()
    secret, _ = set_up_app(type_password(user))
    code = code_of(secret)
    first, second = type_password(user), type_password(user)
    first.post(CODE, {"code": code})
    second.post(CODE, {"code": code})
    assert is_in(first)
    assert not is_in(second)
    second.post(CODE, {"code": code_of(secret, later=-1)})
    assert not is_in(second), "an older code than the last used one"


def test_a_recovery_code_signs_in_once(type_password: Typed) -> None:
    user = made.person()
    _, codes = set_up_app(type_password(user))
    first, second = type_password(user), type_password(user)
    first.post(CODE, {"code": codes[0]})
    second.post(CODE, {"code": codes[0]})
    assert is_in(first)
    assert not is_in(second)


def test_wrong_codes_are_counted_like_wrong_passwords(type_password: Typed) -> None:
    user = made.person()
    secret, _ = set_up_app(type_password(user))
    client = type_password(user)
    told = [client.post(CODE, {"code": "000000"}).status_code for _ in range(5)]
    assert told == [200] * 4 + [429]
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 429
    assert (
        Client().post(LOGIN, {"login": user.username, "password": made.PASSWORD}).status_code == 429
    )


def test_the_key_of_an_app_and_of_recovery_codes_is_not_stored_in_clear(
    type_password: Typed,
) -> None:
    user = made.person()
    secret, _ = set_up_app(type_password(user))
    stored = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))
    assert secret not in stored
    assert stored.count("gAAAA") == 2


def test_where_a_second_factor_is_needed_nothing_but_its_set_up_opens(
    type_password: Typed, settings: Settings
) -> None:
    settings.MFA_NEEDED = True
    user = made.person()
    client = type_password(user)
    for address in (ACCOUNT, "/", "/account/password/", "/account/sessions/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/factors/"), (
            address
        )
    assert client.get("/account/factors/").status_code == 200
    set_up_app(client)
    assert is_in(client)


def test_after_a_change_of_factors_the_other_sessions_can_be_ended(type_password: Typed) -> None:
    user = made.person()
    here, there = type_password(user), type_password(user)
    answer = here.post(APP, {"code": code_of(key_of_page(here))}, follow=True)
    assert 'href="/account/sessions/"' in answer.content.decode()
    assert 'href="/account/sessions/"' in here.get("/account/factors/").content.decode()
    here.post("/account/sessions/")
    assert is_in(here)
    assert not is_in(there)


def test_taking_the_last_factor_away_asks_for_another(
    type_password: Typed, settings: Settings
) -> None:
    settings.MFA_NEEDED = True
    client = type_password(made.person())
    set_up_app(client)
    assert is_in(client)
    client.post("/account/factors/app/remove/")
    assert not is_in(client)


def test_an_administrator_takes_away_a_lost_telephone_and_ends_its_sessions(
    type_password: Typed,
) -> None:
    user, boss = made.person(), made.person("administrator")
    client = type_password(user)
    set_up_app(client)
    with transaction.atomic():
        remove_second_factors(user=user, by=made.access(boss), at=made.AT)
    assert not has_app(user)
    assert not is_in(client)
    again = type_password(user)
    assert is_in(again)
    with transaction.atomic():
        assert end_sessions(user=user, by=made.access(boss), at=made.AT) == 1
    assert not is_in(again)


def test_nobody_touches_the_factors_of_another(type_password: Typed) -> None:
    owner, other = made.person(), type_password(made.person())
    key = Authenticator.objects.create(
        user=owner, type="webauthn", data={"name": "Phone", "credential": {}}
    )
    for page in ("remove", "name"):
        address = f"/account/factors/passkeys/{key.pk}/{page}/"
        assert other.get(address).status_code == 404
        assert other.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def long_ago(client: Client, seconds: float) -> None:
    """Let the sign-in of a browser be so long ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@pytest.mark.parametrize("address", [APP, "/account/factors/passkeys/add/"])
def test_changing_factors_asks_again_ten_minutes_after_sign_in(
    address: str, type_password: Typed
) -> None:
    client = type_password(made.person())
    assert client.get(address).status_code == 200
    long_ago(client, 601)
    asked = client.get(address)
    assert asked.headers["Location"] == f"{AGAIN}?next={address.replace('/', '%2F')}"
    assert client.get(asked.headers["Location"]).status_code == 200
    wrong = client.post(AGAIN, {"password": "wrong-wrong-wrong", "next": address})
    assert b"The password is wrong" in wrong.content
    right = client.post(AGAIN, {"password": made.PASSWORD, "next": address})
    assert right.headers["Location"] == address
    assert client.get(address).status_code == 200


def test_a_great_step_asks_again_and_leaves_time_to_fill_in_its_form(type_password: Typed) -> None:
    @recently_authenticated
    def step(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    client = type_password(made.person())
    for seconds, method, status in (
        (0, "GET", 200), (605, "GET", 302), (0, "POST", 200), (1200, "POST", 302),
    ):  # fmt: skip
        long_ago(client, seconds)
        request = client.get(ACCOUNT).wsgi_request
        request.method = method
        assert step(request).status_code == status, (seconds, method)


def test_a_wrong_password_when_asked_again_counts(type_password: Typed) -> None:
    client = type_password(made.person())
    told = [client.post(AGAIN, {"password": "wrong-wrong-wrong"}).status_code for _ in range(5)]
    assert told == [200] * 4 + [429]
