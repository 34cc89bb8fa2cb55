"""An installation begins: its first administrator, and its first extract."""

from pathlib import Path

import pytest
import web_made as made
from django.core.management import CommandError, call_command

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Obligation

EXTRACT = Path(__file__).parents[3] / "docs" / "tour-extract"


def test_the_first_administrator_can_sign_in_and_add_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("add_administrator", "ada.fenn", "--name", "Ada Fenn")

    password = capsys.readouterr().out.split("sign in with: ")[1].split()[0]
    ada = User.objects.get(username="ada.fenn")
    assert ada.check_password(password)
    assert made.access(ada).has(Can.ADMINISTER)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["add_person", "give_role"]
    with pytest.raises(CommandError, match="already"):
        call_command("add_administrator", "ada.fenn", "--name", "Another Ada")


def test_an_extract_is_stored_and_answered_and_the_second_time_nothing_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made.adopt()

    call_command("import_extract", EXTRACT, yes=True)
    call_command("import_extract", EXTRACT, yes=True)

    first, second = (
        line for line in capsys.readouterr().out.splitlines() if "children read" in line
    )
    assert Child.objects.count() == 3
    assert Obligation.objects.exists()
    assert first.startswith("3 children read: 3 new, 0 changed")
    assert second.startswith("3 children read: 0 new, 0 changed")


def test_rows_that_could_not_be_used_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    made.adopt()

    call_command("import_extract", EXTRACT)

    assert "doorstep extract check" in capsys.readouterr().out


def test_what_is_no_extract_and_what_comes_too_early_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_extract", tmp_path / "missing")
    with pytest.raises(CommandError, match="No policy is adopted yet"):
        call_command("import_extract", EXTRACT)
