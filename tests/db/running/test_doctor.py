"""The doctor finds each thing that is wrong, and says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import web_made as made
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from doorstep.web.audit import triggers
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.running.doctor import Finding, examine
from doorstep.web.running.models import Job
from doorstep.web.running.worker import Worker, machine_time


@pytest.fixture(autouse=True)
def _sound(settings: LazySettings, tmp_path: Path) -> None:
    """Have an installation with which all is well."""
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        setattr(settings, name, True)
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECRET_KEY = "aB3-".join("0123456789abcdefghijklm")
    settings.CLOCK = ""
    settings.HEADS = str(tmp_path)
    made.adopt()
    made.store(made.case("C1"))
    Worker(clock=lambda: made.AT).once()


def _found() -> list[Finding]:
    return list(examine(at=made.AT, now=machine_time()))


def _wrong() -> dict[str, str]:
    wrong = [f for f in _found() if not f.ok]
    return {each.about: "\n".join(f.says for f in wrong if f.about == each.about) for each in wrong}


def test_nothing_is_wrong_with_a_sound_installation() -> None:
    assert _wrong() == {}
    assert {"database", "audit chain", "triggers", "policy", "worker"} <= {
        found.about for found in _found()
    }


@pytest.mark.parametrize(
    ("about", "says", "spoil"),
    [
        ("settings", "DOORSTEP_HOSTS", lambda s: setattr(s, "ALLOWED_HOSTS", [])),
        ("settings", "SSL", lambda s: setattr(s, "SECURE_SSL_REDIRECT", False)),
        ("authority", "DOORSTEP_AUTHORITY", lambda s: setattr(s, "AUTHORITY", "")),
        ("clock", "DOORSTEP_CLOCK", lambda s: setattr(s, "CLOCK", "2026-11-16T09:30:00+00:00")),
        ("heads folder", "DOORSTEP_HEADS", lambda s: setattr(s, "HEADS", "")),
        ("heads folder", "cannot be written", lambda s: setattr(s, "HEADS", "/nowhere")),
        ("watched folder", "cannot be written", lambda s: setattr(s, "INBOX", "/nowhere")),
        ("worker", "Start it", lambda _: Job.objects.update(beat_at=None)),
        ("triggers", "caseload_visit", lambda _: triggers.remove(connection)),
        ("policy", "cannot be loaded", lambda _: AdoptedPack.objects.update(pack="gone")),
        ("policy", "No policy is adopted", lambda _: AdoptedPack.objects.all().delete()),
    ],
)
def test_what_is_wrong_is_told(
    settings: LazySettings, about: str, says: str, spoil: Callable[[LazySettings], object]
) -> None:
    spoil(settings)

    assert says in _wrong()[about]


def test_a_changed_audit_event_is_told() -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET subject_id = 'C2' WHERE subject_id = 'C1'")
    triggers.install(connection)

    assert "does not say what it said" in _wrong()["audit chain"]


def test_its_exit_status_says_whether_all_is_well(
    capsys: pytest.CaptureFixture[str], settings: LazySettings
) -> None:
    settings.HEADS = ""

    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    assert ended.value.code == 1
    assert "WRONG heads folder: Set DOORSTEP_HEADS" in capsys.readouterr().out
