"""The other ways in: the watched folder, the command, and what the worker makes of both."""

import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

import import_made as imports
import pytest
import web_made as made
from django.core.management import CommandError, call_command

from doorstep.web.caseload.models import Child
from doorstep.web.imports import arriving, folders, job
from doorstep.web.imports.models import CameBy, Import, State
from doorstep.web.running.jobs import JOBS
from doorstep.web.running.worker import Worker


@pytest.fixture(autouse=True)
def _policies() -> None:
    made.adopt()


@pytest.fixture
def inbox(tmp_path: Path, settings: Any) -> Path:
    place = tmp_path / "inbox"
    place.mkdir()
    settings.INBOX = str(place)
    return place


def lies_still(path: Path) -> Path:
    """Make a file as if nobody had changed it for two minutes."""
    then = time.time() - 120
    for each in [path, *path.rglob("*")] if path.is_dir() else [path]:
        os.utime(each, (then, then))
    return path


def names(place: Path) -> list[str]:
    return sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())


def test_a_file_in_the_watched_folder_is_taken_in_once_it_lies_still(inbox: Path) -> None:
    file = imports.file(inbox / "night.extract", [made.case("A")])
    imports.work()
    assert not Import.objects.exists()

    lies_still(file)
    imports.work()

    row = Import.objects.get()
    assert (row.state, row.came_by, row.new) == (State.READY, CameBy.FOLDER, 1)
    assert names(inbox) == ["done/night.extract"]
    assert not Child.objects.exists()


def test_the_same_name_the_next_night_is_put_away_beside_the_first(inbox: Path) -> None:
    for number in range(2):
        lies_still(imports.file(inbox / "night.extract", [made.case(f"C{number}")]))
        imports.work()

    assert names(inbox) == ["done/night (2).extract", "done/night.extract"]
    assert Import.objects.count() == 2


def test_a_folder_of_tables_is_taken_in_whole(inbox: Path) -> None:
    tour = Path(__file__).parents[3] / "docs" / "tour-extract"
    (inbox / "night").mkdir()
    for path in tour.glob("*.csv"):
        (inbox / "night" / path.name).write_bytes(path.read_bytes())
    lies_still(inbox / "night")

    imports.work()

    assert Import.objects.get().new == 3


def test_killed_before_it_is_put_away_it_is_not_taken_twice(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lies_still(imports.file(inbox / "night.extract", [made.case("A")]))

    def die(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as at_this_point:
        at_this_point.setattr(arriving, "_put_away", die)
        with pytest.raises(KeyboardInterrupt):
            imports.work()
    imports.work()

    assert Import.objects.count() == 1
    assert names(inbox) == ["done/night.extract"]


def test_what_is_no_extract_is_refused_and_not_lost(inbox: Path) -> None:
    (inbox / "notes.txt").write_text("call me back")
    lies_still(inbox / "notes.txt")

    imports.work()

    row = Import.objects.get()
    assert row.state == State.REFUSED
    assert names(inbox) == ["done/notes.txt"]
    assert job.wanted(made.AT) is None


def test_the_worker_knows_the_job_and_does_it() -> None:
    row = imports.came(made.case("A"))
    mine = tuple(each for each in JOBS if each.name == "imports")

    worker = Worker(clock=lambda: made.AT, jobs=mine)

    assert worker.once() == ["imports"]
    row.refresh_from_db()
    assert row.state == State.READY
    assert worker.once() == []


def test_the_command_only_shows_unless_it_is_told_to_apply(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = imports.file(tmp_path / "one.extract", [made.case("A")])

    call_command("import_extract", file, preview=True)
    assert "1 children read: 1 new, 0 changed" in (told := capsys.readouterr().out)
    assert "Not applied" in told
    assert not Child.objects.exists()
    call_command("import_extract", file)  # nobody is there to be asked
    assert not Child.objects.exists()
    call_command("import_extract", file, yes=True)
    assert Child.objects.count() == 1


def test_the_command_says_why_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no")
    Import.objects.filter(pk=imports.came(made.case("A")).pk).update(state="applying", at_work=True)
    file = imports.file(tmp_path / "one.extract", [made.case("B")])

    with pytest.raises(CommandError, match="broken or cut-off"):
        call_command("import_extract", tmp_path / "a.xlsx", yes=True)
    with pytest.raises(CommandError, match="Another import is being applied"):
        call_command("import_extract", file, yes=True, stdout=StringIO())


def test_without_a_policy_it_fails_with_the_reason_and_can_be_brought_in_again() -> None:
    from doorstep.web.policies.models import AdoptedPack

    row = imports.read(made.case("A"))
    AdoptedPack.objects.all().delete()

    assert imports.apply(row).state == State.FAILED
    assert "No policy is adopted" in row.why
    assert not Child.objects.exists()


def test_files_are_kept_for_a_month_and_then_deleted() -> None:
    from datetime import timedelta

    row = imports.read(made.case("A"))
    job.work(made.AT + timedelta(days=29), imports.NOBODY)
    assert folders.is_kept(row.key)

    job.work(made.AT + timedelta(days=31), imports.NOBODY)
    assert not folders.is_kept(row.key)


def test_progress_is_told_while_it_works() -> None:
    row = imports.came(made.case("A"))
    seen = []

    def step(_: str) -> None:
        seen.append(folders.progress(row.key))

    job.work(made.AT, step)

    assert any(told and told.words.startswith("Reading") for told in seen)
    assert folders.progress(row.key) is None
