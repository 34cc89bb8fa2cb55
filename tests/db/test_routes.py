"""Every address, without signing in: nothing leaks, and every view says who may open it (A1)."""

from collections.abc import Iterator

import pytest
import web_made as made
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from doorstep.web.accounts import gate
from doorstep.web.accounts.words import Can

CANARY = "Canary Featherstonehaugh"
SAYS_503 = {"health", "health-of-all"}  # what they say when something is not well, as in a test
GIVEN = {IntConverter: "1", StringConverter: "C1", SlugConverter: "c1"}
GIVEN[UUIDConverter] = "6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with its pattern, parameters filled in."""
    yield from _below(get_resolver().url_patterns, "/")


def _below(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = prefix + _filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, address)
        else:
            yield address, pattern


def _filled(pattern: URLPattern | URLResolver) -> str:
    told = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter)
        given = next((g for k, g in GIVEN.items() if issubclass(kind, k)), "C1")
        for written in (f"<int:{name}>", f"<str:{name}>", f"<slug:{name}>", f"<uuid:{name}>"):
            told = told.replace(written, given)
        told = told.replace(f"<{name}>", given)
    return told.replace("^", "").replace("$", "").replace("\\Z", "")


ALL = list(routes())


def test_there_are_routes_and_each_says_who_may_open_it() -> None:
    assert len(ALL) > 40
    undecided = [
        address
        for address, pattern in ALL
        if pattern.callback.__module__.startswith("doorstep.")
        and gate.decision_of(pattern.callback) is None
    ]
    assert undecided == []


def test_what_views_ask_for_is_a_permission() -> None:
    for address, pattern in ALL:
        decision = gate.decision_of(pattern.callback)
        if isinstance(decision, tuple):
            assert decision, address
            assert all(isinstance(can, Can) for can in decision), address


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_nothing_leaks(method: str) -> None:
    made.adopt()
    made.store(made.case("C1", worker=CANARY), names={"C1": CANARY})
    made.person(name=CANARY, worker_id="W1")
    client = Client()
    opened = []
    for address, pattern in ALL:
        answer = getattr(client, method)(address)
        assert CANARY not in answer.content.decode(errors="replace"), address
        assert answer.status_code < 500 or pattern.name in SAYS_503, (address, answer.status_code)
        if answer.status_code == 200 and gate.decision_of(pattern.callback) != gate.PUBLIC:
            opened.append(address)
    library = [a for a in opened if a.startswith("/account/")]
    assert opened == library, set(opened) - set(library)
