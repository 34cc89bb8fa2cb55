"""What protects every answer: headers, cookies, forms, hosts, errors that tell nothing (S6, H1 to H7)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import web_made as made
from django.conf import settings as now_in_use
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

Typed = Callable[..., Client]
LOGIN, ACCOUNT = "/account/login/", "/account/"
CSP = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
)  # fmt: skip
PRODUCTION = {
    "DOORSTEP_SECRET_KEY": "made-for-this-test-only-and-for-nothing-else-0123456789",
    "DOORSTEP_HOSTS": "visits.anyshire.example",
    "DOORSTEP_AUTHORITY": "Anyshire",
}
ASKED = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({n: getattr(settings, n) for n in dir(settings)
    if n.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "SECURE_", "MFA_NEEDED", "DEBUG"))}))
"""


def production(*command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command under the settings an authority has, and these more."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DOORSTEP_")}
    env = kept | PRODUCTION | {"DOORSTEP_STATE": str(folder)} | more
    env["DJANGO_SETTINGS_MODULE"] = "doorstep.web.settings"
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=env, check=False
    )


@cache
def settings_of_production() -> dict[str, Any]:
    """Return the settings of cookies and TLS that an authority has without setting any."""
    told: dict[str, Any] = json.loads(production("-c", ASKED, folder=Path("/nowhere")).stdout)
    return told


@pytest.fixture
def breaking(settings: Settings) -> Iterator[None]:
    """Have a page that breaks."""
    settings.ROOT_URLCONF = "db.accounts.breaking_urls"
    clear_url_caches()
    yield
    clear_url_caches()


def answers(client: Client, user_name: str) -> dict[int, HttpResponse]:
    """Return an answer of each kind, errors too."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.raise_request_exception = False
    for _ in range(5):
        client.post(LOGIN, {"login": "locked-" + user_name, "password": "wrong-wrong-wrong"})
    other = Client(REMOTE_ADDR="10.9.9.9")
    found: list[Any] = [
        client.get(ACCOUNT),
        Client().get(ACCOUNT),
        client.get("/", HTTP_HOST="evil.example"),
        strict.post(LOGIN, {"login": "a", "password": "b"}),
        client.get("/no-such-page/"),
        client.get("/breaks/"),
    ]
    for _ in range(5):
        last = other.post(LOGIN, {"login": user_name, "password": "wrong-wrong-wrong"})
    return {each.status_code: each for each in [*found, last]}


@pytest.mark.usefixtures("breaking")
def test_every_answer_even_an_error_has_the_strict_policy_and_is_not_stored(
    type_password: Typed,
) -> None:
    user = made.person()
    told = answers(type_password(user), user.username)
    assert sorted(told) == [200, 302, 400, 403, 404, 429, 500]
    for status, answer in told.items():
        policy = answer.headers["Content-Security-Policy"]
        assert all(each in policy for each in CSP), status
        assert "unsafe" not in policy, status
        assert answer.headers["Cache-Control"] == "no-store, private", status
        assert answer.headers["X-Content-Type-Options"] == "nosniff", status
        assert answer.headers["Referrer-Policy"] == "same-origin", status


@pytest.mark.usefixtures("breaking")
def test_an_error_tells_a_number_to_quote_and_nothing_of_the_code(type_password: Typed) -> None:
    client = type_password(made.person())
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    page = answer.content.decode()
    assert answer.headers["X-Request-Id"] in page
    assert all(
        word not in page for word in ("Canary", "Traceback", "RuntimeError", ".py", "SECRET")
    )


def test_no_page_of_sign_in_has_a_script_or_a_style_in_it(type_password: Typed) -> None:
    client = type_password(made.person())
    addresses = [
        LOGIN, ACCOUNT, "/account/factors/", "/account/factors/app/", "/account/factors/passkeys/add/",
        "/account/sessions/", "/account/password/", "/account/logout/", "/account/closed/",
    ]  # fmt: skip
    for address in addresses:
        page = (Client() if address == LOGIN else client).get(address).content.decode()
        assert "<script>" not in page, address
        assert " style=" not in page, address
        assert "<style" not in page, address
        assert " onclick" not in page, address


def test_the_checks_for_deployment_find_nothing(tmp_path: Path) -> None:
    done = production(
        "-m", "doorstep.web", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_form_may_lead_to_the_provider_of_work_accounts_and_nowhere_else(tmp_path: Path) -> None:
    more = {
        "DOORSTEP_OIDC_ISSUER": "https://login.example/tenant/v2.0",
        "DOORSTEP_OIDC_CLIENT_ID": "c",
        "DOORSTEP_OIDC_CLIENT_SECRET": "s",
    }
    asked = (
        "from doorstep.web import settings;"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    done = production("-c", asked, folder=tmp_path, **more)
    assert done.stdout.strip() == "[\"'self'\", 'https://login.example']", done.stderr


def test_cookies_are_bound_to_the_host_and_to_tls(settings: Settings) -> None:
    told = settings_of_production()
    assert told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["MFA_NEEDED"] is True
    assert told["DEBUG"] is False
    for name, value in told.items():
        if "COOKIE" in name:
            setattr(settings, name, value)
    client, user = Client(), made.person()
    client.get(LOGIN, secure=True)
    client.post(LOGIN, {"login": user.username, "password": made.PASSWORD}, secure=True)
    assert sorted(client.cookies) == ["__Host-csrf", "__Host-session"]
    for cookie in client.cookies.values():
        kept = {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")}
        assert kept == {
            "secure": True,
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
            "domain": "",
        }
    assert client.cookies["__Host-session"]["max-age"] == "", "it goes when the browser is closed"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "http:evil.example",
        "/\\evil.example", "\\\\evil.example", "https:///evil.example", " //evil.example",
        "/\t/evil.example", "http://testserver@evil.example/", "http://testserver/", "evil.example",
        "javascript:alert(1)", "data:text/html,x",
    ],
)  # fmt: skip
def test_sign_in_leads_only_to_pages_of_ours(address: str, type_password: Typed) -> None:
    user = made.person()
    given = {"login": user.username, "password": made.PASSWORD, "next": address}
    assert Client().post(LOGIN, given).headers["Location"] == "/"
    client = type_password(user)
    assert client.get(LOGIN, {"next": address}).headers["Location"] == "/"
    given = {"password": made.PASSWORD, "next": address}
    assert client.post("/account/again/", given).headers["Location"] == "/"
    assert client.post("/account/logout/", {"next": address}).headers["Location"] == LOGIN


def test_sign_in_leads_back_to_where_somebody_wanted_to_go() -> None:
    user, client = made.person(), Client()
    asked = client.get("/account/sessions/")
    assert asked.headers["Location"] == "/account/login/?next=/account/sessions/"
    given = {"login": user.username, "password": made.PASSWORD, "next": "/account/sessions/"}
    assert client.post(LOGIN, given).headers["Location"] == "/account/sessions/"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", ""]
)
def test_a_host_that_is_not_ours_gets_nothing(host: str) -> None:
    assert "evil.example" not in now_in_use.ALLOWED_HOSTS
    answer = Client().get(LOGIN, HTTP_HOST=host)
    assert answer.status_code == 400
    assert b"Password" not in answer.content


FORMS = (
    LOGIN, "/account/logout/", "/account/password/", "/account/sessions/", "/account/factors/app/",
    "/account/factors/passkeys/add/", "/account/factors/passkeys/login/", "/account/again/",
    "/account/oidc/work-account/login/",
)  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
def test_a_form_from_elsewhere_is_refused(address: str, type_password: Typed) -> None:
    client = type_password(made.person())
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"anything": "1"}).status_code == 403
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_no_page_takes_a_method_it_has_no_use_for(method: str, type_password: Typed) -> None:
    client = type_password(made.person())
    for address in ("/", ACCOUNT, "/help", "/no-such-page/"):
        assert client.generic(method, address).status_code == 405, address


def test_a_program_that_asks_without_encryption_is_refused_and_not_led_on(
    settings: Settings,
) -> None:
    settings.SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = Client().get("/api/v1/account", headers={"authorization": "Bearer x"})
    assert answer.status_code == 403
    assert "sent in clear" in answer.json()["detail"]
    assert Client().get("/help").status_code == 301
    assert Client().get("/api/v1/account", secure=True).status_code == 401
