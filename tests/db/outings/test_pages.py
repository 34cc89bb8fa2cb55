"""Going in on a page, and who is out where: two taps, only to whom it concerns, only while it lasts."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import child_made
import outing_made as outing
import pytest
import web_made as made
from db.access.county import restrict
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.outings.demo import make_outings
from doorstep.web.outings.models import Outing, OutingChange

SignIn = Callable[[User], Client]
PLACE, NUMBER, WARNING = "4 Elm Road", "07700 900123", "Large dog loose"


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings) -> Callable[[float], None]:
    def later(minutes: float) -> None:
        settings.CLOCK = (made.AT + timedelta(minutes=minutes)).isoformat()

    later(0)
    return later


@pytest.fixture
def later(_clock: Callable[[float], None]) -> Callable[[float], None]:
    return _clock


def warned(here: outing.Cast) -> None:
    StaffWarning.objects.create(
        child=here.sibling, words=WARNING, start_date=made.TODAY, recorded_at=made.AT,
        recorded_by=here.ben,
    )  # fmt: skip


def page(browser: Client, row: Outing) -> str:
    return child_made.text(browser.get(reverse("outing", args=[row.pk])))


class Fields(HTMLParser):
    """What the controls of a page would send if nobody touched them; boxes are not ticked."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type", "text") in ("text", "hidden"):
            self.found[given.get("name", "")] = given.get("value", "")
        self._select = given.get("name", "") if tag == "select" else self._select
        if tag == "option" and ("selected" in given or self._select not in self.found):
            self.found[self._select] = given["value"]


def as_shown(browser: Client, address: str) -> dict[str, Any]:
    """Return the form of a page as a browser would send it untouched."""
    return Fields(browser.get(address).content.decode()).found


def reads() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(action="read_outing").order_by("pk")
    return list(rows.values_list("actor", "subject_id"))


def test_going_in_takes_two_taps_and_remembers_buddy_and_number(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    browser, address = sign_in(here.noor), reverse("go-out", args=["C1"])
    assert address in browser.get(reverse("child", args=["C1"])).content.decode()
    first = {"minutes": 45, "buddy": here.ben.pk, "telephone": NUMBER, "together": ["C2"]}
    browser.post(address, as_shown(browser, address) | first)
    later(120)

    browser = sign_in(here.noor)
    told = as_shown(browser, address)
    answer = browser.post(address, told)

    assert {k: told[k] for k in ("minutes", "buddy", "telephone")} == {
        "minutes": "60", "buddy": str(here.ben.pk), "telephone": NUMBER,
    }  # fmt: skip
    row, before = Outing.objects.order_by("-pk")
    assert answer["Location"] == reverse("outing", args=[row.pk])
    assert (row.buddy, row.telephone, row.is_open) == (here.ben, NUMBER, True)
    assert (before.children.count(), before.ended_at) == (2, row.started_at)


def test_a_form_sent_twice_goes_in_once_and_changed_it_is_asked_about(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    browser, address = sign_in(here.noor), reverse("go-out", args=["C1"])
    told = as_shown(browser, address)
    for _ in range(2):
        assert browser.post(address, told).status_code == 302
        later(1)
    again = browser.post(address, told | {"minutes": 90})

    assert (Outing.objects.count(), again.status_code) == (1, 409)
    assert "was something else then" in child_made.text(again)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": "7"}, "choice"),
        ({"started": "8pm"}, "The time you went in must be within the last 12 hours"),
        ({"started": "x"}, "must be a time"),
        ({"buddy": "me"}, "choice"),
        ({"buddy": "ben", "second": "ben"}, "somebody who does not go with you"),
        ({"together": "C9"}, "choice"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    here = outing.cast()
    made.store(made.case("C9", worker_id="W9", in_team="West"))
    browser, address = sign_in(here.noor), reverse("go-out", args=["C1"])
    named = {"me": here.noor.pk, "ben": here.ben.pk}
    told = as_shown(browser, address) | {k: named.get(v, v) for k, v in wrong.items()}

    answer = browser.post(address, told)

    assert (answer.status_code, Outing.objects.count()) == (200, 0)
    assert said in child_made.text(answer)


def test_one_tap_says_longer_and_one_says_out_from_my_day(sign_in: SignIn, later: Any) -> None:
    here = outing.cast()
    row = outing.go(here)
    browser = sign_in(here.noor)
    later(50)
    body = browser.get(reverse("my-day")).content.decode()
    assert "10 minutes left" in body
    ids = re.findall(r'name="client_id" value="([0-9a-f-]{36})"', body)

    for _ in range(2):  # a double tap
        browser.post(reverse("extend-outing", args=[row.pk]), {"client_id": ids[1]})
        later(51)
    row.refresh_from_db()
    assert row.expected_at == here.away(90)
    later(80)
    for _ in range(2):
        browser.post(reverse("end-outing", args=[row.pk]), {"client_id": ids[0]})
        later(81)

    row.refresh_from_db()
    assert row.ended_at == here.away(80)
    assert OutingChange.objects.count() == 3
    assert "minutes left" not in child_made.text(browser.get(reverse("my-day")))
    assert "Record the visit" in page(browser, row)


def test_who_was_out_earlier_says_since_when_and_not_before_they_went_in(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    row = outing.go(here)
    later(60)
    browser, address = sign_in(here.noor), reverse("end-outing", args=[row.pk])

    told = as_shown(browser, address)
    wrong = browser.post(address, told | {"ended": "9am"})
    assert "The time must be after 9.30am" in child_made.text(wrong)
    browser.post(address, told | {"ended": "10.10am"})

    row.refresh_from_db()
    assert row.ended_at == here.away(40)


def test_buddy_and_second_see_place_number_and_warnings_while_it_lasts_and_that_is_logged(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    warned(here)
    outsider = made.person(name="Una West", worker_id="W7", in_team=made.team("West", "Westmarch"))
    row = outing.go(here, buddy=outsider.pk, second=here.sam.pk, telephone=NUMBER)
    for user in (outsider, here.sam, here.manager):
        text = page(sign_in(user), row)
        assert all(word in text for word in (PLACE, NUMBER, WARNING)), user
    read = [(name, child) for name in ("Una West", "Sam Reed", "Mo Hale") for child in ("C1", "C2")]
    assert reads() == read  # in the record of whose warning it is, too
    assert "Child C1" not in page(sign_in(outsider), row)  # whose record she may not open
    assert "1 child whose record you may not open" in page(sign_in(outsider), row)

    later(30)
    outing.out(row, here.noor, at=here.away(30))
    before = len(reads())
    for user in (outsider, here.sam, here.manager, here.noor):
        text = page(sign_in(user), row)
        assert not [word for word in (PLACE, NUMBER, WARNING) if word in text], user
    assert len(reads()) == before


def test_the_place_of_an_outing_that_nobody_ended_is_told_for_three_days_and_to_managers_after(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    row = outing.go(here, second=here.sam.pk)
    hour = 60

    later(60 + 72 * hour)
    assert all(PLACE in page(sign_in(user), row) for user in (here.ben, here.sam, here.manager))
    later(61 + 72 * hour)
    for user in (here.ben, here.sam):
        text = page(sign_in(user), row)
        assert PLACE not in text
        assert "Ask the worker’s manager" in text
    assert PLACE in page(sign_in(here.manager), row)


def test_a_restricted_record_is_named_to_nobody_it_is_not_open_to(sign_in: SignIn) -> None:
    here = outing.cast()
    row = outing.go(here)
    restrict(here.child, by=here.manager).named.add(here.noor)

    text = page(sign_in(here.ben), row)

    assert PLACE in text  # somebody may have to go there
    assert "Child C1" not in text
    assert "Child C1" in page(sign_in(here.noor), row)


def test_to_everybody_else_there_is_no_such_outing(sign_in: SignIn) -> None:
    here = outing.cast()
    row = outing.go(here)
    west = made.team("West", "Westmarch")
    others = [
        here.sam,
        made.person(Role.TEAM_MANAGER, in_team=west),
        made.person(OwnRole.PERFORMANCE_ANALYST),
    ]
    for user in others:
        browser = sign_in(user)
        for pk in (row.pk, 987_654):
            assert browser.get(reverse("outing", args=[pk])).status_code == 404
        said = {"heard": "out", "why": "I know"}
        ended = browser.post(reverse("end-outing", args=[row.pk]), said)
        assert ended.status_code in (403, 404)
    assert (OutingChange.objects.count(), reads()) == (1, [])


def test_the_buddy_says_what_they_heard_and_how_they_know(sign_in: SignIn, later: Any) -> None:
    here = outing.cast()
    row = outing.go(here)
    later(70)
    browser, address = sign_in(here.ben), reverse("end-outing", args=[row.pk])
    nothing = child_made.text(browser.post(address, as_shown(browser, address)))
    assert "Say how you know" in nothing
    assert "Select what you heard" in nothing

    heard = {"heard": "longer", "why": "Rang her at 10.40am"}
    browser.post(address, as_shown(browser, address) | heard)
    row.refresh_from_db()
    assert row.expected_at == here.away(100)
    later(90)
    browser.post(address, as_shown(browser, address) | heard | {"heard": "out"})

    row.refresh_from_db()
    assert row.ended_at == here.away(90)
    text = page(browser, row)
    assert "Rang her at 10.40am" in text
    assert "Ben Cole" in text


def test_my_day_tells_worker_buddy_and_manager_in_words_who_is_not_back(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    outing.go(here)
    later(75)
    for user in (here.noor, here.ben):
        text = child_made.text(sign_in(user).get(reverse("my-day")))
        assert "Not back: 15 minutes over" in text
        assert "In danger, ring 999." in text
    told = child_made.text(sign_in(here.manager).get(reverse("my-day")))
    assert "1 worker of your teams is out, 1 not back in time" in told
    assert "Not back" not in child_made.text(sign_in(here.sam).get(reverse("my-day")))


def test_who_is_out_now_stands_in_the_list_of_teams_and_duty_desk_late_ones_first(
    sign_in: SignIn, later: Any
) -> None:
    here = outing.cast()
    desk = made.person(Role.FRONT_DOOR)
    outing.go(here, by=here.sam, minutes=90, child_ids=["C2"])
    outing.go(here)
    address = reverse("out-now")
    later(80)
    for user in (here.manager, desk):
        text = child_made.text(sign_in(user).get(address))
        assert text.index("Noor Calloway") < text.index("Sam Reed")
        assert "Not back: 20 minutes over" in text
        assert "10 minutes left" in text
        assert "Child C" not in text
    west = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("West", "Westmarch")))
    assert "Nobody of your teams is out" in child_made.text(west.get(address))
    before = child_made.text(sign_in(here.manager).get(f"{address}?show=before"))
    assert "Nobody of your teams was out" in before


def test_a_long_list_comes_in_pages(sign_in: SignIn) -> None:
    here = outing.cast()
    for number in range(27):
        by = made.person(name=f"Worker {number}", worker_id=f"X{number}", in_team=made.team("East"))
        outing.go(here, by=by, minutes=60 + number)
    browser = sign_in(here.manager)
    first, second = (child_made.text(browser.get(f"{reverse('out-now')}?page={n}")) for n in (1, 2))
    assert ("Worker 24" in first, "Worker 25" in first, "Worker 25" in second) == (
        True,
        False,
        True,
    )
    assert "27 workers" in first


def test_ones_own_outings_are_kept_with_what_was_heard_late(sign_in: SignIn, later: Any) -> None:
    here = outing.cast()
    browser = sign_in(here.noor)
    assert "You have not been out" in child_made.text(browser.get(reverse("own-outings")))
    later(200)
    row = outing.go(here, at=here.away(200))
    outing.out(row, here.noor, at=here.away(201), ended_at=here.away(50))

    browser = sign_in(here.noor)
    assert "Out again at 10.20am" in child_made.text(browser.get(reverse("own-outings")))
    text = page(browser, row)
    assert "heard 3 hours 20 minutes later" in text
    assert "heard 2 hours 31 minutes later" in text


def test_longer_said_when_it_is_over_is_told_to_be_too_late(sign_in: SignIn, later: Any) -> None:
    here = outing.cast()
    row = outing.go(here)
    later(60)
    outing.out(row, here.ben, at=here.away(55), why="Rang her")

    body = {"client_id": "6f1c0f1e-2c52-4f9c-8d8e-111111111111"}
    answer = sign_in(here.noor).post(
        reverse("extend-outing", args=[row.pk]), body, follow=True
    )  # fmt: skip

    assert "This outing is over. Say that you are going in again." in child_made.text(answer)


def test_the_demonstration_shows_somebody_out_and_somebody_late(sign_in: SignIn) -> None:
    here = outing.cast()
    made.store(made.case("C5", worker_id="W2"))

    make_outings(username=here.noor.username, at=made.AT)

    text = child_made.text(sign_in(here.manager).get(reverse("out-now")))
    assert text.index("Ben Cole") < text.index("Noor Calloway")
    assert "Not back: 20 minutes over" in text
