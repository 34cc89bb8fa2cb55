"""Names one may not see stand nowhere: lists, counts, searches, files, timelines, error pages (A7)."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import visit_made as visits
import web_made as made
from db.access import asking, table
from db.access.asking import Ask
from db.access.county import LONG, County, act_for, county, name_of, restrict
from django.test import Client

from doorstep.web.caseload.models import Child, Obligation, StaffWarning
from doorstep.web.lists.models import SavedView
from doorstep.web.lists.words import Kind, Shown, When, Whom

SHORT = ("iro", "team_manager", "performance_analyst", "auditor")
ROLES = [str(roles[0]) for roles in table.KINDS.values() if roles] if LONG else SHORT
SEATS = ("team", "locality", "authority", "deputy", "left")
NOBODYS = {str(role) for kind in list(table.KINDS)[7:] for role in table.KINDS[kind]}
FORMATS = ("csv", "xlsx", "print")
TAKEN_OUT = ("questions", "differences", "doubles", "records-due", "records-holds", "disposals")
FURTHER = (*TAKEN_OUT, "imports", "records", "disposed", "reminders", "messages", "outage-packs")
WARNING = "Canary Mastiff at {}"


def unseen(here: County, seat: str) -> list[Child]:
    """Return the children whom the person in this seat may not see, by the table."""
    kind = table.KIND_OF[here.role]
    reached = table.REACHED_BY_A_WORKER if kind == "worker" else table.REACHED_BY_SCOPE
    sees = (
        reached.get(seat, set()) if table.letter(table.OF_A_CHILD, "child", kind) == "." else set()
    )
    return [child for relation, child in here.children.items() if relation not in sees]


def pages(here: County) -> Iterator[Ask]:
    """Yield a request for every page and file that could name a child."""
    parts = [*Shown, ""]
    yield from (Ask("my-day", query={"whose": "everyone", "part": part}) for part in parts)
    for name, (kind, pk) in asking.lists_of().items():
        args = () if name == "authority" else (pk,)
        yield from _of_list(kind, args, kind if name == "authority" else f"{kind}-{pk}")
    yield from (Ask("due-export", query={"list": "my-day", "format": form}) for form in FORMATS)
    yield from (
        Ask(name) for name in ("teams", "saved-views", "account", "audit", "people", "policy")
    )
    yield Ask("break-glass-openings")
    yield from (Ask("my-decisions", query={"part": part}) for part in ("waiting", "drafts", "sent"))
    yield from (Ask(name) for name in ("disputes", "read-and-sign", "to-copy", *FURTHER))
    yield from (
        Ask(name, query={"take": form})
        for name in ("my-decisions", "disputes", "to-copy", *TAKEN_OUT)
        for form in ("csv", "xlsx")
    )
    for child in here.children.values():
        yield from _of(child, here)


def _of_list(kind: str, args: tuple[int, ...], key: str) -> Iterator[Ask]:
    for whom, when in product(Whom, (*When, "")):
        yield Ask(kind, args, query={"whom": whom, "when": when, "kind": Kind.DECISIONS})
        yield Ask(kind, args, query={"whom": whom, "when": when, "sort": "-child"})
    for whom, form in product(Whom, FORMATS):
        yield Ask("due-export", query={"list": key, "format": form, "whom": whom})
    for more in ({}, {"kind": "no_duty"}, {"explained": "yes"}):
        yield Ask("blind-spots", query={"list": key, **more})
        yield Ask("quality", query={"list": key, **more})
    yield Ask("blind-spots", query={"list": key, "take": "csv"})
    yield Ask("quality", query={"list": key, "take": "csv"})
    yield from (
        Ask(name, query={"list": key})
        for name in (
            "workload",
            "written-down",
            "continuity",
            "staff",
            "move-children",
            "visit-tables",
        )
    )
    yield Ask("save-view", query={"list": key, "query": "worker=W3"})


def _of(child: Child, here: County) -> Iterator[Ask]:
    relation = next(r for r, each in here.children.items() if each == child)
    asks = asking.of_a_child(here, child, here.visits[relation])
    unread = {*table.POST_ONLY, "document-pdf"}  # it says what the Word file says
    yield from (ask for name, ask in asks.items() if name not in unread)
    decided = here.decided[relation]
    for kind, row in (
        ("form", decided.filled),
        ("decision", decided.waiting),
        ("note", decided.note),
    ):
        yield Ask("document", (child.child_id, kind, row.pk))
    everyone = ",".join(each.child_id for each in here.children.values())
    yield Ask("record-visit", (child.child_id,), query={"with": everyone})
    yield Ask("timeline", (child.child_id,), query={"show": "all"})


def text_of(answer: Any) -> str:
    """Return what a page or a file says; of a spreadsheet all its parts."""
    if answer.body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            return "\n".join(book.read(part).decode(errors="replace") for part in book.namelist())
    return str(answer.body.decode(errors="replace"))  # a picture is no text


@pytest.fixture
def prowl() -> Any:
    """Return a function that asks for everything and tells where a name stood that should not."""

    def prowled(here: County, seat: str) -> tuple[list[tuple[str, str]], int]:
        browser, hidden = here.browser(seat), unseen(here, seat)
        forbidden = [
            word for child in hidden for word in (child.name, WARNING.format(child.child_id))
        ]
        leaks, answered = [], 0
        for ask in _asked(here, seat):
            answer = ask.by(browser, "post" if ask.form.get("q") else "get")
            text = text_of(answer)
            answered += answer.status_code == 200
            leaks += [(ask.address, word) for word in forbidden if word in text]
        return leaks, answered

    return prowled


def _asked(here: County, seat: str) -> list[Ask]:
    found = [*pages(here), *_searches(here)]
    return found if LONG else found[:: 9 if seat == "team" else 31]


def _searches(here: County) -> Iterator[Ask]:
    for child in here.children.values():
        for route in ("search", "search-suggest"):
            for q in (
                "canary",
                child.child_id,
                child.name[:-3],
                "ZZ1 1AA",
                "ZZ1",
                child.name.lower()[:11],
            ):
                yield Ask(route, form={"q": q})


@pytest.mark.parametrize("role", ROLES)
def test_no_page_names_a_child_one_may_not_see(role: str, prowl: Any) -> None:
    here = county(role)
    for child in here.children.values():
        StaffWarning.objects.create(
            child=child, words=WARNING.format(child.child_id), start_date=made.TODAY,
            recorded_at=made.AT, recorded_by=here.colleague,
        )  # fmt: skip
    for seat in SEATS:
        leaks, answered = prowl(here, seat)
        assert leaks == [], (seat, leaks[:5])
        assert answered > 5 or seat == "left" or role in NOBODYS


def test_the_prowl_finds_what_may_be_seen(prowl: Any) -> None:
    here = county("senior_manager")
    browser = here.browser("authority")
    asks = [ask for ask in pages(here) if LONG or ask.route in ("authority", "due-export")]
    said = "\n".join(text_of(ask.by(browser, "get")) for ask in asks)

    for relation in table.REACHED_BY_SCOPE["authority"]:
        assert here.children[relation].name in said, relation


def test_a_record_that_becomes_restricted_changes_no_number_but_one() -> None:
    here = county("team_manager")
    browser = here.browser("team")
    before = _numbers(browser, here)
    made.store(
        made.case("LATER-C", worker_id="W1", in_team="East"), names={"LATER-C": "Canary Late"}
    )
    later = Child.objects.get(child_id="LATER-C")
    seen = _numbers(browser, here)
    assert seen != before, "a child that may be seen is counted"
    assert Obligation.objects.filter(child=later).exists()

    restrict(later, by=here.colleague).named.add(here.colleague)

    assert _numbers(browser, here) == before


def _numbers(browser: Client, here: County) -> dict[str, list[str]]:
    """Return every number on the pages that count, but of those hidden."""
    east = f"team-{here.east.pk}"
    asks = (
        Ask("teams"), Ask("my-day"), Ask("team", (here.east.pk,)), Ask("workload",
        query={"list": east}),
        Ask("blind-spots", query={"list": east}), Ask("due-export", query={"list": east,
        "format": "csv"}),
        Ask("search-suggest", form={"q": "canary"}),
    )  # fmt: skip
    found = {}
    for ask in asks:
        text = text_of(ask.by(browser, "post" if ask.form else "get"))
        shown = re.sub(r"<(script|a|input|head|summary)\b[^>]*>", "", text)
        kept = [line for line in shown.split("\n") if "restricted" not in line]
        found[ask.address] = re.findall(r"\d+", "\n".join(kept))
    return found


def test_a_view_shared_by_a_manager_shows_each_only_their_own() -> None:
    here = county("team_manager")
    SavedView.objects.create(
        owner=here.colleague,
        page="authority",
        name="Canary Of All",
        query="worker=W3",
        shared_with=here.east,
    )
    SavedView.objects.create(
        owner=here.colleague, page=f"team-{here.west.pk}", name="Canary Of West", query=""
    )
    browser = here.browser("team")

    page = browser.get("/views/").content.decode()

    assert "Canary" not in page


def test_only_the_auditor_reads_the_log_and_it_names_no_child() -> None:
    here = county("auditor")
    browser = here.browser("team")
    by_manager = county_reader(here)
    by_manager.get("/children/OWN-C/")
    by_manager.post("/search/", {"q": "canary"})

    answers = [browser.get("/audit/"), browser.post("/audit/export/", {"format": "csv"})]
    answers += [
        browser.post("/audit/export/", {"format": "xlsx"}),
        browser.get("/audit/?child_id=OWN-C"),
    ]

    for answer in answers:
        answer.body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert "OWN-C" in text_of(answer)
        assert "Canary" not in text_of(answer)


def county_reader(here: County) -> Client:
    """Return the browser of the colleague, who sees everybody."""
    here.seats["colleague"] = here.colleague
    return here.browser("colleague")


def test_who_acts_for_somebody_sees_theirs_and_no_more() -> None:
    here = county("iro")
    other = made.person("social_worker", worker_id="W3", in_team=here.west)
    act_for(here.seats["deputy"], other, until=made.TODAY.replace(month=12))
    browser = here.browser("deputy")

    day = browser.get("/", {"whose": "everyone"}).content.decode()

    assert name_of("OWN-C") in day
    assert name_of("OTHER-C") in day
    for hidden in ("TEAM-C", "NEAR-C", "HIDDEN-C", "NAMED-ME-C"):
        assert name_of(hidden) not in day, hidden


def test_error_pages_name_nobody() -> None:
    here = county("team_manager")
    browser = here.browser("team")
    form = visits.posted(here.children["other"], step="save")

    answers = [
        browser.get("/children/OTHER-C/"),
        browser.get("/no-such-page/Canary"),
        browser.post("/children/OTHER-C/visits/new/", form),
        browser.get("/audit/"),
        browser.post("/children/OWN-C/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 403, 405]
    assert all(b"Canary" not in answer.content for answer in answers)
