"""List, child's page, export and command line say the same of every child, to every role."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import web_made as made
from click.testing import CliRunner
from django.core.management import call_command
from django.test import Client

from doorstep.cli.main import group
from doorstep.reports.due import COLUMNS
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import Can
from doorstep.web.administration.demo import PASSWORD, make_demo
from doorstep.web.caseload.models import Obligation
from doorstep.web.caseload.queries import children_for
from doorstep.web.components import day

Rows = dict[str, list[tuple[str, ...]]]


@pytest.fixture
def told(tmp_path: Path) -> Rows:
    """Make an authority; return what `doorstep due` says of each child on an export of it."""
    make_demo(children=60, years=1, seed=5, at=made.AT, progress=lambda _: None)
    extract, adoption = tmp_path / "out.doorstep", tmp_path / "adoption.yaml"
    call_command("export_extract", out=extract, verbosity=0)
    call_command("export_adoption", out=adoption, verbosity=0)
    asked = ["due", str(extract), "--policy", str(adoption), "--as-at", str(made.TODAY)]
    answered = CliRunner().invoke(group, [*asked, "--format", "json"])
    assert answered.exit_code == 0, answered.stderr
    return _by_child(json.loads(answered.stdout))


def _by_child(rows: list[dict[str, Any]]) -> Rows:
    found: Rows = {}
    for row in rows:
        found.setdefault(row["child_id"], []).append(tuple(str(row[c]) for c in COLUMNS))
    return {child: sorted(lines) for child, lines in found.items()}


def people() -> Iterator[tuple[str, User]]:
    """Yield somebody of each role."""
    for role in RoleHeld.objects.order_by("pk").values_list("role", flat=True).distinct():
        held = RoleHeld.objects.filter(role=role).order_by("-user__worker_id", "pk").first()
        assert held is not None
        yield role, held.user


def lists_of(user: User) -> list[str]:
    """Return the keys of the lists somebody may take out."""
    access = made.access(user)
    if not access.has(Can.EXPORT):
        return []
    if access.everywhere(Can.EXPORT):
        return ["authority"]
    return [f"team-{pk}" for pk in sorted(access.teams(Can.EXPORT))]


def signed_in(user: User) -> Client:
    """Return the browser of somebody who has just given their password, as a whole list asks for."""
    client = Client()
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return client


def test_everybody_gets_the_same_answer_everywhere(told: Rows) -> None:
    seen_on_pages = taken_out = 0
    for role, user in people():
        client = signed_in(user)
        visible = set(children_for(made.access(user)).values_list("child_id", flat=True))
        for child_id in sorted(visible)[:6]:
            _same_on_the_page(client, child_id, told.get(child_id, []), role)
            seen_on_pages += 1
        for key in lists_of(user):
            rows = _taken_out(client, key)
            assert set(rows) <= visible, role
            for child_id, lines in rows.items():
                assert lines == told[child_id], (role, child_id)
            taken_out += len(rows)
    assert seen_on_pages > 40
    assert taken_out > 60


def _same_on_the_page(
    client: Client, child_id: str, lines: list[tuple[str, ...]], who: str
) -> None:
    page = client.get(f"/children/{child_id}/").content.decode()
    for line in lines:
        row = dict(zip(COLUMNS, line, strict=True))
        if row["due_at"]:
            assert day(date.fromisoformat(row["due_at"][:10])) in page, (who, child_id, row)
        assert row["clause"].split("(")[0][:30] in page.replace("&#34;", '"'), (who, child_id, row)


def _taken_out(client: Client, key: str) -> Rows:
    answer = client.get("/due/export/", {"list": key, "format": "csv"}, follow=True)
    assert answer.status_code == 200, (key, answer.status_code)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return _by_child(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))


def test_what_is_stored_is_what_the_command_line_says(told: Rows) -> None:
    stored: dict[str, int] = {}
    for child_id in Obligation.objects.filter(is_decision=False).values_list(
        "child__child_id", flat=True
    ):
        stored[child_id] = stored.get(child_id, 0) + 1

    assert stored == {child: len(lines) for child, lines in told.items()}
