"""What a program sends to be recorded: by the rules of the forms, once for each id, all or none."""

import threading
from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import api_made as api
import pytest
import visit_made as visits
import web_made as made
from django.db import connection

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.api.models import Received
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.merging import merge
from doorstep.web.caseload.models import Child, Event, Visit
from doorstep.web.running import mode


@pytest.fixture
def program() -> api.Program:
    """Return a program of the team, with two children at one door and one elsewhere."""
    made.adopt()
    east = made.team("East")
    made.store(
        made.case("C1", seen=(made.TODAY - timedelta(60),)),
        made.case("C2"),
        made.case("FAR", in_team="West", worker_id="W9", address="1 Far Lane"),
    )
    return api.program(api.system(Role.TEAM_MANAGER, in_team=east))


def test_a_visit_is_recorded_and_says_what_it_counts_for_and_what_is_next(
    program: api.Program,
) -> None:
    before = program.get("children/C1").json()["owed"]
    answer = program.post("visits", api.visit("C1"))
    told = answer.json()
    (child,) = told["children"]
    row = Visit.objects.get()

    assert answer.status_code == 201
    assert (child["child_id"], child["visit_id"]) == ("C1", row.pk)
    assert (row.seen, row.seen_alone, row.place, row.role) == (True, True, "home", "team_manager")
    assert row.observations == "Playing in the kitchen."
    assert any(each["counts"] for each in child["counts_for"])
    assert all(each["counts"] != bool(each["why_not"]) for each in child["counts_for"])
    assert child["owed"] != before
    assert child["owed"] == program.get("children/C1").json()["owed"]


def test_one_door_is_recorded_for_all_children_in_one_go(program: api.Program) -> None:
    told = program.post("visits", api.visit("C2", "C1")).json()

    assert [child["child_id"] for child in told["children"]] == ["C2", "C1"]
    assert Visit.objects.values("occasion").distinct().count() == 1
    assert AuditEvent.objects.filter(action="record_visit").count() == 2


def test_sent_again_the_same_comes_back_and_nothing_is_recorded(program: api.Program) -> None:
    sent = api.visit("C1", "C2")
    first = program.post("visits", sent)
    again = program.post("visits", sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Visit.objects.count() == 2
    assert AuditEvent.objects.filter(action="record_visit").count() == 2
    assert AuditEvent.objects.filter(action="read_visit").count() == 2


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "Something else"},
        {"visit_time": "16:01"},
        {"children": [{"child_id": "C1", "seen": False, "why_not_seen": "Asleep"}]},
        {"children": [{"child_id": "C2", "seen": True}]},
    ],
)
def test_the_same_id_with_other_content_is_refused(
    program: api.Program, other: dict[str, Any]
) -> None:
    sent = api.visit("C1")
    program.post("visits", sent)
    answer = program.post("visits", sent | other)

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert Visit.objects.count() == 1


def test_the_id_of_a_form_or_of_a_contact_is_no_id_for_a_visit(program: api.Program) -> None:
    row = visits.record(Child.objects.get(child_id="C1"))
    assert program.post("visits", api.visit("C1", client_id=str(row.client_id))).status_code == 409

    sent = api.contact("C2")
    assert program.post("contacts", sent).status_code == 201
    taken = api.visit("C2", client_id=sent["client_id"])
    assert program.post("visits", taken).status_code == 409


def test_for_all_or_for_none(program: api.Program) -> None:
    answer = program.post("visits", api.visit("C1", "FAR"))
    missing = program.post("visits", api.visit("C1", "NOBODY"))
    del (told := answer.json())["request_id"], (same := missing.json())["request_id"]

    assert (answer.status_code, missing.status_code) == (404, 404)
    assert told == same
    assert (Visit.objects.count(), Received.objects.count()) == (0, 0)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"visit_date": (made.TODAY + timedelta(1)).isoformat()}, "visit_date"),
    ({"visit_date": made.TODAY.isoformat(), "visit_time": "23:59"}, "visit_time"),
    ({"visit_date": "1999-12-31"}, "visit_date"),
    ({"place": None}, "place"),
    ({"method": "carrier_pigeon"}, "method"),
    ({"came_of": "refused"}, "why"),
    ({"came_of": "refused", "why": "Said no"}, "next_attempt"),
    ({"role": "iro"}, "role"),
    ({"approved_by": "head_of_service"}, "approved_by"),
    ({"purpose": "\x00"}, "purpose"),
    ({"purpose": "\ud800"}, "purpose"),
    ({"purpose": "x" * 20_001}, "purpose"),
    ({"visit_time": "25:00"}, "visit_time"),
    ({"announced": "yes"}, "announced"),
    ({"recorded_by": 1}, "recorded_by"),
    ({"children": []}, "children"),
    ({"children": [{"child_id": "C1"}, {"child_id": "C1"}]}, "children"),
    ({"children": [{"child_id": "C1", "seen": False}]}, "children.0.why_not_seen"),
    ({"children": [{"child_id": "C1", "seen_alone": True}]}, "children.0.seen_alone"),
    ({"children": [{"child_id": "C1", "seen": 1}]}, "children.0.seen"),
    ({"client_id": "1"}, "client_id"),
]


@pytest.mark.parametrize(("changed", "where"), WRONG)
def test_what_the_form_refuses_is_refused_and_said_where(
    program: api.Program, changed: dict[str, Any], where: str
) -> None:
    answer = program.post("visits", api.visit("C1") | changed)
    told = answer.json()

    assert answer.status_code == 422, told
    assert where in [each["where"] for each in told["errors"]]
    assert all(each["says"] for each in told["errors"])
    assert (Visit.objects.count(), Received.objects.count()) == (0, 0)


def test_a_visit_that_was_not_made_plans_the_next_attempt(program: api.Program) -> None:
    again = (made.TODAY + timedelta(2)).isoformat()
    sent = api.visit("C1", came_of="refused", why="Mum said no", next_attempt=again)
    sent["children"] = [{"child_id": "C1"}]
    answer = program.post("visits", sent)

    assert answer.status_code == 201, answer.json()
    assert {event.kind for event in Event.objects.all()} == {"visit_refused", "visit_planned"}
    assert not any(each["counts"] for each in answer.json()["children"][0]["counts_for"])


def test_seen_left_out_is_not_yes(program: api.Program) -> None:
    sent = api.visit("C1")
    sent["children"] = [{"child_id": "C1"}]
    assert program.post("visits", sent).status_code == 201
    assert Visit.objects.get().seen is None


def test_a_contact_of_another_agency_is_recorded_and_counts_for_no_visit(
    program: api.Program,
) -> None:
    answer = program.post("contacts", api.contact("C1", "C2"))

    assert answer.status_code == 201
    assert {row.agency for row in Visit.objects.all()} == {"Riverside School"}
    assert {row.role for row in Visit.objects.all()} == {"other_agency"}
    assert AuditEvent.objects.filter(action="record_contact").count() == 2


def _call(**answers: Any) -> dict[str, Any]:
    sent = api.contact("C1", kind="carer_call", reached=True, answers=answers)
    del sent["agency"], sent["observations"]
    return sent


def test_a_call_needs_the_answers_of_its_form(program: api.Program) -> None:
    refused = program.post("contacts", _call(spoke_with="Ms Bright", unheard_of="x"))
    assert refused.status_code == 422
    places = {each["where"] for each in refused.json()["errors"]}
    assert {"answers.told", "answers.heard", "answers.next_step", "answers.unheard_of"} <= places

    whole = _call(
        spoke_with="Ms Bright", told="All well", heard=["nothing of these"], next_step="Friday"
    )
    answer = program.post("contacts", whole)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["kind"] == "carer_call"
    assert AuditEvent.objects.filter(action="record_call").count() == 1


def test_what_is_heard_in_a_call_raises_the_tier_and_sent_again_says_so_again(
    program: api.Program,
) -> None:
    sent = _call(
        spoke_with="Ms Bright", told="Not well", heard=["disclosure"],
        heard_what="From Max: he hits me", next_step="Told the manager",
    )  # fmt: skip
    sent["kind"] = "home_staff_call"
    first, again = program.post("contacts", sent), program.post("contacts", sent)

    assert (first.status_code, again.status_code) == (201, 200), first.json()
    assert again.json() == first.json()
    assert Event.objects.get().kind == "kit_disclosure"


def test_nothing_that_is_said_is_dropped(program: api.Program) -> None:
    reached = program.post("contacts", api.contact("C1", reached=True))
    agency = program.post("contacts", _call() | {"agency": "School", "reached": False})

    assert [each["where"] for each in reached.json()["errors"]] == ["reached"]
    assert "agency" in [each["where"] for each in agency.json()["errors"]]


def test_who_may_record_no_more_gets_no_receipt_either(program: api.Program) -> None:
    sent = api.visit("C1")
    assert program.post("visits", sent).status_code == 201
    RoleHeld.objects.filter(role="team_manager").update(end_date=made.TODAY)
    assert program.post("visits", sent).status_code == 403


BODIES = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b"NaN", b"1" * 5000,
    b'{"client_id": {}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_visit_at_all_is_refused(program: api.Program, body: bytes) -> None:
    for address in ("visits", "contacts"):
        answer = program.post(address, body)
        assert answer.status_code in (400, 422), answer.content
        assert answer["Content-Type"] == "application/problem+json"


def test_what_is_too_long_is_refused_before_it_is_read(program: api.Program) -> None:
    answer = program.post("visits", b" " * 2_000_001)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


@pytest.mark.django_db(transaction=True)
def test_sent_by_many_at_once_it_is_recorded_once() -> None:
    made.adopt()
    made.store(made.case("C1"))
    secret = api.token(api.system())
    sent, met = api.visit("C1"), []

    def send() -> None:
        answer = api.Program(secret).post("visits", deepcopy(sent))
        met.append((answer.status_code, answer.json().get("children")))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(status for status, _ in met) == [200, 200, 200, 200, 200, 201]
    assert len({str(children) for _, children in met}) == 1
    assert Visit.objects.count() == 1


def test_another_id_is_another_visit(program: api.Program) -> None:
    sent = api.visit("C1")
    program.post("visits", sent)
    assert program.post("visits", sent | {"client_id": str(uuid4())}).status_code == 201
    assert Visit.objects.count() == 2


def test_a_record_that_was_merged_says_where_it_went_and_takes_nothing_more(
    program: api.Program,
) -> None:
    manager = made.access(made.person(Role.HEAD_OF_SERVICE))
    merge(child_id="C2", into_id="C1", reason="Entered twice", by=manager, at=made.AT)

    assert program.get("children/C2").json()["merged_into"] == "C1"
    assert program.get("children/C1").json()["merged_into"] == ""
    assert "C2" not in {row["child_id"] for row in program.get("children").json()["items"]}
    refused = program.post("visits", api.visit("C1", "C2"))
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert program.post("visits", api.visit("C1")).status_code == 201


def test_in_read_only_mode_it_is_read_and_nothing_recorded(program: api.Program) -> None:
    try:
        mode.begin(why="The server is being moved.", at=made.AT)
        refused = program.post("visits", api.visit("C1"))
        assert program.get("children/C1").status_code == 200
    finally:
        mode.end(at=made.AT)

    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert "The server is being moved." in refused.json()["detail"]
    assert Visit.objects.count() == 0
    assert program.post("visits", api.visit("C1")).status_code == 201
