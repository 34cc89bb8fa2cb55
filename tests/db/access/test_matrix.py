"""Every view, every role, every relation: what each meets is written in `table` and met (A2)."""

from typing import Any

import pytest
from db.access import asking, table
from db.access.asking import Ask
from db.access.county import LONG, County, county, signed_in
from db.test_routes import ALL
from django.test import Client
from sample import is_asked

from doorstep.web.audit.models import AuditEvent

SAMPLE = (
    "iro", "team_manager", "practice_manager", "front_door", "virtual_school", "performance_analyst",
    "practice_lead", "administrator", "auditor", "records_officer", "lado",
)  # fmt: skip
ROLES = table.EVERY_ROLE if LONG else SAMPLE
MET = {401: "t", 403: "3", 404: "4"}
MANAGING = ("manager", "restricting")
NOT_FOR_ALL = {"practice_lead", "administrator", "auditor", "lado"}


def met(answer: Any) -> str:
    """Return the letter of what was met; an error is a letter of its own, which no table has."""
    if answer.status_code >= 500:
        return "!" if b'"status"' not in answer.body else "."
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/?"):
        return "s"
    return MET.get(answer.status_code, ".")


def methods(name: str) -> list[str]:
    """Return by which methods a route is asked."""
    found = [] if name in table.POST_ONLY else ["get"]
    return found if name in table.GET_ONLY else [*found, "post"]


def test_every_route_stands_in_the_table() -> None:
    known = {*table.PAGES, *table.OF_A_CHILD, *table.OF_A_LIST}
    routes = {pattern.name for _, pattern in ALL}

    assert routes - known == set(), "say in tests/db/access/table.py who may open it"
    assert known - routes == set()


def test_every_role_is_of_one_kind() -> None:
    assert set(table.KIND_OF) == set(table.EVERY_ROLE)
    assert sum(len(roles) for roles in table.KINDS.values()) == len(table.EVERY_ROLE)


@pytest.mark.parametrize("role", ["signed out", *ROLES])
def test_pages_of_no_child_open_to_their_roles_only(role: str) -> None:
    here = county("social_worker" if role == "signed out" else role)
    asks, kind = asking.of_pages(here), table.KIND_OF.get(role, role)
    assert set(asks) == set(table.PAGES)
    browser = (
        Client(raise_request_exception=False) if role == "signed out" else here.browser("team")
    )
    wrong = []
    for name, ask in asks.items():
        for method in methods(name):
            if not is_asked(role, name, method, one_in=1 if role == "signed out" else 3):
                continue
            expected = _of_page(name, method, kind)
            before = AuditEvent.objects.count()
            found = met(ask.by(browser, method))
            assert AuditEvent.objects.count() == before, "nothing is kept of a request"
            if name == "account_logout":
                browser = _new(browser, here)
            if found != expected:
                wrong.append((name, method, expected, found))

    assert not wrong, "\n" + "\n".join(map(str, wrong))


def _new(browser: Client, here: County) -> Client:
    """Return a browser anew for somebody who signed out."""
    return here.browser("team") if "session" in browser.cookies else browser


def _of_page(name: str, method: str, kind: str) -> str:
    """Return the table's letter, but for what one method alone does otherwise."""
    expected = table.letter(table.PAGES, name, kind)
    if name == "delete-view" and method == "post" and expected == "4":
        return "."  # a view that is gone stays gone: the answer is the same for somebody else's
    return expected


@pytest.mark.parametrize("role", ROLES)
def test_a_childs_pages_open_to_whom_the_relation_reaches(role: str) -> None:
    here = county(role)
    wrong: list[tuple[str, ...]] = []
    for seat in here.seats:
        browser = here.browser(seat)
        for relation in [*here.children, "missing"]:
            if role in NOT_FOR_ALL and relation not in ("own", "glass"):
                continue  # without the right the relation does not matter
            child, visit = here.children.get(relation), here.visits.get(relation)
            for name, ask in asking.of_a_child(here, child, visit).items():
                one_in = 16 if seat == "team" else 48
                if is_asked(role, seat, relation, name, one_in=one_in):
                    wrong += _ask(
                        browser, ask, _of_child(role, seat, relation, name), seat, relation
                    )

    assert not wrong, "\n" + "\n".join(map(str, wrong))


def _ask(browser: Client, ask: Ask, expected: str, *told: str) -> list[tuple[str, ...]]:
    found = {method: met(ask.by(browser, method)) for method in methods(ask.route)}
    return [(*told, ask.route, m, expected, f) for m, f in found.items() if f != expected]


def _of_child(role: str, seat: str, relation: str, name: str) -> str:
    if seat == table.CLOSED:
        return "s"
    if seat in table.WITHOUT_A_ROLE:
        return "3"
    kind = table.KIND_OF[role]
    expected = table.letter(table.OF_A_CHILD, name, kind)
    if name in table.OF_SOME and _may_open(kind):
        return _of_some(role, seat, relation, name)
    if expected != ".":
        return expected
    return "." if _is_reached(kind, seat, relation, name) else "4"


def _may_open(kind: str) -> bool:
    return kind in ("worker", "manager", "restricting", "front door", "partner")


def _of_some(role: str, seat: str, relation: str, name: str) -> str:
    """Who reaches the child but may not correct or write what is somebody else's is told so (403)."""
    kind = table.KIND_OF[role]
    if not _is_reached(kind, seat, relation, "record-visit"):
        return "4"
    some = role in table.WRITE_THE_DRAFT if name == "save-draft" else kind in MANAGING
    return "." if some and _is_reached(kind, seat, relation, name) else "3"


def _is_reached(kind: str, seat: str, relation: str, name: str) -> bool:
    reached = table.REACHED_BY_A_WORKER if kind == "worker" else table.REACHED_BY_SCOPE
    if name in table.NOT_BY_GLASS and "glass" in relation:
        return relation == "glass" and seat == "authority" and kind != "worker"
    return relation in reached[seat]


@pytest.mark.parametrize("role", ROLES)
def test_lists_open_to_whom_their_scope_reaches(role: str) -> None:
    here = county(role)
    wrong: list[tuple[str, ...]] = []
    for seat in here.seats:
        browser = here.browser(seat)
        for listed, (key, pk) in {**asking.lists_of(), "missing": ("team", 987_654)}.items():
            for name, ask in asking.of_a_list(key, pk).items():
                if is_asked(role, seat, listed, name, one_in=12):
                    expected = _of_list(here, seat, listed, name)
                    wrong += _ask(browser, ask, expected, seat, listed)

    assert not wrong, "\n" + "\n".join(map(str, wrong))


def _of_list(here: County, seat: str, listed: str, name: str) -> str:
    if seat == table.CLOSED:
        return "s"
    if seat in table.WITHOUT_A_ROLE:
        return "3"
    expected = table.letter(table.OF_A_LIST, name, table.KIND_OF[here.role])
    if expected != ".":
        return expected
    return "." if listed in table.LISTS_REACHED[seat] else "4"


def test_somebody_signed_out_meets_the_sign_in_everywhere() -> None:
    here = county("social_worker")
    browser = Client(raise_request_exception=False)
    asks = [*asking.of_a_child(here, here.children["own"], here.visits["own"]).values()]
    asks += asking.of_a_list("team", here.east.pk).values()

    found = {(ask.route, m): met(ask.by(browser, m)) for ask in asks for m in methods(ask.route)}

    assert set(found.values()) == {"s"}


def test_an_account_that_was_closed_is_signed_out_at_once() -> None:
    here = county("team_manager")
    browser = signed_in(here.me)
    assert browser.get("/").status_code == 200

    here.me.is_active = False
    here.me.save()

    assert met(asking.Ask("my-day").by(browser, "get")) == "s"
