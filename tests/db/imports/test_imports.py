"""An extract comes in: shown, applied, undone; what people recorded here stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import child_made
import import_made as imports
import pytest
import web_made as made
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from doorstep.facts import Refusal
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import (
    Answer,
    CaseDocument,
    Child,
    Circumstance,
    Event,
    StaffWarning,
    Visit,
)
from doorstep.web.imports import folders
from doorstep.web.imports.models import Import, ImportedChild, State, Told
from doorstep.web.imports.services import NotTheNewestError, say_apply, say_undo
from doorstep.web.imports.standing import BusyError, MovedOnError

RECORDED = (Visit, Event, Circumstance, StaffWarning)


@pytest.fixture(autouse=True)
def _policies() -> None:
    made.adopt()


def exported(tmp_path: Path, name: str) -> bytes:
    """Return everything that goes out as it would be written: the prepared extract, byte for byte."""
    out = tmp_path / name
    call_command("export_extract", out=out, stdout=StringIO())
    return out.read_bytes()


def due_list(browser: Client) -> bytes:
    """Return the due list of the team as CSV."""
    listed = {"list": f"team-{made.team().pk}", "format": "csv"}
    answer = browser.get(reverse("due-export"), listed)
    assert answer.status_code == 200
    return b"".join(answer)


def answers() -> list[tuple[object, ...]]:
    rows = Answer.objects.order_by("child__child_id")
    return list(rows.values_list("child__child_id", "standing", "tier", "worker", "explanation"))


def stored() -> dict[str, list[tuple[object, ...]]]:
    return {m.__name__: list(m.objects.order_by("pk").values_list()) for m in RECORDED}


def test_a_preview_says_what_is_new_changed_gone_and_refused_and_changes_nothing() -> None:
    imports.applied(made.case("A"), made.case("B"), made.case("C"))
    documents = CaseDocument.objects.count()
    refusal = Refusal("visits.csv", 7, "visit_date", "'32' is not a date: expected a day", "B")

    row = imports.read(
        imports.more(made.case("A")), made.case("B"), made.case("D"),
        names={"B": "Bea Renamed"}, refusals=[refusal],
    )  # fmt: skip

    told = {t.child_id: t for t in ImportedChild.objects.filter(of=row)}
    assert row.state == State.READY
    assert (row.children, row.new, row.changed, row.gone, row.refused) == (3, 1, 2, 1, 1)
    assert {i: t.what for i, t in told.items()} == {
        "A": Told.CHANGED, "B": Told.CHANGED, "C": Told.GONE, "D": Told.NEW,
    }  # fmt: skip
    assert told["A"].differs == [
        ["Section 47 enquiry", "Not told before", "from 14 Nov 2026"],
    ]
    assert told["B"].differs == [["Name", "Child B", "Bea Renamed"]]
    assert row.refusals.get().reason.startswith("'32' is not a date")
    assert CaseDocument.objects.count() == documents
    assert not Child.objects.filter(child_id="D").exists()


def test_applied_it_is_as_the_source_says_and_a_second_time_nothing_changes(
    tmp_path: Path,
) -> None:
    imports.applied(made.case("A"), made.case("B"))

    imports.applied(imports.more(made.case("A")), made.case("B"))
    before, documents = exported(tmp_path, "before"), CaseDocument.objects.count()
    again = imports.applied(imports.more(made.case("A")), made.case("B"))

    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert again.state == State.APPLIED
    assert CaseDocument.objects.count() == documents == 3
    assert exported(tmp_path, "after") == before


def test_what_people_recorded_stays_and_undone_all_is_byte_for_byte_as_before(
    tmp_path: Path, sign_in: Callable[[User], Client]
) -> None:
    imports.applied(made.case("A"), made.case("B"), made.case("C"))
    worker = made.person(worker_id="W1", in_team=made.team())
    child_made.visit(imports.child("A"), worker)
    child_made.visit(imports.child("C"), worker, made.TODAY - timedelta(1))
    call_command("sweep", stdout=StringIO(), stderr=StringIO())
    boss = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    before, told, recorded, due = exported(tmp_path, "before"), answers(), stored(), due_list(boss)

    row = imports.applied(
        imports.more(made.case("A")), imports.ended(made.case("B")), made.case("D"),
        names={"A": "Another Name"},
    )  # fmt: skip

    assert stored() == recorded
    assert imports.child("A").answer.last_seen == made.TODAY
    assert imports.child("B").answer.standing == "closed"
    assert exported(tmp_path, "between") != before
    assert due_list(boss) != due
    undone = imports.undo(row)
    assert undone.state == State.UNDONE
    assert exported(tmp_path, "after") == before
    assert due_list(boss) == due
    assert answers() == told
    assert stored() == recorded
    assert not Child.objects.filter(child_id="D").exists()


def test_a_child_whom_it_brought_stays_if_something_was_recorded_and_is_named() -> None:
    row = imports.applied(made.case("A"), made.case("B"))
    child_made.visit(imports.child("B"), made.person(worker_id="W1"))

    imports.undo(row)

    kept = ImportedChild.objects.exclude(kept="").get()
    assert (kept.child_id, kept.kept) == ("B", "Something was recorded of the child here since")
    assert [c.child_id for c in Child.objects.all()] == ["B"]


def test_what_another_source_said_since_is_not_undone() -> None:
    made.store(made.case("A"))
    row = imports.applied(imports.more(made.case("A")))
    made.store(imports.ended(made.case("A")))

    imports.undo(row)

    assert ImportedChild.objects.get(of=row).kept.startswith("Another source")
    assert imports.child("A").answer.standing == "closed"


def test_the_newest_is_undone_first() -> None:
    first = imports.applied(made.case("A"))
    second = imports.applied(imports.more(made.case("A")))

    with pytest.raises(NotTheNewestError):
        say_undo(first, version=first.version, by=None, at=made.AT)
    imports.undo(second)
    first.refresh_from_db()
    assert imports.undo(first).state == State.UNDONE
    assert not Child.objects.exists()


def test_children_changed_meanwhile_it_is_read_again_and_not_applied() -> None:
    imports.applied(made.case("A"))
    slow = imports.read(imports.ended(made.case("A")))
    imports.applied(imports.more(made.case("A")))

    say_apply(slow, version=slow.version, by=None, at=made.AT)
    imports.work()

    slow.refresh_from_db()
    assert slow.state == State.READY
    assert "were changed by another import" in slow.why
    assert imports.child("A").answer.standing != "closed"
    assert imports.apply(slow).state == State.APPLIED


def test_two_people_apply_at_once_and_one_of_them_is_told() -> None:
    row = imports.read(made.case("A"))
    other = imports.read(made.case("B"))
    same = Import.objects.get(pk=row.pk)

    say_apply(row, version=row.version, by=None, at=made.AT)

    with pytest.raises(MovedOnError):
        say_apply(same, version=same.version, by=None, at=made.AT)
    with pytest.raises(BusyError):
        say_apply(other, version=other.version, by=None, at=made.AT)
    imports.work()
    assert Child.objects.count() == 1


def test_what_is_recorded_while_it_is_worked_out_is_in_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imports.applied(made.case("A"))
    row = imports.read(imports.more(made.case("A")))
    worker = made.person(worker_id="W1")
    done: list[Visit] = []

    def step(words: str) -> None:
        if words == "Working out what follows" and not done:
            done.append(child_made.visit(imports.child("A"), worker))

    say_apply(row, version=row.version, by=None, at=made.AT)
    imports.job.work(made.AT, step)

    assert done
    assert imports.child("A").answer.last_seen == made.TODAY


def test_stopped_while_it_is_applied_nothing_of_it_stands(tmp_path: Path) -> None:
    imports.applied(made.case("A"))
    before = exported(tmp_path, "before")
    row = imports.read(imports.more(made.case("A")), made.case("B"))

    def step(words: str) -> None:
        if words == "Storing":
            folders.want_stop(row.key)

    say_apply(row, version=row.version, by=None, at=made.AT)
    imports.job.work(made.AT, step)

    row.refresh_from_db()
    assert row.state == State.READY
    assert exported(tmp_path, "after") == before
    assert imports.apply(row).state == State.APPLIED


class Killed(BaseException):
    """The worker dies: nothing catches this."""


@pytest.mark.parametrize("at_step", range(1, 4))
def test_a_worker_killed_at_any_step_leaves_nothing_half_done(at_step: int, tmp_path: Path) -> None:
    imports.applied(made.case("A"))
    before = exported(tmp_path, "before")
    row = imports.came(imports.more(made.case("A")), made.case("B"))
    steps = 0

    def step(_: str) -> None:
        nonlocal steps
        steps += 1
        if steps == at_step:
            raise Killed

    for _ in range(2):
        try:
            imports.job.work(made.AT, step)
            row.refresh_from_db()
            if row.state == State.READY:
                say_apply(row, version=row.version, by=None, at=made.AT)
        except Killed:
            row.refresh_from_db()
            assert row.state in (State.WAITING, State.READING, State.APPLYING)
            assert exported(tmp_path, f"between{steps}") == before
    imports.work()
    row.refresh_from_db()
    if row.state == State.READY:
        imports.apply(row)
    assert sorted(Child.objects.values_list("child_id", flat=True)) == ["A", "B"]
    assert CaseDocument.objects.count() == 3


def test_each_step_leaves_its_event_and_no_personal_data_in_it() -> None:
    imports.undo(imports.applied(made.case("A"), names={"A": "Canary Bird"}))

    told = list(AuditEvent.objects.filter(subject="import").order_by("pk"))

    assert [(e.action, e.detail.get("step", "")) for e in told] == [
        ("preview_import", "ready"),
        ("apply_import", "asked"),
        ("apply_import", ""),
        ("undo_import", "asked"),
        ("undo_import", ""),
    ]
    assert "Canary" not in repr([e.detail for e in AuditEvent.objects.all()])


def test_a_name_that_comes_without_is_kept() -> None:
    made.store(replace(made.case("A")), names={"A": "Ada Fenn"})

    imports.applied(imports.more(made.case("A")), names={"A": ""})

    assert imports.child("A").name == "Ada Fenn"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "applied", "applied_at": None},
        {"state": "undone", "applied_at": made.AT, "undone_at": None},
        {"state": "failed", "why": ""},
        {"state": "applying", "at_work": None},
        {"state": "ready", "at_work": True},
    ],
)
def test_the_database_refuses_an_import_that_contradicts_itself(values: dict[str, object]) -> None:
    row = imports.came(made.case("A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=row.pk).update(**values)


def test_one_import_is_at_work_at_a_time() -> None:
    rows = [imports.came(made.case("A")), imports.came(made.case("A"))]
    Import.objects.filter(pk=rows[0].pk).update(state="applying", at_work=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=rows[1].pk).update(state="applying", at_work=True)
