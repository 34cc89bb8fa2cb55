"""Signing in with the council's own account: every check of OpenID Connect (S11), and whom it lets in."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import web_made as made
from allauth.socialaccount.models import SocialAccount, SocialToken
from db.accounts import oidc_provider
from db.accounts.oidc_provider import CLIENT, KEY, OTHER_KEY, SECRET, Provider
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from doorstep.web.accounts.models import User
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.services import unbind_work_account
from doorstep.web.accounts.work_account_settings import WorkAccount
from doorstep.web.audit.models import AuditEvent

GO, ACCOUNT = "/account/oidc/work-account/login/", "/account/"
BACK = f"{GO}callback/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """Start a provider and let the application use it."""
    made_provider, server = oidc_provider.start()
    told = WorkAccount(
        made_provider.issuer, CLIENT, SECRET, "Anyshire account", "preferred_username"
    )
    settings.WORK_ACCOUNT = told
    settings.SOCIALACCOUNT_PROVIDERS = told.as_provider()
    yield made_provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def user(provider: Provider) -> User:
    """Return somebody an administrator has made, whom the provider names."""
    found = made.person(name="Ada Fenn")
    User.objects.filter(pk=found.pk).update(username="ada.fenn@anyshire.example")
    provider.claims = {"preferred_username": "Ada.Fenn@anyshire.example"}
    return User.objects.get(pk=found.pk)


def visit(client: Client, provider: Provider, **given: str) -> Any:
    """Go to the provider and come back, as a browser does."""
    sent = client.post(GO, given)
    return client.get(BACK, provider.authorise(sent.headers["Location"]))


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_the_question_has_state_nonce_and_a_hashed_verifier_and_nothing_of_the_browsers(
    provider: Provider,
) -> None:
    sent = Client().post(
        f"{GO}?scope=admin&auth_params=nonce%3Dmine%26prompt%3Dnone&process=connect"
    )
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
    assert "prompt" not in asked
    assert len(asked["nonce"][0]) > 30
    assert asked["nonce"] != ["mine"]


def test_somebody_known_signs_in_without_a_second_factor_of_ours(
    provider: Provider, user: User, settings: Settings
) -> None:
    settings.MFA_NEEDED = True
    client = Client()
    assert (
        visit(client, provider, next="/account/sessions/").headers["Location"]
        == "/account/sessions/"
    )
    assert is_in(client)
    assert b"Ada Fenn" in client.get(ACCOUNT).content


def test_nothing_of_the_token_is_kept_but_an_id_made_of_it(provider: Provider, user: User) -> None:
    provider.claims |= {"name": "Ada Fenn", "email": "ada@anyshire.example", "email_verified": True}
    visit(Client(), provider)
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {}
    assert len(kept.uid) == 64
    assert not SocialToken.objects.exists()
    user.refresh_from_db()
    assert user.email == ""


LIES: list[dict[str, Any]] = [
    {"claims": {"aud": "somebody-else"}},
    {"claims": {"aud": [CLIENT, "other"], "azp": "other"}},
    {"claims": {"iss": "https://login.example"}},
    {"claims": {"exp": int(time.time()) - 600}},
    {"claims": {"iat": int(time.time()) + 6000}},
    {"claims": {"nonce": "of another question"}},
    {"without": ("nonce",)},
    {"without": ("exp",)},
    {"without": ("sub",)},
    {"without": ("aud",)},
    {"key": OTHER_KEY},
    {"kid": "unknown"},
    {"algorithm": "none"},
    {"algorithm": "HS256", "key": "s" * 64},
    {"calls_itself": "https://login.example"},
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: "-".join(sorted(lie)))
def test_a_token_that_is_not_in_order_opens_nothing(
    lie: dict[str, Any], provider: Provider, user: User
) -> None:
    client = Client()
    sent = client.post(GO)
    back = provider.authorise(sent.headers["Location"])
    for name, value in lie.items():
        setattr(provider, name, provider.claims | value if name == "claims" else value)
    answer = client.get(BACK, back)
    assert answer.status_code in {401, 503}
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_the_same_token_in_order_opens(provider: Provider, user: User) -> None:
    assert provider.key is KEY
    client = Client()
    visit(client, provider)
    assert is_in(client)


def test_a_state_works_once_in_the_browser_that_has_it(provider: Provider, user: User) -> None:
    mine, thief = Client(), Client()
    back = provider.authorise(mine.post(GO).headers["Location"])
    assert thief.get(BACK, back).status_code == 401
    assert mine.get(BACK, back | {"state": "made-up"}).status_code == 401
    assert mine.get(BACK, back).status_code == 302
    mine.post("/account/logout/")
    assert mine.get(BACK, back).status_code == 401
    assert not is_in(mine)


def test_a_stolen_code_is_worth_nothing_without_its_verifier(
    provider: Provider, user: User
) -> None:
    mine, thief = Client(), Client()
    code = provider.authorise(mine.post(GO).headers["Location"])["code"]
    asked = dict(provider.asked)
    state = provider.authorise(thief.post(GO).headers["Location"])["state"]
    provider.asked = asked
    assert thief.get(BACK, {"code": code, "state": state}).status_code == 401
    assert not is_in(thief)


def test_who_gives_up_at_the_provider_is_told_so(provider: Provider) -> None:
    client = Client()
    state = provider.authorise(client.post(GO).headers["Location"])["state"]
    answer = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert b"You stopped signing in" in answer.content


def test_a_provider_that_does_not_answer_is_said_to(provider: Provider, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    assert Client().post(GO).status_code == 503


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "nobody@anyshire.example"},
        {"preferred_username": ""},
        {"email": "ada.fenn@anyshire.example", "preferred_username": "x"},
    ],
)
def test_whom_no_administrator_made_gets_no_account(
    claims: dict[str, Any], provider: Provider, user: User
) -> None:
    provider.claims = claims
    before, client = User.objects.count(), Client()
    answer = visit(client, provider)
    assert answer.status_code == 403
    assert b"You have no account here" in answer.content
    assert not is_in(client)
    assert User.objects.count() == before
    told = AuditEvent.objects.get(action="sign_in_failed")
    assert told.detail == {"work_account": "not known"}


def test_a_closed_account_stays_closed(provider: Provider, user: User) -> None:
    visit(Client(), provider)
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    visit(client, provider)
    assert not is_in(client)


def test_a_name_that_passed_to_another_person_does_not_open_the_account_of_the_first(
    provider: Provider, user: User
) -> None:
    visit(Client(), provider)
    provider.claims |= {"sub": "subject-2"}
    client = Client()
    assert visit(client, provider).status_code == 403
    assert not is_in(client)
    boss = made.person("administrator")
    with transaction.atomic():
        assert unbind_work_account(user=user, by=made.access(boss), at=made.AT) == 1
    visit(client, provider)
    assert is_in(client)


def test_a_person_whose_name_changed_at_the_council_keeps_the_account(
    provider: Provider, user: User
) -> None:
    visit(Client(), provider)
    provider.claims = {"preferred_username": "ada.marsh@anyshire.example"}
    client = Client()
    visit(client, provider)
    assert is_in(client)


@pytest.mark.parametrize(
    ("verified", "opens"),
    [(True, True), (False, False), ("true", False), (None, False)],
)
def test_an_email_address_names_somebody_only_if_it_is_verified(
    verified: object, opens: bool, provider: Provider, user: User, settings: Settings
) -> None:
    told = settings.WORK_ACCOUNT
    settings.WORK_ACCOUNT = WorkAccount(told.issuer, CLIENT, SECRET, told.name, "email")
    provider.claims = {"email": "ada.fenn@anyshire.example", "email_verified": verified}
    client = Client()
    visit(client, provider)
    assert is_in(client) is opens


def test_a_great_step_asks_the_provider_to_ask_again(provider: Provider, user: User) -> None:
    @recently_authenticated
    def step(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    user.set_unusable_password()
    user.save()
    client = Client()
    visit(client, provider)
    sent = step(client.get(ACCOUNT).wsgi_request)
    assert sent.headers["Location"] == "/account/oidc/work-account/again/?next=%2Faccount%2F"
    assert b"Anyshire account" in client.get(sent.headers["Location"]).content
    assert visit(client, provider, again="yes", next=ACCOUNT).headers["Location"] == ACCOUNT
    assert (provider.asked["prompt"], provider.asked["max_age"]) == ("login", "0")
    assert step(client.get(ACCOUNT).wsgi_request).status_code == 200


def test_a_provider_that_did_not_ask_again_is_not_believed(provider: Provider, user: User) -> None:
    client = Client()
    visit(client, provider)
    provider.claims |= {"auth_time": int(time.time()) - 3600}
    assert visit(client, provider, again="yes").status_code == 401


def test_the_sign_in_page_offers_the_work_account_first(provider: Provider) -> None:
    page = Client().get("/account/login/").content.decode()
    assert page.index("Anyshire account") < page.index("Username")


def test_without_a_provider_its_addresses_do_not_exist() -> None:
    assert Client().get(GO).status_code == 404
    assert Client().get(BACK).status_code == 404
