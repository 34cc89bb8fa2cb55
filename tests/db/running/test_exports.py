"""The command line on an export of the database says what the pages say (issue 4, one answer)."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
import web_made as made
from django.core.management import CommandError, call_command

from doorstep.facts import EpisodeKind, Visit
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Obligation
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.services import record_visit

SAME = ("duty", "counted_from", "due_at", "status", "days_overdue", "clause", "who", "method")


def _stored(*, decisions: bool) -> list[tuple[str, ...]]:
    rows = Obligation.objects.filter(is_decision=decisions).values_list("child__child_id", *SAME)
    return sorted(tuple(map(str, row)) for row in rows)


def _on_the_command_line(folder: Path, *more: str) -> list[tuple[str, ...]]:
    call_command("export_extract", "--out", folder / "extract", verbosity=0)
    call_command("export_adoption", "--out", folder / "adopted.yaml", verbosity=0)
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from doorstep.cli import main; main()", "due"),
            *(str(folder / "extract"), "--policy", str(folder / "adopted.yaml")),
            *("--as-at", made.TODAY.isoformat(), "--format", "json", *more),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(done.stdout)
    return sorted(tuple(str(row[name]) for name in ("child_id", *SAME)) for row in rows)


@pytest.fixture
def _some_children() -> None:
    made.adopt()
    made.store(
        made.case("C1"),
        made.case("C2", kind=EpisodeKind.CHILD_IN_NEED_PLAN, seen=()),
        made.case("C3", kind=EpisodeKind.PERIOD_OF_CARE),
    )


@pytest.mark.usefixtures("_some_children")
def test_the_command_line_says_what_is_stored(tmp_path: Path) -> None:
    assert _on_the_command_line(tmp_path) == _stored(decisions=False) != []


@pytest.mark.usefixtures("_some_children")
def test_the_decisions_are_the_same_too(tmp_path: Path) -> None:
    assert _on_the_command_line(tmp_path, "--decisions") == _stored(decisions=True) != []


@pytest.mark.usefixtures("_some_children")
def test_a_visit_recorded_here_is_in_the_export(tmp_path: Path) -> None:
    before = _stored(decisions=False)
    worker = made.person(Role.SOCIAL_WORKER, worker_id="W1")
    visit = Visit(
        made.TODAY, seen=True, seen_alone=True, bedroom_seen=True, method=Method.IN_PERSON,
        place=Place.HOME, role=Role.SOCIAL_WORKER, worker_id="W1",
    )  # fmt: skip
    record_visit(
        reports={"C1": VisitReport(told=visit)},
        client_id=uuid4(),
        by=made.access(worker),
        at=made.AT,
    )

    after = _stored(decisions=False)

    assert after != before
    assert _on_the_command_line(tmp_path) == after


@pytest.mark.usefixtures("_some_children")
def test_an_export_is_written_down_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    call_command("export_extract", "--out", tmp_path / "extract", verbosity=0)

    event = AuditEvent.objects.get(action="export")
    assert event.detail == {"what": "extract", "children": 3}
    assert (tmp_path / "extract").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("_some_children")
def test_an_export_that_cannot_be_written_is_not_written_down(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_extract", "--out", tmp_path / "nowhere" / "extract", verbosity=0)

    assert not AuditEvent.objects.filter(action="export").exists()


def test_an_adoption_needs_its_ending_and_something_adopted(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"ends in \.yaml"):
        call_command("export_adoption", "--out", tmp_path / "adopted.txt")
    with pytest.raises(CommandError, match="No policy is adopted yet"):
        call_command("export_adoption", "--out", tmp_path / "adopted.yaml")
