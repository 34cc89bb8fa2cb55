"""Passwords and codes cannot be guessed (S7), and nobody learns which usernames exist (S8)."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import web_made as made
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from doorstep.web.accounts.guessing import address_of, key_of
from doorstep.web.accounts.models import User
from doorstep.web.accounts.services import unlock

Typed = Callable[..., Client]
LOGIN, ACCOUNT = "/account/login/", "/account/"
WRONG = "wrong-password-wrong"


def try_as(name: str, password: str = WRONG, *, address: str = "10.0.0.1") -> HttpResponse:
    client = Client(REMOTE_ADDR=address)
    return client.post(LOGIN, {"login": name, "password": password})  # type: ignore[return-value]


def test_the_fifth_wrong_try_locks_and_the_right_password_does_not_open_any_more() -> None:
    user = made.person()
    assert [try_as(user.username).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    locked = try_as(user.username, made.PASSWORD)
    assert locked.status_code == 429
    assert b"Try again after" in locked.content


def test_twenty_addresses_have_five_tries_between_them() -> None:
    user = made.person()
    told = [try_as(user.username, address=f"10.1.0.{n}").status_code for n in range(20)]
    assert told == [200] * 4 + [429] * 16


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}\N{ZERO WIDTH SPACE}", "UPPER"])
def test_a_name_has_five_tries_however_it_is_spelt(spelling: str) -> None:
    user = made.person()
    name = user.username.upper() if spelling == "UPPER" else spelling.format(user.username)
    for _ in range(5):
        try_as(name)
    opened = try_as(user.username, made.PASSWORD).status_code
    assert opened == (302 if "\u200b" in name else 429)  # the odd one is another name, of nobody


def test_an_address_may_make_more_wrong_tries_than_a_name_because_offices_share_one() -> None:
    users = [made.person() for _ in range(8)]
    codes = [try_as(users[n // 4].username, address="10.2.0.1").status_code for n in range(25)]
    assert codes == [200] * 24 + [429]
    assert try_as(users[7].username, made.PASSWORD, address="10.2.0.1").status_code == 429
    assert try_as(users[7].username, made.PASSWORD, address="10.2.0.2").status_code == 302


def test_somebody_who_knows_one_password_cannot_buy_tries_for_another() -> None:
    mine, theirs = made.person(), made.person()
    for _ in range(4):
        try_as(theirs.username)
        try_as(mine.username, made.PASSWORD)
    assert try_as(theirs.username).status_code == 429


def test_a_right_password_forgets_the_wrong_ones_before() -> None:
    user = made.person()
    for _ in range(3):
        for _ in range(4):
            assert try_as(user.username).status_code == 200
        assert try_as(user.username, made.PASSWORD).status_code == 302


def test_a_quarter_of_an_hour_later_it_opens_again_and_tries_meanwhile_do_not_prolong_it() -> None:
    user = made.person()
    for _ in range(9):
        try_as(user.username)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))
    assert try_as(user.username, made.PASSWORD).status_code == 302


def test_an_administrator_unlocks_and_that_is_written_down() -> None:
    user, boss = made.person(), made.person("administrator")
    for _ in range(6):
        try_as(user.username)
    with transaction.atomic():
        assert unlock(user=user, by=made.access(boss), at=made.AT) == 5
    assert try_as(user.username, made.PASSWORD).status_code == 302


def test_an_unknown_name_gets_the_same_answers_and_the_same_lock() -> None:
    user = made.person()
    of_known = [try_as(user.username, address="10.3.0.1") for _ in range(6)]
    of_unknown = [try_as("nobody-here", address="10.4.0.1") for _ in range(6)]
    assert [a.status_code for a in of_known] == [a.status_code for a in of_unknown]
    assert bare(of_known[0], user.username) == bare(of_unknown[0], "nobody-here")
    assert bare(of_known[5], user.username) == bare(of_unknown[5], "nobody-here")


def bare(answer: HttpResponse, name: str) -> str:
    """Return a page without what differs between any two requests."""
    text = re.sub(r"\d+(\.\d\d)?[ap]m", "TIME", answer.content.decode().replace(name, "NAME"))
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_an_unknown_name_takes_the_same_time(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    settings.AXES_FAILURE_LIMIT = settings.WRONG_TRIES_OF_AN_ADDRESS = 1000
    known, closed = made.person(), made.person()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    unusable = made.person()
    unusable.set_unusable_password()
    unusable.save()
    names = [known.username, "nobody-here", closed.username, unusable.username]
    spent: dict[str, list[float]] = {name: [] for name in names}
    for number in range(
        40
    ):  # the least is free of others' work; what is known by its time never settles
        for name in names:
            began = time.process_time()
            try_as(name)
            spent[name].append(time.process_time() - began)
        least = {name: min(each) for name, each in spent.items()}
        if number >= 8 and max(least.values()) <= 1.10 * min(least.values()):
            break
    assert max(least.values()) <= 1.10 * min(least.values()), least


def test_neither_names_nor_passwords_are_kept_with_the_wrong_tries() -> None:
    try_as("My Secret Passphrase", "another-secret")
    row = AccessAttempt.objects.get()
    kept = f"{row.username} {row.post_data} {row.get_data}"
    assert row.username == key_of("my secret passphrase")
    assert "ecret" not in kept


@pytest.mark.parametrize("odd", ["", "\0", "a" * 10_000, "' OR 1=1 --", "{{7*7}}", "\ud7ff", "%00"])
def test_odd_names_are_wrong_tries_and_nothing_worse(odd: str) -> None:
    assert try_as(odd).status_code in {200, 429}


@pytest.mark.parametrize(
    ("proxies", "passed", "seen"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 5.5.5.5", "5.5.5.5"),
        (1, "6.6.6.6, 5.5.5.5:4711", "5.5.5.5"),
        (2, "6.6.6.6, 5.5.5.5, 10.0.0.2", "5.5.5.5"),
        (1, "", "10.0.0.9"),
        (1, "rubbish", "10.0.0.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_an_address_is_what_our_own_proxy_saw_not_what_the_browser_says(
    proxies: int, passed: str, seen: str, settings: Settings
) -> None:
    settings.PROXIES = proxies
    extra = {"HTTP_X_FORWARDED_FOR": passed} if passed else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **extra)
    assert address_of(request) == seen


def test_wrong_current_passwords_count_too(type_password: Typed) -> None:
    user = made.person()
    client = type_password(user)
    given = {
        "oldpassword": WRONG,
        "password1": "new-words-new-words",
        "password2": "new-words-new-words",
    }
    told = [client.post("/account/password/", given).status_code for _ in range(6)]
    assert told == [200] * 4 + [429] * 2
