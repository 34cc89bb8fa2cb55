"""Passkeys in a real browser, whose authenticator is made of software (S9), under our strict policy."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

PASSWORD = "a-long-password-for-tests"
MAKE = f"""
import django; django.setup()
from django.core.management import call_command
from doorstep.web.accounts.models import User
call_command("migrate", verbosity=0)
for name in ("ada", "bo"):
    User.objects.create_user(username=name, password="{PASSWORD}", name=name.title())
"""
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the application on a database of its own, where a second factor is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP_", "DJANGO_"))}
    folder = tmp_path_factory.mktemp("passkeys")
    env = kept | {"DOORSTEP_DEMO": "1", "DOORSTEP_MFA": "yes", "DOORSTEP_STATE": str(folder)}
    env["DJANGO_SETTINGS_MODULE"] = "doorstep.web.settings"
    subprocess.run([sys.executable, "-c", MAKE], env=env, check=True)
    command = [sys.executable, "-m", "doorstep.web", "runserver", f"127.0.0.1:{port}", "--noreload"]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/account/login/")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()
        log.close()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urlopen(address, timeout=2).close()  # noqa: S310 (our own)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Open a tab with an authenticator; whatever the policy of the page refuses fails the test."""
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None
    )
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    assert refused == []
    context.close()


def type_password(tab: Page, site: str, name: str) -> None:
    tab.goto(f"{site}/account/login/")
    tab.get_by_label("Username").fill(name)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(tab: Page, site: str) -> None:
    tab.goto(f"{site}/account/logout/")
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    tab.wait_for_url(lambda address: "/logout/" not in address)


def test_a_passkey_is_made_signs_in_alone_and_as_second_factor(tab: Page, site: str) -> None:
    type_password(tab, site, "ada")
    expect(tab).to_have_url(f"{site}/account/factors/")
    tab.get_by_role("link", name="Set up a passkey").click()
    tab.get_by_label("Name of this passkey").fill("Work phone")
    tab.get_by_role("button", name="Set up the passkey").click()
    expect(tab.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(tab.get_by_role("main").get_by_role("listitem")).to_have_count(10)

    tab.goto(f"{site}/account/")
    expect(tab.get_by_text("Passkey “Work phone”")).to_be_visible()

    sign_out(tab, site)
    tab.goto(f"{site}/account/login/?next=/account/sessions/")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    expect(tab).to_have_url(f"{site}/account/sessions/")

    sign_out(tab, site)
    type_password(tab, site, "ada")
    expect(tab).to_have_url(f"{site}/account/factors/code/")
    tab.get_by_role("button", name="Use your passkey").click()
    tab.wait_for_url(lambda address: "/factors/code/" not in address)
    tab.goto(f"{site}/account/")
    expect(tab.get_by_role("heading", name="Your account")).to_be_visible()

    tab.goto(f"{site}/account/factors/passkeys/again/?next=/account/")
    tab.get_by_role("button", name="Use your passkey").click()
    expect(tab).to_have_url(f"{site}/account/")


def test_a_browser_without_the_passkey_does_not_get_in_and_says_so(tab: Page, site: str) -> None:
    tab.goto(f"{site}/account/login/")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    expect(tab.get_by_role("alert")).to_have_text(
        "Your passkey was not used. Try again, or use another way."
    )
    expect(tab).to_have_url(f"{site}/account/login/")


def test_without_javascript_there_is_a_password_and_an_app(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    type_password(page, site, "bo")
    expect(page).to_have_url(f"{site}/account/factors/")
    page.goto(f"{site}/account/factors/passkeys/add/")
    page.get_by_role("link", name="set up an authenticator app").click()
    expect(page.get_by_label("Code of your app")).to_be_visible()
    page.goto(f"{site}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()
