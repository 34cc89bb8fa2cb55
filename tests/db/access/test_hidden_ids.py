"""What may not be seen answers as what is not there: the same bytes, in the same time (A4)."""

from collections.abc import Callable, Iterator
from itertools import product
from statistics import median
from time import process_time
from typing import Any

import import_made
import pytest
import web_made as made
import wellbeing_made as how
from allauth.mfa.models import Authenticator
from db.access import asking
from db.access.asking import Ask
from db.access.county import (
    LONG,
    MISSING,
    SPOT,
    County,
    act_for,
    county,
    form_id,
    hold,
    locality_of,
    name_of,
)
from db.access.governed import disposal_of, of_a_childs_record
from django.test import Client
from sample import is_asked

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.merging import merge
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.lists.models import SavedView
from doorstep.web.wellbeing.words import State

ROLES = ("iro", "team_manager", "performance_analyst")
UNSEEN = ("near", "other", "ex_iro", "hidden", "ended")
NOT_THERE = 987_654
NOT_OF_THE_ANSWER = {"X-Request-Id"}


def answer_of(ask: Ask, browser: Client, method: str = "get") -> tuple[int, bytes, dict[str, str]]:
    """Return all that an answer says: status, bytes, headers; of a 403 the status.

    A 403 is given before anybody asks for the id; its page has the number of the request.
    """
    answer = ask.by(browser, method)
    if answer.status_code == 403:
        return 403, b"", {}
    headers = {k: v for k, v in answer.headers.items() if k not in NOT_OF_THE_ANSWER}
    return answer.status_code, answer.body, headers


@pytest.mark.parametrize("role", ROLES)
def test_a_child_one_may_not_see_answers_as_one_who_is_not_there(role: str) -> None:
    here = county(role)
    browser = here.browser("team")
    missing = asking.of_a_child(here, None, None)
    not_there: dict[tuple[str, str], Any] = {}
    compared = 0
    for relation in UNSEEN:
        asks = asking.of_a_child(here, here.children[relation], here.visits[relation])
        for name, method in product(asks, ("get", "post")):
            if not is_asked(role, relation, name, method, one_in=2):
                continue
            if (name, method) not in not_there:
                not_there[name, method] = answer_of(missing[name], browser, method)
            unseen = answer_of(asks[name], browser, method)
            assert unseen == not_there[name, method], (relation, name, method)
            compared += unseen[0] == 404

    assert compared >= len(UNSEEN) * 4  # the rest is refused before anybody asks for the child


def test_nothing_is_told_to_the_log_of_a_record_that_was_not_shown() -> None:
    here = county("team_manager")
    browser, before = here.browser("team"), AuditEvent.objects.filter(subject="child").count()
    for relation in UNSEEN:
        child, visit = here.children[relation], here.visits[relation]
        for ask in asking.of_a_child(here, child, visit).values():
            if is_asked(relation, ask.route, one_in=2):
                browser.get(ask.address)
                browser.post(ask.address, ask.form)

    assert AuditEvent.objects.filter(subject="child").count() == before


@pytest.mark.parametrize("role", ROLES)
def test_keys_of_other_peoples_rows_answer_as_keys_of_no_row(role: str) -> None:
    here = county(role)
    browser = here.browser("team")
    for name, theirs, missing, method in _keys(here):
        assert answer_of(theirs, browser, method) == answer_of(missing, browser, method), name


def _keys(here: County) -> Iterator[tuple[str, Ask, Ask, str]]:
    """Yield requests for rows of others, each beside the same for no row, by each method."""
    other = here.children["other"]
    own, key = here.children["own"].child_id, here.visits["other"].pk
    warning = StaffWarning.objects.create(
        child=other,
        words="dog",
        start_date=made.TODAY,
        recorded_at=made.AT,
        recorded_by=here.colleague,
    )
    view = SavedView.objects.create(owner=here.colleague, page="authority", name="A", query="")
    deputy = act_for(here.colleague, made.person(None), until=made.TODAY.replace(month=12))
    passkey = Authenticator.objects.create(user=here.colleague, type="webauthn", data={"name": "x"})
    for route in ("visit", "correct-visit"):
        yield from _pair(route, lambda pk: (own, pk), key)
    decided = here.decided["other"]
    for route, row in (
        ("decision", decided.waiting), ("comment", decided.waiting), ("compare", decided.waiting),
        ("write", decided.begun), ("save-draft", decided.draft), ("form", decided.filled),
        ("event", decided.event), ("correct-event", decided.event), ("meeting-note", decided.note),
    ):  # fmt: skip
        yield from _pair(route, lambda pk: (own, pk), row.pk)
    yield from _pair("act", lambda pk: (own, pk, "return"), decided.waiting.pk)
    for kind, row in (
        ("form", decided.filled),
        ("decision", decided.waiting),
        ("note", decided.note),
    ):
        yield from _pair("document", lambda pk, kind=kind: (own, kind, pk), row.pk)
    yield from _pair("team", lambda pk: (pk,), here.west.pk)
    yield from _pair("locality", lambda pk: (pk,), locality_of(here.west).pk)
    for route, row in (
        ("change-view", view), ("delete-view", view), ("end-own-deputy", deputy),
        ("mfa_remove_webauthn", passkey), ("mfa_edit_webauthn", passkey),
    ):  # fmt: skip
        yield from _pair(route, lambda pk: (pk,), row.pk)
    for route in (
        "workload",
        "availability",
        "written-down",
        "blind-spots",
        "due-export",
        "save-view",
    ):
        asks = (_listed(route, f"team-{pk}") for pk in (here.west.pk, NOT_THERE))
        yield (route, *asks, "get")
        asks = (_listed(route, key) for key in ("authority", "locality-98"))
        yield (route, *asks, "post")
    yield from _keys_of_the_week(here)
    ends = ({"do": "end", "warning": pk, "version": 1} for pk in (warning.pk, NOT_THERE))
    yield ("warnings", *(Ask("warnings", (own,), form=form) for form in ends), "post")
    spots = (Ask("explain-blind-spot", (child, SPOT)) for child in (other.child_id, MISSING))
    yield ("explain", *spots, "get")


def _keys_of_the_week(here: County) -> Iterator[tuple[str, Ask, Ask, str]]:
    """Yield the same for rows of imports, merges, moves, absences, reminders and records."""
    other, near = here.children["other"], here.children["near"]
    own = here.children["own"].child_id
    _, question, difference = import_made.asked_of(other, by=here.colleague)
    worker = made.person("social_worker", worker_id="W33", in_team=here.west)
    move, absence = asking.moved_and_gone(here, "OTHER-C", worker)
    merged = merge(
        child_id="EX-IRO-C", into_id="OTHER-C", reason="One child", by=made.access(here.colleague),
        at=made.AT,
    )  # fmt: skip
    reminder = asking.reminder_of(here.colleague)
    for route, pk in (
        ("question", question.pk), ("difference", difference.pk), ("move", move.pk),
        ("say-availability", worker.pk), ("take-back-word", how.said(worker, State.SICK).pk),
        ("hand-over", worker.pk), ("absences", worker.pk), ("end-absence", absence.pk),
        ("undo-merge", merged.pk), ("disposal", disposal_of(here, "other").pk),
        ("change-reminder", reminder.pk), ("settle-reminder", reminder.pk),
        ("reopen-reminder", reminder.pk),
    ):  # fmt: skip
        yield from _pair(route, lambda pk: (pk,), pk)
    asked = of_a_childs_record(here, other, NOT_THERE)["access-request"].args[0]
    for route in ("access-request", "access-names", "access-entries"):
        yield from _pair(route, lambda pk: (own, pk), asked)
    for method in ("get", "post"):
        doubles = (Ask("double", (own, child)) for child in (near.child_id, MISSING))
        yield ("double", *doubles, method)


def _pair(
    route: str, args: Callable[[int], tuple[Any, ...]], key: int
) -> Iterator[tuple[str, Ask, Ask, str]]:
    for method in ("get", "post"):
        yield route, Ask(route, args(key)), Ask(route, args(NOT_THERE)), method


def _listed(route: str, key: str) -> Ask:
    return Ask(route, query={"list": key, "format": "csv"}, form={"name": "Mine"})


def test_ids_in_a_form_say_no_more_than_ids_in_an_address() -> None:
    here = county("team_manager")
    browser, own = here.browser("team"), here.children["own"]
    hidden, missing = "HIDDEN-C", "HIDDEX-C"
    for route in ("record-visit", "record-call", "record-contact"):
        for step in ("check", "change", "save"):
            said = {
                each: _posted(here, browser, route, own.child_id, together=each, step=step)
                for each in (hidden, missing)
            }
            assert said[hidden].replace(hidden, missing) == said[missing], (route, step)
    for query in ("HIDDEN-C", "OWN-C,HIDDEN-C"):
        asked = Ask("record-visit", (own.child_id,), query={"with": query})
        other = Ask("record-visit", (own.child_id,), query={"with": query.replace("DEN", "DEX")})
        assert _plain(asked.by(browser, "get")) == _plain(other.by(browser, "get"))


def _posted(here: County, browser: Client, route: str, child_id: str, **changed: str) -> str:
    form = asking.of_a_child(here, here.children["own"], None)[route].form
    form |= {"client_id": "11111111-1111-4111-8111-111111111111"} | changed
    return _plain(Ask(route, (child_id,), form=form).by(browser, "post"))


def _plain(answer: Any) -> str:
    """Return a page without what each answer has of its own: the token of its form and its id."""
    text = str(answer.status_code) + answer.body.decode()
    return "\n".join(
        line
        for line in text.split("\n")
        if "csrfmiddlewaretoken" not in line and "client_id" not in line
    )


def test_a_search_finds_nobody_one_may_not_see() -> None:
    here = county("iro")
    browser = here.browser("team")
    for route in ("search", "search-suggest"):
        for hidden in UNSEEN:
            child_id = here.children[hidden].child_id
            for asked in (child_id, child_id.lower(), name_of(child_id)):
                answer = Ask(route, form={"q": asked}).by(browser, "post")
                text = answer.body.decode().replace(f'value="{asked}"', "")
                assert f"/children/{child_id}/" not in text, (route, hidden)
                assert name_of(child_id) not in text, (route, hidden)


def test_breaking_the_glass_of_nobody_leads_where_that_of_somebody_leads() -> None:
    here = county("social_worker")
    browser, reason = here.browser("team"), "Police are at the door and ask"
    for child_id in ("OTHER-C", MISSING):
        ask = Ask("break-glass", form={"child_id": child_id, "reason": reason})
        answer = ask.by(browser, "post")
        assert (answer.status_code, answer["Location"]) == (302, f"/children/{child_id}/")


@pytest.mark.parametrize("role", ["iro", "team_manager"])
def test_what_may_not_be_seen_takes_no_longer_than_what_is_not_there(role: str) -> None:
    here = county(role)
    _grow(here, 60 if LONG else 25)
    browser = here.browser("team")
    own = here.children["own"].child_id
    pairs = {
        "child": (Ask("child", ("OTHER-C",)), Ask("child", (MISSING,))),
        "restricted": (Ask("timeline", ("HIDDEN-C",)), Ask("timeline", (MISSING,))),
        "visit": (Ask("visit", (own, here.visits["other"].pk)), Ask("visit", (own, NOT_THERE))),
    }
    if role == "team_manager":
        pairs["team"] = (Ask("team", (here.west.pk,)), Ask("team", (NOT_THERE,)))
        place = locality_of(here.west).pk
        pairs["locality"] = (Ask("locality", (place,)), Ask("locality", (NOT_THERE,)))
    for name, (unseen, missing) in pairs.items():
        ratios = [_ratio(browser, unseen, missing)]
        while not 0.8 <= ratios[-1] <= 1.2 and len(ratios) < 5:  # a busy machine is no leak
            ratios.append(_ratio(browser, unseen, missing))
        assert 0.8 <= ratios[-1] <= 1.2, (name, ratios)


def _grow(here: County, number: int) -> None:
    """Give the team that may not be seen more children, so that counting them would show."""
    made.store(*(made.case(f"X{n}", worker_id="W3", in_team="West") for n in range(number)))


def _ratio(browser: Client, one: Ask, other: Ask) -> float:
    """Return how long one takes against the other, by turns; the median of many."""
    took: dict[str, list[float]] = {one.address: [], other.address: []}
    for _ in range(60 if LONG else 25):
        for address, times in took.items():
            began = process_time()
            browser.get(address)
            times.append(process_time() - began)
    return median(took[one.address]) / median(took[other.address])


def test_a_person_who_left_learns_nothing_of_the_work_that_goes_on() -> None:
    here = county("team_manager")
    left = User.objects.get(pk=here.seats["left"].pk)
    hold(left, "performance_analyst", here.west, start=made.TODAY, end=made.TODAY)  # taken back
    browser = here.browser("left")

    page = browser.get("/").content.decode()

    assert "Canary" not in page
    assert "restricted" not in page


def test_a_form_of_one_child_cannot_be_sent_for_another() -> None:
    here = county("iro")
    browser = here.browser("team")
    form = asking.of_a_child(here, here.children["own"], None)["record-visit"].form
    form |= {"client_id": form_id(), "child": "OTHER-C", "child_id": "OTHER-C"}
    pk = here.children["other"].pk
    form |= {f"c{pk}-seen": "yes", f"c{pk}-observations": "slipped in"}

    answer = browser.post("/children/OWN-C/visits/new/", form)

    assert answer.status_code == 302
    assert here.children["own"].visit_set.count() == 2
    assert here.children["other"].visit_set.count() == 1
