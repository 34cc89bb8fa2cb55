"""Whatever is done to the log behind its back, the walk names the first event that is wrong (U3)."""

from datetime import timedelta
from pathlib import Path

import log_made
import pytest
import web_made as made
from django.db import transaction

from doorstep.web.audit import verifying
from doorstep.web.audit.chain import BEFORE_THE_FIRST, FIELDS, hash_of, plain
from doorstep.web.audit.heads import check_log, publish_head
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import record
from doorstep.web.audit.verifying import Head, Wrong, verify

OTHER = {
    "happened_at": made.AT - timedelta(seconds=1),
    "actor_id": 8,
    "actor": "Ivo Marsh",
    "acting_for": "Noor Calloway",
    "action": "read_timeline",
    "subject": "visit",
    "subject_id": "C99",
    "detail": {"page": "other"},
    "request_id": "other",
}


def _found() -> tuple[Wrong, int]:
    (fault,) = verify().faults
    return fault.kind, fault.event_id


def test_a_log_nobody_touched_is_whole() -> None:
    log_made.write(7)

    walk = verify()

    assert walk.whole
    assert walk.events == 7
    assert walk.last_hash == AuditEvent.objects.latest("pk").hash


def test_an_empty_log_is_whole() -> None:
    assert verify().whole


@pytest.mark.parametrize("field", FIELDS)
def test_an_event_changed_in_any_of_its_words_is_named(field: str) -> None:
    events = log_made.write()

    log_made.change(events[2], **{field: OTHER[field]})

    assert _found() == (Wrong.CHANGED, events[2].pk)


def test_the_first_and_the_last_event_are_covered_too() -> None:
    events = log_made.write()

    log_made.change(events[-1], actor="Ivo Marsh")
    assert _found() == (Wrong.CHANGED, events[-1].pk)
    log_made.change(events[0], actor="Ivo Marsh")
    assert _found() == (Wrong.CHANGED, events[0].pk)


def test_an_event_changed_together_with_its_hash_breaks_the_link_to_the_next() -> None:
    events = log_made.write()
    values = {name: getattr(events[2], name) for name in FIELDS} | {"actor": "Ivo Marsh"}

    log_made.change(events[2], actor="Ivo Marsh", hash=hash_of(values, events[1].hash))

    assert _found() == (Wrong.MISSING, events[3].pk)


@pytest.mark.parametrize("place", [0, 2])
def test_an_event_taken_out_is_missed_where_it_stood(place: int) -> None:
    events = log_made.write()

    with log_made.past_the_triggers():
        AuditEvent.objects.filter(pk=events[place].pk).delete()

    assert _found() == (Wrong.MISSING, events[place + 1].pk)


def _put_in(pk: int, previous_hash: str) -> None:
    AuditEvent.objects.create(
        pk=pk, **OTHER, previous_hash=previous_hash, hash=hash_of(OTHER, previous_hash)
    )


@pytest.mark.parametrize("pk", [-3, 1])
def test_an_event_put_in_at_the_beginning_is_named(pk: int) -> None:
    _, *events = log_made.write()
    with log_made.past_the_triggers():
        AuditEvent.objects.all().delete()
        AuditEvent.objects.bulk_create(_chained(events))

    _put_in(pk, BEFORE_THE_FIRST)

    assert _found() == (Wrong.INSERTED, pk)


def _chained(events: list[AuditEvent]) -> list[AuditEvent]:
    """Return the events chained anew from the first on, with keys from 11 on."""
    last = BEFORE_THE_FIRST
    for pk, event in enumerate(events, start=11):
        event.pk, event.previous_hash = pk, last
        event.hash = last = hash_of({name: getattr(event, name) for name in FIELDS}, last)
    return events


def test_an_event_put_in_between_two_is_named() -> None:
    events = log_made.write()
    with log_made.past_the_triggers():
        AuditEvent.objects.filter(pk=events[2].pk).delete()

    _put_in(events[2].pk, events[1].hash)

    assert _found() == (Wrong.MISSING, events[3].pk)
    with log_made.past_the_triggers():
        AuditEvent.objects.filter(pk__gt=events[2].pk).delete()
        follower = {name: getattr(events[2], name) for name in FIELDS}
        AuditEvent.objects.create(
            **follower, previous_hash=events[1].hash, hash=hash_of(follower, events[1].hash)
        )
    assert _found() == (Wrong.INSERTED, events[2].pk)


def test_two_events_that_changed_places_are_noticed() -> None:
    events = log_made.write()

    log_made.change(events[2], id=10**6)

    assert not verify().whole


def test_a_log_cut_off_at_its_end_is_known_by_the_head_that_was_published() -> None:
    log_made.write()
    head = publish_head(at=made.AT)
    with log_made.past_the_triggers():
        AuditEvent.objects.filter(pk__gte=head.event_id).delete()

    assert _found() == (Wrong.HEAD, head.event_id)


def test_a_log_written_anew_from_the_beginning_is_known_by_the_head_that_was_published(
    tmp_path: Path,
) -> None:
    events = log_made.write()
    head = publish_head(at=made.AT, folder=tmp_path)
    with log_made.past_the_triggers():
        AuditEvent.objects.all().delete()
        events[0].actor = "Ivo Marsh"
        AuditEvent.objects.bulk_create(_chained(events))
        head.event_id, head.hash = events[-1].pk, events[-1].hash
        head.save()

    assert verify().whole  # whoever wrote the log anew wrote the heads kept here anew too
    assert check_log(at=made.AT, folder=tmp_path).faults


def test_the_walk_is_the_same_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    events = log_made.write(10)
    monkeypatch.setattr(verifying, "CHUNK", 3)

    assert verify().events == 10
    log_made.change(events[7], actor="Ivo Marsh")
    assert _found() == (Wrong.CHANGED, events[7].pk)


def test_the_walk_since_a_head_begins_after_it_and_holds_on_to_it() -> None:
    log_made.write(6)
    kept = publish_head(at=made.AT)
    since = Head(published_on=kept.published_on, event_id=kept.event_id, hash=kept.hash)
    log_made.write(3)

    assert verify(since=since).events == 4  # three, and that the head was published
    with log_made.past_the_triggers():
        AuditEvent.objects.filter(pk=kept.event_id + 1).delete()
    assert _found()[0] == Wrong.MISSING
    assert verify(since=since).faults[0].kind == Wrong.MISSING


def test_every_kind_of_detail_comes_back_from_the_database_with_the_hash_it_had() -> None:
    detail = {
        "text": 'Zoë ‘ß’ 👍 \\ " \u2028',
        "numbers": [0, -1, 2**53 + 1, True, None],
        "day": made.TODAY,
        "at": made.AT,
        "set": {"b", "a"},
        "inside": {"2": {"deep": ()}, "1": []},
    }
    with transaction.atomic():
        record(action="export", subject="log", by=log_made.NOOR, at=made.AT, detail=detail)

    assert verify().whole
    assert AuditEvent.objects.get().detail["day"] == "2026-11-16"
    assert AuditEvent.objects.get().detail["set"] == ["a", "b"]


def test_a_detail_that_databases_would_give_back_otherwise_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        plain({"share": 0.1})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(action="read_child", subject="child", by=log_made.NOOR, at=made.AT)


def test_an_event_goes_with_the_transaction_it_tells_of() -> None:
    with transaction.atomic():
        record(action="read_child", subject="child", by=log_made.NOOR, at=made.AT)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()
