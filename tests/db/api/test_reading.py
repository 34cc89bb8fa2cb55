"""What a program reads: the same rows, figures and answers as the pages and their exports."""

import csv
import io
from datetime import timedelta
from typing import Any

import api_made as api
import pytest
import visit_made as visits
import web_made as made
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Child
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.blind import account
from doorstep.web.lists.scope import scope_of


@pytest.fixture
def here() -> Any:
    """Return a team with children, and one of another team."""
    made.adopt()
    east, west = made.team("East"), made.team("West")
    made.store(
        *(made.case(f"C{n}", seen=(made.TODAY - timedelta(n * 4),)) for n in range(1, 6)),
        made.case("W1", in_team="West", worker_id="W9", worker="Ada West", address="1 Far Lane"),
    )
    return east, west


def test_the_due_list_is_that_of_the_export(here: Any) -> None:
    program, browser = api.program(api.system("performance_analyst")), Client()
    analyst = made.person("performance_analyst")
    browser.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    for more in ({}, {"kind": "decisions"}, {"worker": "W9"}):
        for team in here:
            asked = {"list": f"team-{team.pk}", "format": "csv"} | more
            file = browser.get(reverse("due-export"), asked)
            _, *rows = csv.reader(io.StringIO(b"".join(file).decode("utf-8-sig")))
            told = program.get("due", team=team.pk, **more).json()["items"]

            assert sorted([*map(str, _as_exported(row))] for row in told) == sorted(rows)
    assert len(program.get("due").json()["items"]) > 5


def _as_exported(row: dict[str, Any]) -> list[Any]:
    words = {True: "yes", False: "no"}
    told = row | {"who": "|".join(row["who"])}
    told |= {name: words[row[name]] for name in ("provisional", "assumed")}
    columns = (
        "name", "child_id", "case", "tier", "duty", "who", "method", "counted_from", "due_at",
        "status", "days_overdue", "clause", "provisional", "assumed", "worker", "team", "layer",
    )  # fmt: skip
    return [told[name] for name in columns]


def test_pages_of_the_due_list_hold_each_row_once(here: Any) -> None:
    program = api.program(api.system())
    whole = program.get("due").json()
    found, cursor = [], ""
    while True:
        page = program.get("due", limit=3, cursor=cursor).json()
        found += page["items"]
        cursor = page["next"]
        if not cursor:
            break

    assert found == whole["items"]
    assert whole["next"] == ""
    assert whole["as_at"] == made.TODAY.isoformat()


def test_the_due_list_is_narrowed_by_status_and_day(here: Any) -> None:
    program = api.program(api.system())
    rows = program.get("due").json()["items"]
    for status in {row["status"] for row in rows} | {"suspended"}:
        found = program.get("due", status=status).json()["items"]
        assert found == [row for row in rows if row["status"] == status]
    day = sorted(row["due_at"] for row in rows)[len(rows) // 2][:10]
    found = program.get("due", due_before=day).json()["items"]

    assert found == [row for row in rows if row["due_at"][:10] < day]


def test_an_unchanged_page_is_not_sent_again(here: Any) -> None:
    program = api.program(api.system())
    first = program.get("due")
    again = program.client.get("/api/v1/due", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    visits.record(Child.objects.get(child_id="C5"))
    changed = program.client.get("/api/v1/due", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_a_page_of_100_rows_costs_few_queries() -> None:
    made.adopt()
    made.store(*(made.case(f"C{n}") for n in range(60)))
    program = api.program(api.system("performance_analyst"))
    team = Child.objects.get(child_id="C1").answer.team_id
    for more in ({}, {"team": team}):
        with CaptureQueriesContext(connection) as asked:
            page = program.get("due", limit=100, **more).json()
        real = [q for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]

        assert len(page["items"]) == 100
        assert len(real) <= 10, [q["sql"][:80] for q in real]


def test_taking_a_list_leaves_its_event_with_the_token(here: Any) -> None:
    user = api.system(name="Data warehouse")
    program = api.program(user)
    program.get("due", team=here[0].pk)
    program.get("children")
    events = list(AuditEvent.objects.filter(action="export").order_by("id"))

    assert [event.actor for event in events] == ["Data warehouse"] * 2
    assert {event.actor_id for event in events} == {user.pk}
    assert all(event.detail["token"] and event.detail["format"] == "api" for event in events)
    assert [event.subject_id for event in events] == [f"team-{here[0].pk}", "authority"]
    assert events[0].detail["rows"] > 0


def test_the_children_come_page_by_page_with_how_they_stand(here: Any) -> None:
    program = api.program(api.system())
    first = program.get("children", limit=4).json()
    second = program.get("children", limit=4, cursor=first["next"]).json()

    assert [c["child_id"] for c in first["items"]] == ["C1", "C2", "C3", "C4"]
    assert [c["child_id"] for c in second["items"]] == ["C5", "W1"]
    assert second["next"] == ""
    assert second["items"][1] == {
        "child_id": "W1", "name": "Child W1", "case": "child protection plan",
        "tier": second["items"][1]["tier"], "standing": "has_duties",
        "overdue": second["items"][1]["overdue"], "worker": "Ada West", "team": "West",
        "as_at": made.TODAY.isoformat(),
    }  # fmt: skip


def test_one_child_says_what_its_page_says_and_leaves_one_read(here: Any) -> None:
    program = api.program(api.system())
    before = AuditEvent.objects.count()
    child = program.get("children/C5").json()
    answer = Answer.objects.get(child__child_id="C5")
    due = [row for row in program.get("due").json()["items"] if row["child_id"] == "C5"]

    assert [row for row in child["owed"] if row in due] == due
    assert (child["standing"], child["tier"]) == (answer.standing, answer.tier)
    assert child["restricted"] is False
    read = AuditEvent.objects.order_by("id")[before]
    assert (read.action, read.subject_id, read.detail["page"]) == ("read_child", "C5", "api")
    assert read.detail["token"]


def test_the_explanation_is_the_stored_one_with_its_clauses(here: Any) -> None:
    program = api.program(api.system())
    before = AuditEvent.objects.filter(action="read_child").count()
    told = program.get("children/C5/explanation").json()
    answer = Answer.objects.get(child__child_id="C5")

    assert told["explanation"] == answer.explanation
    assert told["pack"] == answer.pack
    assert any(row["clause"] for row in told["explanation"]["obligations"])
    assert AuditEvent.objects.filter(action="read_child").count() == before + 1


def test_the_account_balances_and_is_that_of_the_pages(here: Any) -> None:
    user = api.system("performance_analyst")
    told = api.program(user).get("account").json()
    access = made.access(user)

    assert told["unanswered"] == 0
    assert {row["team"] for row in told["teams"]} == {"East", "West"}
    for row in told["teams"]:
        sight = sight_of(access)
        page = account(access, sight, scope_of(access, sight, key=f"team-{row['team_id']}"))
        assert row["balances"] is page.balances is True
        assert row["open_children"] == page.open_children > 0
        assert {part: row[part] for part in page.standings} == page.standings
        assert row["why"] == {standing: dict(why) for standing, why in page.why.items()}


def test_a_visit_is_read_as_it_was_written(here: Any) -> None:
    row = visits.record(Child.objects.get(child_id="C1"))
    program = api.program(api.system())
    told = program.get(f"visits/{row.pk}").json()

    assert (told["child_id"], told["visit_date"], told["seen"]) == (
        "C1", visits.YESTERDAY.isoformat(), True,
    )  # fmt: skip
    assert told["observations"] == "Playing in the kitchen."
    assert told["recorded_by"] == "Noor Calloway"
    assert told["stands"] is True
    read = AuditEvent.objects.order_by("-id")[0]
    assert (read.action, read.subject_id) == ("read_visit", "C1")


def test_the_policies_come_with_their_versions(here: Any) -> None:
    told = api.program(api.system()).get("policy").json()

    assert [row["pack"] for row in told["items"]] == [
        "england-statutory", "practice-standards-2022", "worcestershire-2020",
    ]  # fmt: skip
    assert all(row["version"] and row["title"] and row["in_force"] for row in told["items"])
    assert told["items"][0]["from"] == "2011-04-01"
    assert told["authority"] == "Anyshire"


def test_without_a_policy_reading_answers_and_recording_says_why_it_cannot() -> None:
    program = api.program(api.system())
    assert program.get("policy").json()["items"] == []
    assert program.get("due").json() == {"as_at": None, "items": [], "next": ""}
    assert program.post("visits", api.visit("C1")).status_code in (404, 503)
