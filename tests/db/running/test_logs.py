"""Nothing personal reaches the logs, whatever people type, search for, or break (U4)."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import web_made as made
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from doorstep.web import urls
from doorstep.web.accounts.gate import public
from doorstep.web.accounts.models import User
from doorstep.web.environment import number
from doorstep.web.logs import KNOWN, LOGGING, fault, log

CANARY = "Canary-Nightingale"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Return what the application's own handler writes, with every library told to say all it can."""
    from logging.config import dictConfig

    dictConfig({**LOGGING, "loggers": {**LOGGING["loggers"], "django": {"level": "DEBUG"}}})
    written = io.StringIO()
    ours = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = ours.setStream(written)
    yield written
    ours.setStream(before)
    dictConfig(LOGGING)


def _lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@public
def _breaks(request: HttpRequest, who: str) -> HttpResponse:
    name = request.POST.get("name", CANARY)
    raise ValueError(f"{name} of {who} at {request.get_full_path()} cannot be stored")


@pytest.fixture
def broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "urlpatterns", [path("breaks/<who>/", _breaks), *urls.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()


def test_a_request_is_told_by_its_route_its_status_and_who(
    logged: io.StringIO, sign_in: Callable[[User], Client]
) -> None:
    user = made.person()

    sign_in(user).get("/account/", {"q": CANARY})

    (line,) = [each for each in _lines(logged) if each["event"] == "request"]
    assert line["route"] == "account"
    assert line["status"] == 200
    assert line["user_id"] == user.pk
    assert set(line) <= set(KNOWN)


def test_names_typed_searched_and_sent_are_nowhere(
    logged: io.StringIO, sign_in: Callable[[User], Client]
) -> None:
    made.adopt()
    user = made.person(name=CANARY, worker_id="W1")
    made.store(made.case("C1-canary"), names={"C1-canary": CANARY})
    client = sign_in(user)

    for address in (
        "/", "/search/", "/search/suggest/", "/children/C1-canary/", "/children/C1-canary/timeline/",
        f"/nowhere/{CANARY}/", "/children/C1-canary/visits/new/", "/account/login/",
    ):  # fmt: skip
        told = dict.fromkeys(("q", "name", "username", "password", "login", "words"), CANARY)
        client.get(address, told)
        client.post(address, told)
        Client(HTTP_USER_AGENT=CANARY, HTTP_REFERER=CANARY, HTTP_X_FORWARDED_FOR=CANARY).post(
            address, told
        )

    text = logged.getvalue()
    assert len(_lines(logged)) >= 24
    assert "canary" not in text.casefold()


def test_an_error_is_told_by_type_and_place_without_any_value(
    logged: io.StringIO, broken_page: None
) -> None:
    client = Client(raise_request_exception=False)

    answer = client.post(f"/breaks/{CANARY}/?q={CANARY}", {"name": CANARY})

    assert answer.status_code == 500
    (line,) = [each for each in _lines(logged) if "error" in each]
    assert line["error"] == "ValueError"
    assert str(line["place"]).startswith("doorstep/web/accounts/gate.py:")  # the last step of ours
    assert line["request_id"] == answer["X-Request-Id"]
    assert "canary" not in logged.getvalue().casefold()


def test_what_a_library_says_is_left_out(logged: io.StringIO) -> None:
    logging.getLogger("a.third.party").error("could not find %s", CANARY)
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=1.2.3.4: {CANARY}")
    logging.getLogger("axes").warning(f"AXES: New login failure by {CANARY}")

    assert "canary" not in logged.getvalue().casefold()
    assert [each["logger"] for each in _lines(logged)] == [
        "a.third.party",
        "gunicorn.error",
        "axes",
    ]


def test_what_the_server_says_of_its_own_processes_is_kept(logged: io.StringIO) -> None:
    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 42)
    logging.getLogger("gunicorn.error").critical("WORKER TIMEOUT (pid:%s)", 42)

    told = [each.get("told") for each in _lines(logged)]
    assert told == ["Booting worker with pid: 42", "WORKER TIMEOUT (pid:42)"]


def test_a_field_that_is_not_on_the_list_is_left_out(logged: io.StringIO) -> None:
    log.info("job_done", job="sweep", child=CANARY, name=CANARY)

    (line,) = _lines(logged)
    assert set(line) == {"time", "level", "event", "job"}


def test_a_fault_has_a_place_in_our_own_code_and_no_path_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOORSTEP_TRIED", CANARY)

    with pytest.raises(ImproperlyConfigured) as caught:
        number("TRIED", 1)

    told = fault(caught.value)
    assert told["error"] == "django.core.exceptions.ImproperlyConfigured"
    assert told["place"].startswith("doorstep/web/environment.py:")
    assert CANARY not in str(told)
