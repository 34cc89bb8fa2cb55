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

from doorstep.web.accounts.words import Can
from doorstep.web.api.words import Scope
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
    user = api.system("performance_analyst")
    program, browser = api.program(user), Client()
    manager = made.person("performance_analyst")
    browser.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    for team in here:
        file = browser.get("/due/export", {"list": f"team-{team.pk}", "format": "csv"})
        text = b"".join(file).decode("utf-8-sig")
        rows = sorted(map(tuple, csv.reader(io.StringIO(text))))[:-1]
        told = program.get("due", team=team.pk).json()["items"]
        found = sorted(tuple(map(str, _as_exported(row))) for row in told)

        assert found == [row for row in rows if row[0] != "name"]
        assert found


def _as_exported(row: dict[str, Any]) -> list[Any]:
    words = {True: "yes", False: "no"}
    told = row | {"who": "|".join(row["who"])}
    told |= {name: words[row[name]] for name in ("provisional", "assumed")}
    columns = (
        "name", "child_id", "case", "tier", "duty", "who", "method", "counted_from", "due_at",
        "status", "days_overdue", "clause", "provisional", "assumed", "worker", "team", "layer",
    )  # fmt: skip
    return [told[name] for name in columns]
