"""What people typed is text wherever it is shown: no markup, no template, no formula (I3, I6)."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from db.access import asking, hostile
from db.access.asking import Ask
from db.access.county import LONG, County, act_for, break_glass, county, hold
from db.access.marked import decisions_marked, rows_marked
from db.access.test_canaries import pages
from django.test import Client

from doorstep.facts import Address
from doorstep.facts import Visit as Told
from doorstep.vocabulary import EventKind, Method, Place, Role, VisitType
from doorstep.web.accounts.models import Locality, Team, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import CaseNote, Explained, StaffWarning, Visit
from doorstep.web.caseload.restricting import restrict as place_restriction
from doorstep.web.caseload.sharing import Sharing, share_arrangements
from doorstep.web.decisions.models import Filled
from doorstep.web.lists.models import SavedView
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.visits.report import Happened, Note, VisitReport
from doorstep.web.visits.services import correct_visit, record_visit, withdraw_visit

RUNS = re.compile(r"<script>alert|<img src=x|onfocus=alert\(\d+\)[^&]*>|54439")


class Marks:
    """Texts that would run if they were not escaped, each with a number of its own."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def __call__(self, what: str, *, short: bool = False) -> str:
        """Return the text for one field; a short one where the field is short."""
        number = len(self.of) + 100
        told = f"<script>alert({number})</script>"
        self.of[what] = (
            told if short else f'{told}"><img src=x onerror=alert({number})>{hostile.SUM}'
        )
        return self.of[what]


def everything_marked(here: County, mark: Marks) -> None:
    """Store a text that would run in every field that takes one."""
    _of_people(here, mark)
    _of_a_child(here, mark)
    _of_visits(here, mark)
    decisions_marked(here, mark)
    _of_the_rest(here, mark)


def _of_people(here: County, mark: Marks) -> None:
    User.objects.filter(pk=here.me.pk).update(
        name=mark("person"), worker_id=mark("worker id", short=True)
    )
    User.objects.filter(pk=here.colleague.pk).update(name=mark("colleague"))
    Team.objects.filter(pk=here.near.pk).update(name=mark("team"))
    Locality.objects.filter(pk=here.west.locality_id).update(name=mark("locality", short=True))
    here.me.refresh_from_db()
    deputy = act_for(here.seats["not_yet"], here.me, until=made.TODAY.replace(month=12))
    type(deputy).objects.filter(pk=deputy.pk).update(reason=mark("deputy"))


def _of_a_child(here: County, mark: Marks) -> None:
    home = Address("ZZ11AA", "Home", made.TODAY.replace(month=1), None, mark("address"))
    case = made.case("OWN-C", worker_id=here.me.worker_id, worker=mark("worker"), in_team="East")
    made.store(replace(case, addresses=(home,)), names={"OWN-C": mark("child")})
    child = here.children["own"]
    child.refresh_from_db()
    told = {"start_date": made.TODAY, "recorded_at": made.AT, "recorded_by": here.colleague}
    StaffWarning.objects.create(child=child, words=mark("warning"), **told)
    by = made.access(here.me)
    place_restriction(
        child_id="OWN-C", reason=mark("restriction"), named=[here.me.pk], by=by, at=made.AT
    )
    type(break_glass(child, here.colleague)).objects.filter(child=child).update(
        reason=mark("glass")
    )
    said = Sharing(
        who=mark("told whom"), means="phone", what=mark("told what"), on=made.TODAY, at=None
    )
    share_arrangements(child_id="OWN-C", sharing=said, client_id=uuid4(), by=by, at=made.AT)
    Explained.objects.create(
        child=child, kind="no_duty", words=mark("explained"), until=made.TODAY.replace(month=12),
        recorded_at=made.AT, recorded_by=here.colleague,
    )  # fmt: skip


def _of_visits(here: County, mark: Marks) -> None:
    by = made.access(here.me)
    words = {f: mark(f"{f} {n}") for n, f in enumerate(Note._fields)}
    told = Told(
        made.TODAY, method=Method.IN_PERSON, place=Place.HOME, seen=False, worker_id="W1",
        reason_not_seen=mark("not seen"), role=Role.TEAM_MANAGER,
    )  # fmt: skip
    report = VisitReport(
        told=told, note=Note(**words), events=(Happened(EventKind.VISIT_REFUSED, mark("refused")),)
    )
    first = _record(report, by)
    video = replace_told(report, method=Method.VIDEO, method_words=mark("method", short=True))
    _record(video, by)
    contact = Told(
        made.TODAY, method=Method.PHONE, visit_type=VisitType.OTHER_AGENCY, agency=mark("agency"),
        role=Role.OTHER_AGENCY,
    )  # fmt: skip
    _record(VisitReport(told=contact, note=Note(observations="x")), by)
    correct = {"client_id": uuid4(), "by": by, "at": made.AT}
    after = correct_visit(visit=first, report=report, reason=mark("correction"), **correct)
    again = {"client_id": uuid4(), "by": by, "at": made.AT}
    withdraw_visit(visit=after, reason=mark("withdrawal"), **again)


def replace_told(report: VisitReport, *, method: Method, method_words: str) -> VisitReport:
    """Return the same report of a visit made in another way."""
    told = report.told._replace(method=method, place=None)
    return replace(report, told=told, method_words=method_words, events=())


def _record(report: VisitReport, by: Any) -> Visit:
    (row,) = record_visit(reports={"OWN-C": report}, client_id=uuid4(), by=by, at=made.AT)
    return row


def _of_the_rest(here: County, mark: Marks) -> None:
    SavedView.objects.create(
        owner=here.me,
        page=f"team-{here.east.pk}",
        name=mark("view"),
        query=f"worker={mark('query')}",
    )
    AdoptedPack.objects.filter(pack="england-statutory").update(
        decided_by=mark("decided by"), note=mark("note")
    )


@pytest.fixture
def here() -> County:
    found = county(Role.TEAM_MANAGER)
    for role in (
        OwnRole.ADMINISTRATOR,
        OwnRole.PRACTICE_LEAD,
        OwnRole.AUDITOR,
        OwnRole.PERFORMANCE_ANALYST,
        OwnRole.RECORDS_OFFICER,
        Role.SENIOR_MANAGER,
    ):
        hold(found.me, role, None)
    return found


def shown(here: County, browser: Client, mark: Marks) -> Iterator[tuple[str, str]]:
    """Yield every page and file with what it says."""
    every = [*pages(here)]
    asks = [ask for n, ask in enumerate(every) if LONG or n % 9 == 0 or "OWN-C" in ask.args]
    asks += asking.of_pages(here).values()
    asks += rows_marked(here, mark)
    rows = Visit.objects.filter(child=here.children["own"])
    asks += (Ask(route, ("OWN-C", row.pk)) for row in rows for route in ("visit", "correct-visit"))
    asks.append(Ask("person", (here.me.pk,)))
    notes = CaseNote.objects.filter(child=here.children["own"])
    asks += (Ask("document", ("OWN-C", "note", row.pk)) for row in notes)
    filled = Filled.objects.filter(child=here.children["own"])
    asks += (Ask("form", ("OWN-C", row.pk)) for row in filled)
    for ask in asks:
        if ask.route in ("account_logout", "password-link", "choose-password"):
            continue
        answer = ask.by(browser, "get")
        yield ask.address, text_in(answer)
    for route, form in (("search", {"q": "alert"}), ("audit-export", {"format": "csv"})):
        yield route, text_in(Ask(route, form=form).by(browser, "post"))


def text_in(answer: Any) -> str:
    """Return what a page says; nothing of a file, in which markup is text."""
    return answer.body.decode(errors="replace") if "html" in answer["Content-Type"] else ""


def test_text_that_would_run_runs_on_no_page(here: County) -> None:
    mark = Marks()
    everything_marked(here, mark)
    browser, said = here.browser("team"), []
    for address, text in shown(here, browser, mark):
        assert not RUNS.search(text), (address, RUNS.findall(text)[:3])
        said.append(text)

    page = unescape("\n".join(said))
    unseen = [what for what, told in mark.of.items() if told.split(">")[0] not in page]
    assert unseen == [], "what is on no page proves nothing"


def test_a_person_whose_name_would_run_names_nobody_else_in_the_log(here: County) -> None:
    mark = Marks()
    everything_marked(here, mark)
    browser = here.browser("team")
    browser.get("/children/OWN-C/")

    for address in ("/audit/", "/children/OWN-C/readers/", "/administration/people/", "/account/"):
        page = browser.get(address).content.decode()
        assert unescape(page).count(mark.of["person"]), address
        assert not RUNS.search(page), address


# --- formulas -----------------------------------------------------------------------------------------

STARTS = ("=", "+", "-", "@", "\t", "\r", " =", "＝", "\n=") if LONG else ("=", "@", "\t", "\r")
FORMULA = '{}HYPERLINK("http://example.org";"x")'


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_of_a_file_is_a_formula(here: County, start: str) -> None:
    told = FORMULA.format(start)
    case = made.case("OWN-C", worker_id="W1", worker=told, in_team="East")
    made.store(case, names={"OWN-C": told})
    User.objects.filter(pk=here.me.pk).update(name=told)
    Team.objects.filter(pk=here.east.pk).update(name=told)
    browser = here.browser("team")
    browser.get("/children/OWN-C/")
    found = 0
    for address, form in (
        ("/due/export/?list=my-day&format=", None),
        (f"/due/export/?list=team-{here.east.pk}&format=", None),
        ("/due/export/?list=authority&format=", None),
        ("/audit/export/", "format"),
    ):
        for kind in ("csv", "xlsx"):
            answer = browser.post(address, {form: kind}) if form else browser.get(address + kind)
            assert answer.status_code == 200
            body = b"".join(answer)  # type: ignore[arg-type]
            found += _check_csv(body) if kind == "csv" else _check_xlsx(body)

    assert found >= 8


def _check_csv(body: bytes) -> int:
    """Test that no cell begins a formula; return how many cells hold the text."""
    cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
    for cell in cells:
        bare = cell.lstrip(" ")
        is_number = re.fullmatch(r"-?[0-9.]+", cell) is not None
        assert is_number or not bare.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell
    return sum("HYPERLINK" in cell for cell in cells)


def _check_xlsx(body: bytes) -> int:
    """Test that a spreadsheet has no formula and no link; return how many texts hold the text."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheets = "".join(text for name, text in parts.items() if "worksheets/" in name)
    assert "<f>" not in sheets
    assert "<f " not in sheets
    assert "<hyperlink" not in sheets
    assert not any("externalLink" in name for name in parts)
    return sum(text.count("HYPERLINK") for text in parts.values())


def test_the_forms_give_no_text_away_to_the_visits_form(here: County) -> None:
    mark = Marks()
    everything_marked(here, mark)
    browser, child = here.browser("team"), here.children["own"]

    for step in ("check", "change"):
        answer = browser.post("/children/OWN-C/visits/new/", visits.posted(child, step=step))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert not RUNS.search(page), step
        assert unescape(page).count(mark.of["child"]), step
