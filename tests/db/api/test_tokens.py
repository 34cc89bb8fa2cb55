"""Tokens: issued once by administrators, shown once, counted, and the only way into the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import api_made as api
import pytest
import web_made as made
from db.access.county import signed_in
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from doorstep.web.accounts import gate
from doorstep.web.api import services
from doorstep.web.api.bearer import Nobody, SignedIn, Token
from doorstep.web.api.models import ApiToken, Received
from doorstep.web.api.site import api as the_api
from doorstep.web.api.urls import urlpatterns
from doorstep.web.audit.models import AuditEvent

PROBLEM = "application/problem+json"


def form(user: Any, **more: Any) -> dict[str, Any]:
    """Return the form of a new token as a browser sends it."""
    last = made.TODAY + timedelta(30)
    return {
        "client_id": str(uuid4()), "user": user.pk, "name": "Nightly copy",
        "scopes": ["due:read", "children:read"], "cans": ["see_child", "export"],
        "expires_on-day": last.day, "expires_on-month": last.month, "expires_on-year": last.year,
    } | more  # fmt: skip


@pytest.fixture
def administrator() -> Client:
    """Return the browser of an administrator who has just shown who they are."""
    return signed_in(made.person("administrator", name="Ada Minster"))


# --- issuing and revoking -----------------------------------------------------------------------------


def secret_in(answer: Any) -> str:
    """Return the token that a page shows."""
    return str(answer.content.decode().split('<code class="d-break">')[1].split("<")[0])


def test_a_token_is_shown_once_and_stored_nowhere(administrator: Client) -> None:
    user = api.system("performance_analyst", name="Data warehouse")
    sent = form(user)
    secret = secret_in(administrator.post(reverse("new-api-token"), sent))
    row = ApiToken.objects.get()

    assert api.Program(secret).get("due").status_code == 200
    assert secret not in str(ApiToken.objects.values())
    assert row.expires_at.date() == made.TODAY + timedelta(31)
    event = AuditEvent.objects.get(action="issue_token")
    assert (event.actor, event.subject_id) == ("Ada Minster", row.mark)
    assert secret.rpartition("_")[2] not in str(event.detail)

    again = administrator.post(reverse("new-api-token"), sent).content.decode()
    assert "issued already" in again
    assert "d-break" not in again
    assert ApiToken.objects.count() == 1


def test_the_list_says_what_a_token_is_for_and_when_it_was_used(administrator: Client) -> None:
    empty = administrator.get(reverse("api-tokens")).content.decode()
    assert "There is no token" in empty
    program = api.program(api.system(name="Data warehouse"))
    assert "Never" in administrator.get(reverse("api-tokens")).content.decode()
    program.get("due")
    page = administrator.get(reverse("api-tokens")).content.decode()

    assert "Night job" in page
    assert "Data warehouse" in page
    assert "Never" not in page


def test_a_token_is_revoked_once_and_for_good(administrator: Client) -> None:
    program = api.program(api.system())
    row = ApiToken.objects.get()
    address = reverse("revoke-api-token", args=[row.pk])
    assert "cannot be undone" in administrator.get(address).content.decode()
    for _ in range(2):
        assert administrator.post(address).status_code == 302

    assert program.get("due").status_code == 401
    assert AuditEvent.objects.filter(action="revoke_token").count() == 1
    assert "Revoked" in administrator.get(reverse("api-tokens")).content.decode()


def test_nobody_gets_a_token_to_act_as_a_person(administrator: Client) -> None:
    person = made.person(name="Noor Calloway")
    page = administrator.get(reverse("new-api-token")).content.decode()
    assert "Noor Calloway" not in page
    refused = administrator.post(reverse("new-api-token"), form(person))
    assert "Select an account from the list" in refused.content.decode()
    assert ApiToken.objects.count() == 0

    wish = services.Wish(
        user=person, name="x", scopes=frozenset(), cans=frozenset(),
        expires_at=made.AT + timedelta(1), client_id=uuid4(),
    )  # fmt: skip
    with pytest.raises(services.NotForAPersonError):
        services.issue_token(wish, by=made.access(made.person("administrator")), at=made.AT)


def test_issuing_asks_again_who_somebody_is() -> None:
    browser = Client()
    user = made.person("administrator")
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.get(reverse("new-api-token"))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/again/")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Say what the token is for"),
        ({"user": ""}, "Select the account"),
        ({"scopes": []}, "Select what may be done with it"),
        ({"expires_on-year": 2031}, "on or before"),
        ({"expires_on-day": ""}, "last day"),
    ],
)
def test_the_form_says_what_is_missing(
    administrator: Client, wrong: dict[str, Any], said: str
) -> None:
    page = administrator.post(reverse("new-api-token"), form(api.system()) | wrong).content.decode()
    assert "There is a problem" in page
    assert said in page
    assert ApiToken.objects.count() == 0


BROKEN: list[dict[str, Any]] = [
    {"expires_at": made.AT - timedelta(1)},
    {"revoked_at": made.AT},
    {"name": ""},
    {"created_by": None},
]


@pytest.mark.parametrize("values", BROKEN)
def test_the_database_refuses_a_token_that_must_not_be(values: dict[str, Any]) -> None:
    api.token(api.system())
    if "created_by" in values:
        values = {"created_by": ApiToken.objects.get().user}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.update(**values)


def test_the_database_keeps_an_id_once() -> None:
    api.token(api.system())
    told = {"digest": "0" * 64, "token": ApiToken.objects.get(), "received_at": made.AT}
    first = Received.objects.create(client_id=uuid4(), **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Received.objects.create(client_id=first.client_id, **told)


# --- getting in ---------------------------------------------------------------------------------------


WRONG = [
    "", "x", "ds_", "ds_aaaaaaaaaa_" + "A" * 43, "ds_aaaaaaaaaa_" + "A" * 42 + "\u00e9",
    "ds_" + "a" * 5000, "Basic abc", "ds_AAAAAAAAAA_" + "A" * 43,
]  # fmt: skip


@pytest.mark.parametrize("secret", WRONG)
def test_without_a_token_that_holds_nothing_opens(secret: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/due")
    told = answer.json()

    assert answer.status_code == told["status"] == 401
    assert answer["Content-Type"] == PROBLEM
    assert answer["WWW-Authenticate"] == "Bearer"
    assert told["request_id"] == answer["X-Request-Id"]
    assert not secret or secret not in answer.content.decode()


def test_a_right_mark_with_a_wrong_secret_is_no_token() -> None:
    secret = api.token(api.system())
    other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    assert api.Program(other).get("due").status_code == 401
    assert api.Program(secret).get("due").status_code == 200


def test_a_session_opens_the_description_and_nothing_else() -> None:
    browser = signed_in(made.person("senior_manager"))
    assert browser.get("/api/v1/openapi.json").status_code == 200
    assert browser.get("/api/v1/due").status_code == 401
    assert browser.post("/api/v1/visits", {}).status_code == 401
    assert Client().get("/api/v1/openapi.json").status_code == 401
    assert api.program(api.system()).get("openapi.json").json()["openapi"] == "3.1.0"


def test_no_answer_sets_a_cookie_and_none_is_kept_by_others() -> None:
    made.adopt()
    answer = api.program(api.system()).get("due")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store, private"


def test_every_operation_says_which_token_it_opens_to() -> None:
    found = [
        (operation.view_func.__name__, operation.auth_callbacks)
        for router in the_api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(found) == 10
    for name, decisions in found:
        if name == "description":
            assert [type(d) for d in decisions] == [SignedIn, Token]
            continue
        (decision,) = decisions
        assert isinstance(decision, Token), name
        assert decision.scope, name
        assert decision.cans, name


def test_an_operation_without_a_decision_is_denied() -> None:
    assert isinstance(the_api.auth, list)
    assert [type(decision) for decision in the_api.auth] == [Nobody]
    assert all(gate.decision_of(p.callback) == gate.TOKEN for p in urlpatterns)


def test_an_address_that_is_not_there_says_so_as_data() -> None:
    program = api.program(api.system())
    for client in (program.client, Client()):
        answer = client.get("/api/v1/nothing")
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_a_method_that_is_not_taken_is_refused_and_says_which_are() -> None:
    program = api.program(api.system())
    for method in ("put", "patch", "delete", "head", "options", "trace"):
        answer = getattr(program.client, method)("/api/v1/due")
        assert (answer.status_code, answer["Allow"]) == (405, "GET"), method
        assert answer["Content-Type"] == PROBLEM


def test_what_an_address_does_not_ask_is_refused() -> None:
    made.adopt()
    program = api.program(api.system())
    for asked in (
        "due?teem=1", "due?limit=501", "due?limit=0", "due?cursor=1", "due?status=late",
        "due?due_before=16.11.2026", "due?worker=%00", "due?team=0", "due?limit=1&limit=2",
        "policy?x=1", "children?cursor=x", "children?limit=a", "visits/0", "visits/x",
        f"visits/{2**70}", "account?team=1",
    ):  # fmt: skip
        answer = program.client.get(f"/api/v1/{asked}")
        assert answer.status_code == 422, asked
        assert answer.json()["errors"], asked
    for odd in ("children/%00", "children/%F0%9F%98%80", "children/%ff", "children/" + "x" * 150):
        assert program.client.get(f"/api/v1/{odd}").status_code == 404, odd


# --- how often ----------------------------------------------------------------------------------------


def test_a_token_may_be_used_so_often_in_a_minute() -> None:
    api.token(api.system())
    token = ApiToken.objects.get()
    within = [services.count_use(token, at=made.AT, limit=3) for _ in range(5)]
    token.refresh_from_db()
    assert within == [True, True, True, False, False]
    assert (token.used_minute, token.used_count) == (made.AT, 3)

    later = made.AT + timedelta(minutes=1, seconds=7)
    assert services.count_use(token, at=later, limit=3)
    token.refresh_from_db()
    assert (token.used_minute, token.used_count) == (made.AT + timedelta(minutes=1), 1)


def test_more_than_that_is_refused_until_the_next_minute() -> None:
    made.adopt()
    program, other = api.program(api.system()), api.program(api.system())
    with override_settings(API_RATE=2):
        met = [program.get("policy") for _ in range(7)]  # which may fall into two minutes
        beside = other.get("policy")
    refused = [answer for answer in met if answer.status_code == 429]

    assert 3 <= len(refused) <= 5
    assert refused[0]["Content-Type"] == PROBLEM
    assert 0 < int(refused[0]["Retry-After"]) <= 60
    assert beside.status_code == 200


def test_a_token_opens_nothing_once_a_person_signs_in_to_its_account() -> None:
    user = api.system("performance_analyst")
    program = api.Program(api.token(user))
    assert program.get("policy").status_code == 200
    user.last_login = made.AT
    user.save(update_fields=["last_login"])
    assert program.get("policy").status_code == 401
