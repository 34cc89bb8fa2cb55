"""Every list can be taken as CSV and as a spreadsheet: the rows of its page, and nothing that runs."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
import web_made as made
from db.access.county import County, act_for, county, hold
from django.test import Client
from django.urls import reverse
from markupsafe import Markup
from outing_made import out

import doorstep.web
from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, BreakGlass, Child
from doorstep.web.export import DANGEROUS
from doorstep.web.imports.looking_through import look_through
from doorstep.web.list_files import cell
from doorstep.web.outings.services import start_outing

TEMPLATES = Path(doorstep.web.__file__).parent / "jinja2"
ATTACKS = ('=HYPERLINK("http://x")', "+44 7700", "-2+3", "@SUM(A1)")


@dataclass(frozen=True)
class Listed:
    """A list: its route, the caption of its table, and the column of the file that names each row."""

    route: str
    caption: str
    named: str
    query: dict[str, str] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    may_be_empty: bool = False

    def __str__(self) -> str:
        return " ".join((self.route, *self.query.values()))


LISTS = (
    Listed("break-glass-openings", "Openings, those to look at first", "Opened"),
    Listed("my-decisions", "Waiting for you", "Child"),
    Listed("my-decisions", "Your drafts", "Child", {"part": "drafts"}, may_be_empty=True),
    Listed("my-decisions", "Open, sent by you", "Child", {"part": "sent"}, may_be_empty=True),
    Listed("disputes", "Open disputes", "Child"),
    Listed("to-copy", "What is not yet copied", "What"),
    Listed("blind-spots", "All blind spots", "Child", {"list": "authority"}),
    Listed("blind-spots", "No duty applies", "Child", {"list": "authority", "kind": "no_duty"}),
    Listed("workload", "Workload of Whole authority", "Worker", {"list": "authority"}),
    Listed("quality", "What is wrong in the data", "", {"list": "authority"}),
    Listed("people", "People", "Name"),
    Listed("people", "People", "Name", {"sort": "-username", "role": "social_worker"}),
    Listed("deputies", "(Now and later|Before)", "Who acts"),
    Listed("places", "Teams", "Team"),
    Listed("staff", "People of Whole authority", "Person", {"list": "authority"}),
    Listed("continuity", "Different people who saw each child", "Child", {"list": "authority"}),
    Listed("outage-packs", "Whose pack is of when", "Person", may_be_empty=True),
    Listed("doubles", "Records that are likely of one child", "Record", may_be_empty=True),
    Listed("records-due", "Records due for disposal", "Record", may_be_empty=True),
    Listed("records-holds", "Holds", "Record", may_be_empty=True),
    Listed("disposals", "Disposals", "Record", may_be_empty=True),
    Listed("disposed", "Log of disposals", "Number", may_be_empty=True),
    Listed("team-phones", "Phones of your teams", "Person", may_be_empty=True),
    Listed("set-aside", "What was set aside", "What", may_be_empty=True),
    Listed("out-now", "Out now", "Who"),
    Listed("out-now", "Out in the last 30 days", "Who", {"show": "before"}),
    Listed("own-outings", "Your outings", "Who"),
    Listed("team-people", "Who holds a role in this team", "Person", args=("east",)),
)

# Pages with more than one page of rows that are no list to take, and why.
NOT_TAKEN = {
    "components/README.md": "says how",
    "components/gallery.html": "shows the components",
    "components/finding.html": "has the component",
    "lists/my_day.html": "goes out by due-export, as the team lists do",
    "lists/team_results.html": "goes out by due-export",
    "caseload/readers.html": "one child's readers: in the subject access pack",
    "caseload/timeline.html": "one child's timeline: in the subject access pack",
    "decisions/decisions.html": "one child's decisions: each is a document",
    "decisions/forms.html": "one child's forms: each is a document",
    "phone/photographs.html": "one child's photographs: files of the subject access pack",
    "documents/documents.html": "one child's documents, each of which is taken by itself",
    "governance/entries.html": "one child's pack, which goes out as a document",
    "wellbeing/today.html": "who is away, and why, stays on the page: no file of anybody's health",
    "wellbeing/history.html": "what was said of oneself",
    "wellbeing/say_for.html": "what was said of one person: no file of anybody's health",
    "moves/choose.html": "a form: the same children stand on the team's list",
    "notices/messages.html": "what a mail server did not take; it holds no case",
    "notices/webhook.html": "what another system did not take; it holds no case",
    "notices/reminders.html": "one's own reminders: they are in the calendar feed",
}


@pytest.fixture
def here() -> County:
    """The county, with names that spreadsheets would run, and nobody's glass broken."""
    found = county("team_manager")
    for role in (Role.SENIOR_MANAGER, *OwnRole):
        hold(found.me, role, None)
    for child, name in zip(Child.objects.order_by("pk"), ATTACKS, strict=False):
        Child.objects.filter(pk=child.pk).update(name=name, postcode="")
    Answer.objects.filter(worker_id="W1").update(worker="=1+1")
    found.east.name = "@East"
    found.east.save()
    other = made.person(name="-cmd|' /C calc'!A0", worker_id="W55", in_team=found.east)
    act_for(found.colleague, other, until=made.TODAY + timedelta(9))
    look_through(at=made.AT)
    _go_out(found)
    return found


def _go_out(here: County) -> None:
    """Let one's own outing be over, and one of a worker of the team not."""
    worker = made.person(name="+44 Calloway", worker_id="W2", in_team=here.east)
    for who, child in ((here.me, "own"), (worker, "team")):
        row = start_outing(
            client_id=uuid4(), child_ids=[here.children[child].child_id], started_at=made.AT,
            minutes=60, buddy=None, second=None, by=made.access(who), at=made.AT,
        )  # fmt: skip
        if who == here.me:
            out(row, here.me, at=made.AT + timedelta(minutes=20))


def address(listed: Listed, here: County) -> str:
    """Return where a list is."""
    return reverse(listed.route, args=[here.east.pk] if listed.args else [])


def rows_of_pages(client: Client, listed: Listed, here: County) -> list[list[str]]:
    """Return the cells of all pages of a list's table, as text."""
    found: list[list[str]] = []
    for number in range(1, 30):
        answer = client.get(address(listed, here), listed.query | {"page": str(number)})
        assert answer.status_code == 200
        html = answer.content.decode()
        here_now = _rows(html, listed.caption)
        if here_now == found[-len(here_now) :] and found:
            break  # the last page again
        found += here_now
        if 'rel="next"' not in html:
            break
    return found


def _rows(html: str, caption: str) -> list[list[str]]:
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    named = [t for t in tables if re.search(rf"<caption[^>]*>{caption}</caption>", t)]
    body = "".join(re.findall(r"<tbody.*?</tbody>", "".join(named), re.DOTALL))
    return [
        [
            str(cell(Markup(inside)))  # noqa: S704 (our own page)
            for inside in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
        if "All together" not in row
    ]


def taken(client: Client, listed: Listed, here: County, form: str) -> bytes:
    """Return a list as a file."""
    answer: Any = client.get(address(listed, here), listed.query | {"take": form})
    assert answer.status_code == 200, (answer.status_code, str(listed))
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer)


def test_every_list_goes_out_as_it_stands_on_its_pages(here: County) -> None:
    client = here.browser("team")
    _goes_out(client, LISTS[0], here)
    BreakGlass.objects.all().delete()  # what it alone opens is in no file: below
    for listed in LISTS[1:]:
        _goes_out(client, listed, here)


def _goes_out(client: Client, listed: Listed, here: County) -> None:
    shown = rows_of_pages(client, listed, here)
    assert shown or listed.may_be_empty, listed
    before = AuditEvent.objects.filter(action="export").count()

    file = list(csv.reader(io.StringIO(taken(client, listed, here, "csv").decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(taken(client, listed, here, "xlsx")))

    head, rows = file[0], file[1:]
    sheet = list(book.active.iter_rows())
    assert len(rows) == len(shown) == len(sheet) - 1, listed
    if listed.named:
        at = head.index(listed.named)
        first = [row[0].split("; ")[0] for row in shown]
        assert sorted(_bare(row[at]).split("; ")[0] for row in rows) == sorted(first), listed
    assert [c.value for c in sheet[0]] == head
    assert [c.coordinate for row in sheet for c in row if c.data_type == "f"] == []
    assert [c for row in rows for c in row if c.startswith(tuple(DANGEROUS))] == []
    events = AuditEvent.objects.filter(action="export").order_by("-pk")
    assert events.count() == before + 2, listed
    assert events[0].detail["rows"] == len(rows)


def _bare(text: str) -> str:
    """Return a cell without the apostrophe that keeps it from being run."""
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS else text


def test_what_a_spreadsheet_would_run_came_out_as_text(here: County) -> None:
    BreakGlass.objects.all().delete()
    client = here.browser("team")
    listed = next(each for each in LISTS if each.route == "quality")

    text = taken(client, listed, here, "csv").decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(taken(client, listed, here, "xlsx")))

    values = {c.value: c.data_type for row in book.active.iter_rows() for c in row}
    for attack in ATTACKS[:3]:
        assert f'"\'{attack.replace(chr(34), chr(34) * 2)}"' in text
        assert values[attack] == "s"


def test_whom_only_broken_glass_shows_and_who_is_hidden_is_in_no_file(here: County) -> None:
    client = here.browser("team")
    opened = Child.objects.get(child_id="HIDDEN-GLASS-C")

    for route in ("disputes", "blind-spots", "quality", "to-copy", "my-decisions"):
        listed = next(each for each in LISTS if each.route == route)
        text = taken(client, listed, here, "csv").decode()
        assert opened.name not in text, route
        assert "HIDDEN" not in text, route


def test_who_may_not_take_children_away_is_refused_and_sees_no_link(here: County) -> None:
    front = made.person(Role.FRONT_DOOR)
    here.seats["front"] = front
    client = here.browser("front")

    for route in ("blind-spots", "disputes", "quality"):
        assert client.get(reverse(route), {"take": "csv"}).status_code == 403, route
        assert "take=csv" not in client.get(reverse(route)).content.decode(), route
    assert client.get(reverse("workload"), {"take": "csv"}).status_code == 200
    assert client.get(reverse("workload"), {"take": "pdf"}).status_code == 404


def test_a_page_of_rows_has_its_list_to_take_or_says_here_why_not() -> None:
    without = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.*")
        if "ui.pagination(" in (said := path.read_text()) and "ui.take_list(" not in said
    }

    assert without - NOT_TAKEN.keys() == set(), "two lines: see doorstep.web.list_files"
