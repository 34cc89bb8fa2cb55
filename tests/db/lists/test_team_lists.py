"""The lists of managers: who may open which, filters, figures, order, pages; one answer everywhere."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import web_made as made
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doorstep.engine import answer
from doorstep.facts import EpisodeKind, Involvement
from doorstep.reports.due import COLUMNS, ORDER, rows
from doorstep.vocabulary import Role, Status, Tier
from doorstep.web.accounts.models import Team, User
from doorstep.web.accounts.words import Can, OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Obligation, Restriction
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.filters import Filters
from doorstep.web.lists.scope import lists_for, scope_of
from doorstep.web.lists.team_list import TeamList, team_list
from doorstep.web.lists.words import Kind, Sort, Way, When, Whom
from doorstep.web.policies.queries import stack

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))


def _manager(in_team: Team | None = None) -> User:
    return made.person(Role.TEAM_MANAGER, name="Aled Price", in_team=in_team or made.team())


def _list(user: User, key: str, page: int = 1, size: int = 25, **filters: Any) -> TeamList:
    access = made.access(user)
    sight = sight_of(access)
    scope = scope_of(access, sight, key=key)
    asked = Filters(**filters)
    return team_list(access, sight, scope, asked, page=page, size=size)


def _ids(found: TeamList) -> list[str]:
    return [line.child.child_id for line in found.lines]


@pytest.fixture
def _adopted() -> None:
    made.adopt(STANDARDS)


@pytest.mark.usefixtures("_adopted")
def test_a_manager_opens_the_lists_of_their_own_teams_and_no_other(sign_in) -> None:  # type: ignore[no-untyped-def]
    east, west, north = made.team("East"), made.team("West"), made.team("North", "Northmarch")
    made.store(made.case("C1"), made.case("C2", in_team="West"))
    of_east = sign_in(_manager(east))
    of_locality = sign_in(made.person(Role.HEAD_OF_SERVICE, in_locality=east.locality))
    of_all = sign_in(made.person(Role.SENIOR_MANAGER))
    worker = sign_in(made.person(worker_id="W1", in_team=east))

    def opened(client: Client) -> list[int]:
        pages = (
            f"/teams/{east.pk}/",
            f"/teams/{west.pk}/",
            f"/teams/{north.pk}/",
            f"/localities/{east.locality_id}/",
            "/authority/",
        )
        return [client.get(page).status_code for page in pages]

    assert opened(of_east) == [200, 404, 404, 404, 404]
    assert opened(of_locality) == [200, 200, 404, 200, 404]
    assert opened(of_all) == [200, 200, 200, 200, 200]
    assert opened(worker) == [403, 403, 403, 403, 403]


@pytest.mark.usefixtures("_adopted")
def test_a_list_that_may_not_be_seen_answers_like_one_that_is_not_there(sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(_manager())
    west = made.team("West")

    forbidden, missing = client.get(f"/teams/{west.pk}/"), client.get("/teams/987654/")

    assert forbidden.status_code == missing.status_code == 404
    assert _without_number(forbidden.content) == _without_number(missing.content)


def _without_number(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if b"csrf" not in line and b"code>" not in line]


@pytest.mark.usefixtures("_adopted")
def test_the_lists_one_may_open_are_those_that_open() -> None:
    east = made.team("East")
    made.team("West")
    made.team("North", "Northmarch")
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=east.locality)
    access = made.access(head)

    lists = lists_for(access)

    assert list(lists.values()) == ["All of Eastmarch", "East", "West"]
    for key in lists:
        assert scope_of(access, sight_of(access), key=key).key == key


@pytest.mark.usefixtures("_adopted")
def test_a_list_has_the_teams_children_and_counts_what_it_shows() -> None:
    made.store(
        made.case("C1", seen=(made.TODAY - timedelta(20),)),
        made.case("C2", seen=(made.TODAY - timedelta(14),)),
        made.case("C3", seen=(made.TODAY - timedelta(10),)),
        made.case("C4", seen=(made.TODAY - timedelta(1),)),
        made.case("C5", in_team="West"),
    )

    found = _list(_manager(), f"team-{made.team().pk}")

    assert sorted(_ids(found)) == ["C1", "C2", "C3", "C4"]
    assert found.matching == 4
    assert [found.figures[when] for when in When] == [1, 1, 1, 1, 0]


@pytest.mark.usefixtures("_adopted")
@pytest.mark.parametrize("when", list(When))
def test_each_figure_is_the_number_of_lines_it_leads_to(when: When) -> None:
    ago = (30, 20, 14, 14, 12, 10, 9, 3, 1)
    made.store(*(made.case(f"C{n}", seen=(made.TODAY - timedelta(n),)) for n in set(ago)))
    Obligation.objects.filter(child__child_id="C9").update(status=Status.SUSPENDED)

    found = _list(_manager(), f"team-{made.team().pk}", when=when)

    assert found.figures[when] == found.matching == len(found.lines) > 0


def test_every_filter_narrows_to_what_it_says() -> None:
    made.adopt()
    made.store(
        made.case("C1"),
        made.case("C2", worker_id="W2", worker="Sam Ridley"),
        made.case("C3", kind=EpisodeKind.CHILD_IN_NEED_PLAN),
    )
    tiered = Obligation.objects.filter(child__child_id="C2")
    tiered.update(tier_order=ORDER[Tier.PRIORITY])
    manager, key = _manager(), f"team-{made.team().pk}"

    def children(**filters: Any) -> set[str]:
        return set(_ids(_list(manager, key, size=100, **filters)))

    assert children() == {"C1", "C2", "C3"}
    assert children(worker="W2") == {"C2"}
    assert children(tier=Tier.PRIORITY) == {"C2"}
    assert children(case="child in need plan") == {"C3"}
    assert children(duty="practice-standards-2022/cp_visit") == {"C1", "C2"}
    assert children(due_before=made.TODAY - timedelta(300)) == set()
    calls = _list(manager, key, way=Way.KIT_CALL, size=100).lines
    assert {line.duty for line in calls} == {"worcestershire-2020/kit_call"}
    decided = _list(manager, key, kind=Kind.DECISIONS, size=100)
    assert decided.lines
    assert all(line.is_decision for line in decided.lines)
    assert decided.decisions == decided.matching
    of_calls = _list(manager, key, kind=Kind.CALLS, size=100).lines
    of_visits = _list(manager, key, kind=Kind.VISITS, size=100).lines
    both = _list(manager, key, size=100).lines
    assert {line.pk for line in of_calls} | {line.pk for line in of_visits} == {
        line.pk for line in both
    }
    assert all(line.is_call for line in of_calls)
    assert not any(line.is_call for line in of_visits)


@pytest.mark.usefixtures("_adopted")
def test_the_usual_order_is_tier_then_due_then_risk_facts_and_each_column_has_its_own() -> None:
    made.store(*(made.case(f"C{n}") for n in range(1, 6)), names={"C3": "Aaron", "C1": "Zoe"})
    rank = {"C1": (2, 3, 0), "C2": (1, 9, 0), "C3": (1, 3, 1), "C4": (1, 3, 4), "C5": (9, 1, 9)}
    for child, (tier, due, risks) in rank.items():
        found = Obligation.objects.filter(child__child_id=child)
        found.update(tier_order=tier, due_on=made.TODAY - timedelta(20 - due), risk_facts=risks)
    manager, key = _manager(), f"team-{made.team().pk}"

    assert _ids(_list(manager, key)) == ["C4", "C3", "C2", "C1", "C5"]
    assert _ids(_list(manager, key, backwards=True)) == ["C5", "C1", "C2", "C3", "C4"]
    assert _ids(_list(manager, key, sort=Sort.DUE))[0] == "C5"
    assert _ids(_list(manager, key, sort=Sort.CHILD))[0] == "C3"
    assert _ids(_list(manager, key, sort=Sort.CHILD, backwards=True))[0] == "C1"


@pytest.mark.usefixtures("_adopted")
@pytest.mark.parametrize("sort", list(Sort))
def test_the_pages_together_are_the_whole_list_each_line_once(sort: Sort) -> None:
    made.team()
    made.store(*(made.case(f"C{n}") for n in range(23)))
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=made.team().locality)

    for key in (f"team-{made.team().pk}", f"locality-{made.team().locality_id}"):
        pages = [_list(head, key, page=n, size=5, sort=sort) for n in range(1, 6)]
        assert [found.pages for found in pages] == [5] * 5
        together = [line.pk for found in pages for line in found.lines]
        assert sorted(together) == sorted(Obligation.objects.values_list("pk", flat=True))
        assert _list(head, key, page=99, size=5, sort=sort).page == 5


@pytest.mark.usefixtures("_adopted")
def test_a_restricted_child_is_in_no_list_no_figure_and_no_export(sign_in) -> None:  # type: ignore[no-untyped-def]
    manager = _manager()
    _, hidden = made.store(made.case("C1"), made.case("C2"), names={"C2": "Canary Wharfedale"})
    Restriction.objects.create(
        child=hidden, reason="x", start_date=made.TODAY, placed_by=manager, placed_at=made.AT
    )
    client, key = sign_in(manager), f"team-{made.team().pk}"

    pages = [
        f"/teams/{made.team().pk}/",
        "/teams/",
        "/workload/",
        "/blind-spots/",
        *(f"/due/export/?list={key}&format={form}" for form in ("csv", "print")),
    ]
    for page in pages:
        assert b"Canary" not in client.get(page).getvalue(), page

    found = _list(manager, key)
    assert (found.matching, found.figures[When.OVERDUE]) == (1, 1)
    assert "1 further child is restricted" in client.get(pages[0]).content.decode()


@pytest.mark.usefixtures("_adopted")
def test_a_child_whom_the_team_works_with_but_another_holds_is_shown_when_asked_for() -> None:
    with_us = Involvement("W7", made.TODAY - timedelta(9), team="Fostering", allocated=False)
    made.store(made.case("C1", involvements=(with_us,)), made.case("C2"))
    fostering = made.team("Fostering")
    manager = _manager(fostering)

    assert _ids(_list(manager, f"team-{fostering.pk}")) == []
    assert _ids(_list(manager, f"team-{fostering.pk}", whom=Whom.INVOLVED)) == ["C1"]


def test_list_and_export_say_what_the_engine_says_of_each_child(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt()
    made.store(made.case("C1"), made.case("C2", kind=EpisodeKind.PERIOD_OF_CARE))
    client = sign_in(_manager())

    text = client.get(f"/due/export/?list=team-{made.team().pk}&format=csv").getvalue().decode()

    told = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(told[0]) == ["name", *COLUMNS]
    engine = [
        {column: str(value) for column, value in row.items()}
        for child in Child.objects.select_related("document")
        for row in rows(answer(case_of(child), stack(), as_at=made.TODAY))
    ]
    without_name = [{k: v for k, v in row.items() if k != "name"} for row in told]
    assert sorted(map(str, without_name)) == sorted(map(str, engine))


@pytest.mark.usefixtures("_adopted")
@pytest.mark.parametrize(("form", "status"), [("csv", 200), ("xlsx", 200), ("pdf", 404)])
def test_an_export_leaves_one_event_with_its_size(sign_in, form, status) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"))
    manager = _manager()
    before = AuditEvent.objects.filter(action="export").count()

    answered = sign_in(manager).get(f"/due/export/?list=team-{made.team().pk}&format={form}")

    for close in answered._resource_closers:  # not close(), which ends the connection
        close()
    events = AuditEvent.objects.filter(action="export")[before:]
    assert answered.status_code == status
    assert [event.detail["rows"] for event in events] == ([1] if status == 200 else [])


@pytest.mark.usefixtures("_adopted")
def test_who_may_not_export_may_print_their_own_day_and_nothing_else(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"), made.case("C2", worker_id="W2"))
    worker = sign_in(made.person(worker_id="W1"))

    printed = worker.get("/due/export/?list=my-day&format=print")

    assert b"Child C1" in printed.content
    assert b"Child C2" not in printed.content
    assert worker.get("/due/export/?list=my-day&format=csv").status_code == 403
    team = f"/due/export/?list=team-{made.team().pk}&format=print"
    assert worker.get(team).status_code == 404


@pytest.mark.usefixtures("_adopted")
def test_the_whole_authority_is_exported_only_after_one_showed_again_who_one_is(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"))
    analyst = made.person(OwnRole.PERFORMANCE_ANALYST)
    assert made.access(analyst).has(Can.EXPORT)

    answered = sign_in(analyst).get("/due/export/?list=authority&format=csv")

    assert answered.status_code == 302
    assert "/account/" in answered["Location"]
    assert not AuditEvent.objects.filter(action="export").exists()


@pytest.mark.usefixtures("_adopted")
def test_the_address_keeps_the_filters_and_each_can_be_taken_away(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"))
    client, here = sign_in(_manager()), f"/teams/{made.team().pk}/"

    page = client.get(f"{here}?when=overdue&worker=W1&sort=-due").content.decode()

    assert "1 result<" in page
    assert f'href="{here}?worker=W1&amp;sort=-due"' in page
    assert f'href="{here}?when=overdue&amp;sort=-due"' in page
    assert "Worker: Noor Calloway" in page
    assert 'aria-sort="descending"' in page


@pytest.mark.usefixtures("_adopted")
@pytest.mark.parametrize(
    "query",
    [
        "when=nonsense",
        "tier=%00",
        "due_before-day=99&due_before-month=x&due_before-year=",
        "worker=%27%20or%201=1--",
        "page=-1",
        "page=99999999999999999999",
        "page=%D9%A1",
        "sort=password",
        "team=-1&duty=<script>",
        "due_before=not-a-day",
        "team=999999999",
        "team=%C2%B2",
    ],
)
def test_an_address_that_makes_no_sense_still_gives_a_page(sign_in, query: str) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"))
    client = sign_in(made.person(Role.SENIOR_MANAGER))

    for page in (f"/teams/{made.team().pk}/", "/authority/", "/blind-spots/", "/workload/", "/"):
        answered = client.get(f"{page}?{query}")
        assert answered.status_code == 200
        assert b"<script>" not in answered.content.replace(b"<script src", b"")


@pytest.mark.usefixtures("_adopted")
def test_empty_lists_say_what_to_do(sign_in) -> None:  # type: ignore[no-untyped-def]
    east = made.team()
    client = sign_in(_manager(east))

    empty = client.get(f"/teams/{east.pk}/").content.decode()
    made.store(made.case("C1"))
    filtered = client.get(f"/teams/{east.pk}/?tier=priority").content.decode()

    assert "No child is allocated to this team" in empty
    assert "Nothing fits these filters" in filtered


@pytest.mark.parametrize("number", [5, 200])
@pytest.mark.parametrize("kind", ["team", "locality", "authority"])
def test_a_list_costs_eight_queries_at_most_whatever_its_length(sign_in, kind, number) -> None:  # type: ignore[no-untyped-def]
    made.adopt()
    east = made.team()
    made.store(*(made.case(f"C{n}", address=f"{n} Elm Road") for n in range(number)))
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=east.locality)
    everywhere = made.person(Role.SENIOR_MANAGER)
    page = {
        "team": f"/teams/{east.pk}/",
        "locality": f"/localities/{east.locality_id}/",
        "authority": "/authority/",
    }[kind]
    client = sign_in(everywhere if kind == "authority" else head)
    client.get(page)

    with CaptureQueriesContext(connection) as asked:
        answered = client.get(page)

    assert answered.status_code == 200
    assert len(asked) <= 8
