"""The head of the log is published once a day, also where nobody of this system can change it (U6)."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import log_made
import pytest
import web_made as made
from django.core.management import CommandError, call_command
from django.db import connection

from doorstep.web.audit import triggers
from doorstep.web.audit.heads import HeadDiffersError, check_log, heads_in, publish_head
from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.audit.queries import last_checked, last_head


def _command(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=out)
    return out.getvalue()


def test_the_head_is_the_hash_of_the_last_event_here_and_outside(tmp_path: Path) -> None:
    last = log_made.write()[-1]

    head = publish_head(at=made.AT, folder=tmp_path)

    (outside,) = heads_in(tmp_path)
    assert (head.event_id, head.hash) == (last.pk, last.hash)
    assert (outside.published_on, outside.event_id, outside.hash) == (
        made.TODAY,
        last.pk,
        last.hash,
    )
    assert last_head() == head


def test_published_again_on_the_day_nothing_is_done(tmp_path: Path) -> None:
    log_made.write()
    first = publish_head(at=made.AT, folder=tmp_path)
    log_made.write()
    events = AuditEvent.objects.count()

    assert publish_head(at=made.AT + timedelta(hours=3), folder=tmp_path) == first
    assert PublishedHead.objects.count() == len(list(tmp_path.iterdir())) == 1
    assert AuditEvent.objects.count() == events


def test_what_could_not_be_written_outside_is_written_on_the_next_try(tmp_path: Path) -> None:
    log_made.write()
    away = tmp_path / "not there yet"
    with pytest.raises(FileNotFoundError):
        publish_head(at=made.AT, folder=away)
    away.mkdir()

    head = publish_head(at=made.AT, folder=away)

    assert [each.hash for each in heads_in(away)] == [head.hash]
    assert PublishedHead.objects.count() == 1


def test_the_next_day_has_a_head_of_its_own(tmp_path: Path) -> None:
    publish_head(at=made.AT, folder=tmp_path)
    publish_head(at=made.AT + timedelta(1), folder=tmp_path)

    assert PublishedHead.objects.count() == 2
    assert check_log(at=made.AT + timedelta(1), folder=tmp_path).whole


def test_a_file_outside_that_says_another_head_stops_the_publishing(tmp_path: Path) -> None:
    log_made.write()
    publish_head(at=made.AT, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(f"2026-11-16 3 {'a' * 64}\n", encoding="ascii")

    with pytest.raises(HeadDiffersError):
        publish_head(at=made.AT, folder=tmp_path)
    assert not check_log(at=made.AT, folder=tmp_path).whole
    assert not check_log(at=made.AT, folder=tmp_path, since_last_head=True).whole


def test_the_check_is_written_down_with_what_it_found() -> None:
    log_made.write(4)

    check_log(at=made.AT)

    checked = last_checked()
    assert checked is not None
    assert (checked.events, checked.faults, checked.whole_log) == (4, 0, True)


def test_the_command_says_that_all_is_well(tmp_path: Path) -> None:
    log_made.write(4)
    _command("audit_publish", "--heads", str(tmp_path))

    assert "5 events, the chain is whole" in _command("audit_verify", "--heads", str(tmp_path))


def test_the_command_fails_and_names_the_event_that_was_changed() -> None:
    events = log_made.write(4)
    log_made.change(events[1], actor="Ivo Marsh")

    with pytest.raises(CommandError, match=f"Event {events[1].pk} does not say what it said"):
        _command("audit_verify")


def test_the_command_fails_if_nothing_guards_the_log() -> None:
    triggers.remove(connection)

    with pytest.raises(CommandError, match="nothing guards it"):
        _command("audit_verify")


def test_the_command_says_that_the_heads_outside_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "doorstep-head-2026-11-16.txt").write_text("something else", encoding="ascii")

    with pytest.raises(CommandError, match="cannot be read"):
        _command("audit_verify", "--heads", str(tmp_path))


def test_the_command_to_publish_says_when_the_folder_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not published outside"):
        _command("audit_publish", "--heads", str(tmp_path / "gone"))


def test_without_a_folder_the_command_says_that_the_head_stays_in_the_database() -> None:
    assert "DOORSTEP_HEADS" in _command("audit_publish")
