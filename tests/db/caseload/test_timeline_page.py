"""Everything that happened stands on the timeline: corrected, withdrawn, filtered, page by page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import web_made as made
from child_made import at, reads, text, visit
from django.test import Client

from doorstep.facts import Event, EventKind, Fact, FactKind, Visit, VisitingPlan
from doorstep.vocabulary import Role
from doorstep.web.caseload.models import Child
from doorstep.workdays import LONDON

SignIn = Callable[..., Client]


@pytest.fixture
def child() -> Child:
    """Return a child of whom a document tells a little."""
    made.adopt()
    case = replace(
        made.case("C1"),
        events=(Event(EventKind.MISSING, made.TODAY - timedelta(12), source="ssd_missing"),),
        facts=(Fact(FactKind.RAG, made.TODAY - timedelta(40), made.TODAY - timedelta(5), "amber"),),
        plans=(VisitingPlan(made.TODAY - timedelta(8), every="1 weeks", agreed_by=Role.IRO),),
    )
    return made.store(case)[0]


def entries(client: Client, query: str = "") -> list[str]:
    """Return what each entry of a page says."""
    answered = client.get(f"/children/C1/timeline/{query}")
    assert answered.status_code == 200
    parts = answered.content.decode().split('<li class="d-timeline__item">')[1:]
    return [text(_Part(part.split("</ol>")[0])) for part in parts]


class _Part:
    def __init__(self, html: str) -> None:
        self.content = html.encode()


def test_everything_is_there_the_newest_first(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1", name="Noor Calloway")
    visit(child, worker, visit_at=at(8), recorded_at=at(9), childs_words="I like my room")

    found = entries(sign_in(worker))

    assert found[0].startswith("First received from the source 16 Nov 2026 at 9.30am")
    assert found[1] == (
        "Visit in person at home by Noor Calloway 16 Nov 2026 at 8am The child was seen."
        " The child’s own words: I like my room"
        " Written 16 Nov 2026 at 9am by Noor Calloway. Source: recorded here."
    )
    days = [
        "RAG: amber, no longer", "Visiting plan: every 1 weeks", "Missing", "Visit in person at home",
        "RAG: amber, from this day",
    ]  # fmt: skip
    places = [next(n for n, e in enumerate(found) if n > 1 and e.startswith(d)) for d in days]
    assert places == sorted(places)
    joined = " ".join(found)
    assert "Noor Calloway became involved" in joined
    assert "Child protection plan: began" in joined
    assert "Address: 4 Elm Road, Eastmarch, ZZ11AA" in joined


def test_what_was_written_late_says_how_late(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1")
    visit(child, worker, made.TODAY - timedelta(6))

    assert any("at 9.30am, 6 days later, by" in entry for entry in entries(sign_in(worker)))


def test_a_correction_shows_what_it_replaced(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1")
    first = visit(child, worker, place="doorstep", worries="Cupboard empty", recorded_at=at(8))
    visit(child, worker, place="garden", corrects=first, correction_reason="Wrong place ticked")

    found = [e for e in entries(sign_in(worker)) if e.startswith("Visit in person in the garden")]

    assert len(found) == 1
    assert "Corrected because: Wrong place ticked" in found[0]
    assert "Place Doorstep Garden" in found[0]
    assert "Worries Cupboard empty" in found[0]
    assert not any(
        e.startswith("Visit in person on the doorstep") for e in entries(sign_in(worker))
    )


def test_what_was_withdrawn_is_struck_through_with_its_reason(
    sign_in: SignIn, child: Child
) -> None:
    worker = made.person(worker_id="W1")
    first = visit(child, worker, observations="Meant for another child")
    visit(
        child,
        worker,
        corrects=first,
        withdrawn=True,
        correction_reason="Recorded on the wrong child",
    )
    browser = sign_in(worker)

    (found,) = [e for e in entries(browser) if "Meant for another child" in e]

    assert "Withdrawn: Recorded on the wrong child" in found
    assert b"<del>" in browser.get("/children/C1/timeline/").content


def test_an_attempt_says_that_the_child_was_not_seen_and_why(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1")
    visit(child, worker, seen=False, outcome="no_answer", reason_not_seen="Curtains drawn")

    found = " ".join(entries(sign_in(worker)))

    assert "The child was not seen: Curtains drawn. Outcome: no answer." in found


def test_a_visit_without_seen_says_that_nobody_recorded_it(sign_in: SignIn) -> None:
    made.adopt()
    case = made.case("C1", seen=())
    made.store(replace(case, visits=(Visit(made.TODAY - timedelta(3)),)))

    found = " ".join(entries(sign_in(made.person(worker_id="W1"))))

    assert "Whether the child was seen is not recorded." in found
    assert "When it was written is not told." in found


@pytest.mark.parametrize(
    ("query", "beginnings"),
    [
        ("?kind=event", ["Missing"]),
        ("?kind=plan", ["Visiting plan"]),
        ("?kind=tier&since=2026-11-11", ["RAG: amber, no longer"]),
        ("?kind=tier&until-day=10&until-month=11&until-year=2026", ["RAG: amber, from this day"]),
        ("?since=2026-11-17", []),
    ],
)
def test_the_address_filters_by_kind_and_days(
    sign_in: SignIn, child: Child, query: str, beginnings: list[str]
) -> None:
    found = entries(sign_in(made.person(worker_id="W1")), query)

    assert len(found) == len(beginnings)
    assert all(entry.startswith(b) for entry, b in zip(found, beginnings, strict=True))


def test_a_filter_is_taken_away_by_its_chip(sign_in: SignIn, child: Child) -> None:
    query = "?kind=event&kind=tier&since-day=1&since-month=1&since-year=2026&page=1"

    page = sign_in(made.person(worker_id="W1")).get(f"/children/C1/timeline/{query}")

    html = page.content.decode()
    rest = "since-day=1&amp;since-month=1&amp;since-year=2026"
    assert f'href="?kind=tier&amp;{rest}"' in html
    assert 'href="?kind=event&amp;kind=tier"' in html


def test_a_day_that_is_none_is_named_and_everything_shown(sign_in: SignIn, child: Child) -> None:
    worker = sign_in(made.person(worker_id="W1"))

    page = worker.get("/children/C1/timeline/?since-day=31&since-month=2&since-year=2026")

    assert page.status_code == 200
    assert "The first day must be a real date" in text(page)
    assert "Missing" in text(page)


@pytest.fixture
def seen_often() -> None:
    """Store a child with a very long timeline."""
    made.adopt()
    days = tuple(made.TODAY - timedelta(n) for n in range(1, 501))
    case = made.case("C1", seen=days, since=made.TODAY - timedelta(600))
    made.store(case)


@pytest.mark.parametrize(
    ("query", "shown", "first"),
    [
        ("", 25, "First received"),
        ("?page=2", 25, "Visit"),
        ("?page=99999", None, "Visit"),
        ("?page=-1", 25, "First received"),
        ("?page=x", 25, "First received"),
        ("?show=all", 505, "First received"),
        ("?kind=visit&page=20", 25, "Visit"),
    ],
)
@pytest.mark.usefixtures("seen_often")
def test_a_long_timeline_comes_page_by_page_or_whole(
    sign_in: SignIn, query: str, shown: int | None, first: str
) -> None:
    found = entries(sign_in(made.person(worker_id="W1")), query)

    assert len(found) == (shown or len(found))
    assert found[0].startswith(first)


@pytest.mark.usefixtures("seen_often")
def test_paging_keeps_the_filter(sign_in: SignIn) -> None:
    page = sign_in(made.person(worker_id="W1")).get("/children/C1/timeline/?kind=visit&page=2")

    assert "?kind=visit&amp;page=3" in page.content.decode()


def test_readers_stand_on_their_page_the_latest_first(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1", name="Noor Calloway")
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("East"), name="Bonnie Usman")
    sign_in(worker).get("/children/C1/timeline/")

    shown = text(sign_in(manager).get("/children/C1/readers/"))

    assert "Noor Calloway Read a child’s timeline" in shown
    assert sign_in(worker).get("/children/C1/readers/").status_code == 403
    assert len(reads("C1")) == 2


def test_a_time_is_shown_in_london(sign_in: SignIn, child: Child) -> None:
    worker = made.person(worker_id="W1")
    on = made.TODAY.replace(month=7, day=1)
    when = datetime(2026, 7, 1, 14, tzinfo=LONDON)
    visit(child, worker, on, visit_at=when, recorded_at=when)

    assert any("1 Jul 2026 at 2pm" in entry for entry in entries(sign_in(worker), "?show=all"))
