"""Whatever an address says, every page answers: nothing breaks on the server (I1)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from db.access import asking, hostile, table
from db.access.asking import Ask
from db.access.county import LONG, County, county, hold
from db.test_routes import ALL
from django.test import Client
from sample import is_asked

from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole

PARAMETERS = (
    "page", "list", "kind", "explained", "format", "sort", "when", "worker", "team", "tier",
    "case", "duty",
    "way", "whom", "due_before", "due_before-day", "due_before-month", "due_before-year", "part",
    "whose",
    "view", "query", "with", "type", "show", "since", "since-day", "until", "until-year", "next",
    "before",
    "after", "person", "child_id", "action", "first_day", "first_day-day", "last_day",
    "broken_glass", "on",
    "on-month", "on-year", "q", "state", "role", "process", "code", "error", "procedure", "form",
    "decision",
    "left", "signed", "stage", "came", "meeting", "correct", "file", "tick", "do", "hold",
)  # fmt: skip
# The routes of decisions that name a row, and which of a child's it is.
OF_DECISIONS = {
    "decision": "waiting", "act": "waiting", "comment": "waiting", "compare": "waiting",
    "write": "begun", "save-draft": "draft", "form": "filled", "event": "event",
    "correct-event": "event", "meeting-note": "note",
}  # fmt: skip
# The routes that name a row of their own.
OF_ROWS = (
    "import", "import-children", "import-refused", "question", "difference", "double", "undo-merge",
    "hand-over", "absences", "end-absence", "move", "take-back-word",
    "say-availability", "access-request", "access-pack", "access-names",
    "access-entries", "access-entry", "disposal",
)  # fmt: skip
FINE = {200, 301, 302, 400, 401, 403, 404, 405, 409, 429}
PATHS = (
    "0", "1", "9223372036854775808", "9" * 40, "-1", "1.5", "x", "a b", "%00", "a%00b", "%0A",
    "%FF%FE", "%C0%AF",
    "..%2F..", "%2e%2e", "<script>", "%22%3E", "{{7777*7}}", "'", "é", "🧒", "x" * 400, "null",
    "C1", "*", "%25",
)  # fmt: skip


@pytest.fixture
def here() -> County:
    return county(Role.TEAM_MANAGER)


def browsers(here: County) -> dict[str, Client]:
    """Return a browser of everything, of a worker, and of nobody."""
    everything = here.seats["authority"]
    for role in (
        OwnRole.ADMINISTRATOR,
        OwnRole.PRACTICE_LEAD,
        OwnRole.AUDITOR,
        OwnRole.PERFORMANCE_ANALYST,
        OwnRole.RECORDS_OFFICER,
        Role.SENIOR_MANAGER,
    ):
        hold(everything, role, None)
    return {
        "everything": here.browser("authority"),
        "worker": here.browser("team"),
        "nobody": Client(raise_request_exception=False),
    }


def places(here: County) -> Iterator[tuple[str, str]]:
    """Yield every route with its address, of rows that are there."""
    rows = rows_of(here)
    for address, pattern in ALL:
        found = address.replace("C1", "OWN-C") if "/children/C1" in address else address
        name = str(pattern.name)
        if name in ("visit", "correct-visit"):
            found = found.replace("/visits/1/", f"/visits/{here.visits['own'].pk}/")
        if name in OF_DECISIONS:
            row = getattr(here.decided["own"], OF_DECISIONS[name])
            found = found.replace("/1/", f"/{row.pk}/")
        if name in ("team", "locality"):
            found = f"/{'teams' if name == 'team' else 'localities'}/{here.east.pk}/"
        yield name, rows[name].address if name in rows else found


def rows_of(here: County) -> dict[str, Ask]:
    """Return where the rows of imports, of moves and of records are."""
    asks = asking.of_pages(here) | asking.of_a_child(here, here.children["own"], None)
    return {name: asks[name] for name in OF_ROWS}


def broken(
    browser: Client, name: str, address: str, query: dict[str, str]
) -> list[tuple[Any, ...]]:
    """Return what broke, if anything did."""
    answer = browser.get(address, query)
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.status_code not in FINE and not name.startswith("health"):
        return [(name, address, query, answer.status_code)]
    if hostile.SCRIPT.encode() in body or hostile.PRODUCT.encode() in body:
        return [(name, address, query, "echoed unescaped")]
    return []


def test_no_query_breaks_a_page(here: County) -> None:
    found: list[tuple[Any, ...]] = []
    every, asked = browsers(here), 0
    for name, address in places(here):
        if name == "account_logout":
            continue
        for who, browser in every.items():
            number = 2 if who == "everything" else 1
            for value in hostile.values_for(name, who, number=number):
                found += broken(browser, name, address, dict.fromkeys(PARAMETERS, value))
                asked += 1

    assert not found, found[:20]
    assert asked > 400


READ_HERE = {
    "team": ("when", "worker", "team", "tier", "due_before", "due_before-year", "page", "sort",
    "whom", "duty"),
    "timeline": ("kind", "since", "until", "until-day", "page", "show"),
    "audit": ("person", "child_id", "action", "first_day", "last_day", "before", "after",
    "broken_glass"),
    "audit-export": ("person", "first_day", "last_day", "child_id"),
    "policy": ("on", "on-year", "q"),
    "whole-policy": ("on",),
    "policy-part": ("on",),
    "due-export": ("list", "format", "due_before"),
    "blind-spots": ("list", "kind", "page", "explained"),
    "workload": ("list", "page"),
    "written-down": ("list", "page", "days"),
    "own-written-down": ("page", "days"),
    "photographs": ("page",),
    "add-photograph": ("visit",),
    "my-day": ("part", "whose", "page"),
    "record-visit": ("with",),
    "record-call": ("type", "with"),
    "people": ("state", "role", "team", "sort", "page"),
    "save-view": ("list", "query"),
    "break-glass-openings": ("page",),
    "readers": ("page",),
    "documents": ("kind", "page"),
    "document": ("from",),
    "to-copy": ("kind", "page"),
    "explain-blind-spot": ("list",),
    "my-decisions": ("part", "kind", "page"),
    "reminders": ("show", "page"),
    "messages": ("page",),
    "webhook": ("page",),
    "disputes": ("stage", "page"),
    "read-and-sign": ("left", "signed"),
    "decisions": ("page",),
    "open-decision": ("procedure", "duty"),
    "compare": ("with",),
    "forms": ("form", "page"),
    "fill-form": ("form", "decision"),
    "household": ("correct",),
    "record-meeting": ("meeting", "came"),
    "record-event": ("kind",),
    "import-children": ("page",),
    "import-refused": ("file", "page"),
    "continuity": ("list", "page"),
    "staff": ("list", "page"),
    "quality": ("list", "kind", "page"),
    "move-children": ("list", "role", "worker", "tick", "page"),
    "records-child": ("do", "hold"),
    "records-holds": ("show", "do", "hold", "page"),
    "disposals": ("state", "page"),
    "access-request": ("do",),
    "access-entries": ("part", "page"),
    "account_login": ("next",),
    "account_reauthenticate": ("next",),
}  # fmt: skip


def test_no_value_of_one_parameter_breaks_the_page_that_reads_it(here: County) -> None:
    browser, found = browsers(here)["everything"], []
    addresses = dict(places(here))
    for name, parameters in READ_HERE.items():
        for parameter in parameters:
            days = (
                hostile.DAYS[:: 1 if LONG else 3]
                if parameter.startswith(("due", "since", "until", "first", "last", "on"))
                else ()
            )
            for value in (*days, hostile.NUL, *hostile.values_for(name, parameter, number=2)):
                found += broken(browser, name, addresses[name], {parameter: value})

    assert not found, found[:20]


def test_no_address_breaks_the_server(here: County) -> None:
    browser, found = browsers(here)["everything"], []
    asked: set[str] = set()
    for name, pattern in ((str(p.name), p) for _, p in ALL):
        told = str(pattern.pattern)
        if "<" not in told:
            continue
        before = next(a for a, p in ALL if p is pattern).split("/C1/")[0].split("/1/")[0]
        for path in (
            PATHS
            if LONG or name in ("child", "visit", "policy-part", "policy-pack")
            else PATHS[::3]
        ):
            for address in (
                f"{before}/{path}/",
                f"{before}/{path}/{path}/",
                f"/children/{path}/timeline/",
            ):
                if address in asked:
                    continue
                asked.add(address)
                answer = browser.get(address if "%" in path else quote(address))
                if answer.status_code not in FINE:
                    found.append((name, address, answer.status_code))

    assert not found, found[:20]


@pytest.mark.parametrize("method", ["put", "delete", "options", "head"])
def test_no_method_breaks_the_server(here: County, method: str) -> None:
    browser, found = browsers(here)["everything"], []
    for name, address in places(here):
        if name == "account_logout" or not is_asked(method, name, one_in=3):
            continue
        answer = getattr(browser, method)(address)
        if answer.status_code not in FINE and not name.startswith("health"):
            found.append((name, answer.status_code))

    assert not found, found


def test_every_route_has_been_asked(here: County) -> None:
    known = {*table.PAGES, *table.OF_A_CHILD, *table.OF_A_LIST}
    assert {name for name, _ in places(here)} == known
    assert set(READ_HERE) <= known


BODIES = [
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b'{"words": "x"}', "application/json"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"", "multipart/form-data"),
    (b"a=%00&b=%ff&c=%", "application/x-www-form-urlencoded"),
    (b"&".join(b"f%d=1" % n for n in range(1_200)), "application/x-www-form-urlencoded"),
    (b"words=x", "text/xml; charset=klingon"),
]


@pytest.mark.parametrize(
    ("body", "kind"), BODIES, ids=[kind + str(len(body)) for body, kind in BODIES]
)
def test_no_body_breaks_the_server(here: County, body: bytes, kind: str) -> None:
    browser, found = browsers(here)["everything"], []
    for name, address in places(here):
        if name == "account_logout" or not is_asked(kind, len(body), name, one_in=5):
            continue
        answer = browser.generic("POST", address, body, content_type=kind)
        if answer.status_code not in FINE and not name.startswith("health"):
            found.append((name, answer.status_code))

    assert not found, found
