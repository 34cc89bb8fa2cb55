"""From nothing to the released schema, with data to this one, back one step, and forward again (D7).

`released.json` is an invented authority as the release before wrote it, row by row. It is read with the
models that release had, so that what it says stays as it was.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from db.running.tables import OURS, drop_everything, schema
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from doorstep.web import clock
from doorstep.web.accounts.models import User
from doorstep.web.audit import triggers
from doorstep.web.audit.verifying import verify
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.services import sweep
from doorstep.web.running import mode
from doorstep.web.running.backups.archive import unpack
from doorstep.web.running.backups.told import Told, told_by
from doorstep.web.running.models import ReadOnlyTime

IN_EARNEST = pytest.mark.django_db(transaction=True)
FILE = Path(__file__).with_name("released.json")
FIRST, LOG = "0001_initial", "audit_auditevent"
RELEASED = (
    "accounts", "audit", "caseload", "decisions", "documents", "lists", "policies", "running",
)  # fmt: skip


@pytest.fixture
def as_models_say() -> set[tuple[str, str]]:
    """Return the schema that tests stand on, which is made from the models (see `web_settings`)."""
    return schema()


@pytest.fixture
def released() -> Iterator[list[dict[str, Any]]]:
    """Give the database the schema of the release before, and its data; bring it here in the end."""
    rows: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    drop_everything()
    mode.forget()
    _to_released()
    _fill(rows)
    triggers.install(connection)
    yield rows
    mode.forget()
    if MigrationExecutor(connection).migration_plan(_leaves()):
        call_command("migrate", verbosity=0)


def _leaves() -> Any:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def _to_released() -> None:
    """Go to the schema of the release before: from nothing, or one step back from this one's."""
    # A migration that remakes a table takes the triggers away itself; the others are not in its way.
    theirs = [leaf for leaf in _leaves() if leaf[0] not in OURS]
    new = [(app, None) for app, _ in _leaves() if app in OURS and app not in RELEASED]
    MigrationExecutor(connection).migrate([*theirs, *((app, FIRST) for app in RELEASED), *new])


def _fill(rows: list[dict[str, Any]]) -> None:
    apps = MigrationExecutor(connection).loader.project_state([(a, FIRST) for a in RELEASED]).apps
    models = {}
    with transaction.atomic():
        for row in rows:
            model = models[row["model"]] = apps.get_model(row["model"])
            told = {f.name: row["fields"].get(f.name) for f in model._meta.fields}
            values = {
                field.attname: field.to_python(told[field.name])
                for field in model._meta.fields
                if field.name in row["fields"]
            }
            model(pk=row["pk"], **values).save(force_insert=True)
    with connection.cursor() as cursor:
        for words in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(words)


def _told() -> Told:
    return told_by(connection)


def _table(model: str) -> str:
    return model.replace(".", "_")


@IN_EARNEST
def test_forward_back_and_forward_again_loses_no_row(
    as_models_say: set[tuple[str, str]],
    released: list[dict[str, Any]],
    sign_in: Callable[[User], Client],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    had = Counter(_table(row["model"]) for row in released)
    before = _told()

    call_command("upgrade", "--backup", tmp_path / "b.doorstep", "--wait", "0", verbosity=0)
    assert "keep people out meanwhile" in capsys.readouterr().out  # it knew no read-only mode
    assert unpack(tmp_path / "b.doorstep", None).due_list == before.due_list
    _all_reads(sign_in)
    forward = _told()
    assert schema() == as_models_say
    _to_released()
    again = _told()
    call_command("migrate", verbosity=0)

    for now in (forward, again):
        assert {t: now.counts[t] for t in had if t != LOG} == {
            t: n for t, n in had.items() if t != LOG
        }
        assert now.due_list == before.due_list
        assert now.counts[LOG] == had[LOG] + 3  # the backup, a sign-in, the page that was read
    assert verify().whole
    assert triggers.missing(connection) == []
    assert sweep(at=clock.now()) > 0
    assert _told().due_list == before.due_list  # worked out by this release


def _all_reads(sign_in: Callable[[User], Client]) -> None:
    """Hold this release's reading against what the one before wrote."""
    assert verify().whole
    assert triggers.missing(connection) == []
    reader = User.objects.filter(roles__role="head_of_service").order_by("pk")[0]
    child = Child.objects.filter(obligations__isnull=False).distinct().order_by("pk")[0]
    assert sign_in(reader).get(f"/children/{child.child_id}/").status_code == 200


@IN_EARNEST
def test_the_command_holds_people_up_and_lets_them_go_on(tmp_path: Path) -> None:
    call_command("upgrade", "--backup", tmp_path / "again", "--wait", "0", verbosity=0)

    assert ReadOnlyTime.objects.filter(stands=False).count() == 1


@IN_EARNEST
def test_without_a_backup_nothing_is_done(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was done"):
        call_command("upgrade", "--backup", tmp_path / "gone" / "x", "--wait", "0")

    assert not ReadOnlyTime.objects.filter(stands=True).exists()


def test_a_database_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES "
            "('caseload', '0999_to_come', CURRENT_TIMESTAMP)"
        )

    with pytest.raises(CommandError, match=r"of a later release \(caseload.0999_to_come\)"):
        call_command("upgrade", "--backup", tmp_path / "x")

    assert list(tmp_path.iterdir()) == []
