"""What was written once stays as it was written, on either database (U3)."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import decision_made as d
import log_made
import pytest
import web_made as made
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.audit import triggers
from doorstep.web.audit.heads import publish_head
from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.caseload.models import (
    CaseDocument,
    CaseNote,
    Child,
    Circumstance,
    Event,
    Visit,
    What,
)
from doorstep.web.decisions.incidence_file import Rate
from doorstep.web.decisions.models import Comment, Done, Filled, Incidence, PolicyPart
from doorstep.web.decisions.services import comment
from doorstep.web.decisions.services.incidence import store_rates
from doorstep.web.documents.models import Copied
from doorstep.web.documents.services import mark_copied
from doorstep.web.governance.models import AccessRequest, DisposalLog, Hold, HoldKind, Release
from doorstep.web.moves.models import Handover, HandoverItem, Move, Moved
from doorstep.web.outings.models import OutingChange, OutingChild
from doorstep.web.outings.services import start_outing
from doorstep.web.wellbeing.models import TakenBack, Word

PLAN = "lancashire-2020/visiting_plan_cp"
ON_SQLITE = connection.vendor == "sqlite"
GUARDED: list[type[models.Model]] = [
    AuditEvent,
    PublishedHead,
    CaseDocument,
    Visit,
    Event,
    Circumstance,
    CaseNote,
    PolicyPart,
    Filled,
    Done,
    Comment,
    Copied,
    Incidence,
    DisposalLog,
    Release,
    Move,
    Moved,
    Handover,
    HandoverItem,
    Word,
    TakenBack,
    OutingChild,
    OutingChange,
]


def _refused(work: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        work()
    return str(refusal.value)


def _execute(sql: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def _fill() -> None:
    """Put a row into each guarded table."""
    made.adopt(d.LANCASHIRE)
    (child,) = made.store(made.case("C1"))
    noor = made.person(worker_id="W1")
    told = {"child": child, "digest": "0" * 64, "recorded_at": made.AT, "recorded_by": noor}
    client_id = "6a2f41a3-c54c-4c3f-8e0a-1f2f64a0c3d4"
    Visit.objects.create(
        **told,
        client_id=client_id,
        visit_date=made.TODAY,
        visit_type="kit_call",
        occasion=client_id,
    )
    Event.objects.create(**told, client_id=client_id, kind="kit_distress", event_date=made.TODAY)
    publish_head(at=made.AT)
    store_rates([Rate("East", "", made.TODAY, Decimal(9))], source="", by=None, at=made.AT)
    _decide(made.access(noor), child)
    _moved(child, noor)
    _released(child, noor)
    start_outing(
        client_id=uuid4(), child_ids=["C1"], started_at=made.AT, minutes=60, buddy=None, second=None,
        by=made.access(noor), at=made.AT,
    )  # fmt: skip
    said = Word.objects.create(
        person=noor, state="well", start_date=made.TODAY, said_on=made.TODAY, client_id=uuid4(),
        recorded_at=made.AT, recorded_by=noor,
    )  # fmt: skip
    TakenBack.objects.create(word=said, recorded_at=made.AT, recorded_by=noor)
    DisposalLog.objects.create(
        number="C9", rule="assessment", clause="Own schedule", schedule="2026",
        due_on=made.TODAY, proposed_at=made.AT, proposed_by=1, approved_at=made.AT, approved_by=2,
        done_at=made.AT, counts={"caseload_child": 1}, rows=1, fingerprint="0" * 64,
    )  # fmt: skip


def _moved(child: Child, noor: User) -> None:
    """Move the child and hand something over."""
    told = {"client_id": uuid4(), "start_date": made.TODAY, "recorded_at": made.AT}
    move = Move.objects.create(**told, digest="0" * 64, reason="Leave", recorded_by=noor)
    said = Circumstance.objects.create(
        child=child, client_id=uuid4(), digest="0" * 64, what=What.ALLOCATION, body={},
        start_date=made.TODAY, recorded_at=made.AT, recorded_by=noor,
    )  # fmt: skip
    Moved.objects.create(
        move=move, child=child, to_worker_id="W2", to_worker="B", circumstance=said
    )
    handover = Handover.objects.create(**told, person=noor, recorded_by=noor)
    HandoverItem.objects.create(handover=handover, kind="plan", key="1", reason="Nobody needs it")


def _released(child: Child, noor: User) -> None:
    """Give a copy of the record out."""
    hold = Hold.objects.create(
        child=child, kind=HoldKind.SUBJECT_ACCESS, reason="Asked for", placed_at=made.AT,
        placed_by=noor, client_id=uuid4(),
    )  # fmt: skip
    request = AccessRequest.objects.create(
        child=child, client_id=uuid4(), asked_by="The person", received_on=made.TODAY, hold=hold,
        recorded_at=made.AT, recorded_by=noor,
    )  # fmt: skip
    Release.objects.create(
        request=request, client_id=uuid4(), given_to="The person", how="By hand",
        released_at=made.AT, released_by=noor, entries=1, redactions=0, digest="0" * 64,
    )  # fmt: skip


def _decide(noor: Access, child: Child) -> None:
    """Rate a child and submit a plan, so that there is something of each kind."""
    manager = made.access(made.person(Role.PRACTICE_MANAGER))
    d.rated(child, noor)
    decision = d.opened(child, noor, form=PLAN)
    d.do(decision, "submit", noor, answers=d.answers(d.paper(PLAN)))
    d.do(decision, "sign_off", manager)
    told = {"client_id": uuid4(), "by": noor, "at": made.AT}
    comment(child_id=child.child_id, decision=decision.pk, words="Soon, please.", **told)
    note = CaseNote.objects.get(child=child)
    mark_copied(child_id=child.child_id, kind="note", pk=note.pk, by=noor, at=made.AT)


def test_the_guarded_tables_are_those_of_these_models() -> None:
    assert {model._meta.db_table for model in GUARDED} == {*triggers.APPEND_ONLY}


@pytest.mark.parametrize("model", GUARDED)
def test_no_row_that_was_written_once_can_be_changed_or_deleted(model: type[models.Model]) -> None:
    _fill()
    rows = model._default_manager
    before = list(rows.values())

    key = model._meta.pk.name
    said = _refused(lambda: rows.update(**{key: models.F(key)}))
    _refused(_execute(f"UPDATE {model._meta.db_table} SET {key} = {key}"))  # noqa: S608
    _refused(_execute(f"DELETE FROM {model._meta.db_table}"))  # noqa: S608

    assert "only ever added to" in said
    assert before
    assert list(rows.values()) == before


def test_no_event_can_be_replaced_by_inserting_another_in_its_place() -> None:
    first = log_made.write(1)[0]
    columns = "happened_at, actor, acting_for, action, subject, subject_id, detail, request_id"
    whole = f"{columns}, previous_hash, hash"
    insert = (
        f"INSERT OR REPLACE INTO audit_auditevent (id, {whole}) SELECT id, {columns}, "  # noqa: S608
        "previous_hash, 'x' FROM audit_auditevent"
        if ON_SQLITE
        else "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent "
        "ON CONFLICT (id) DO UPDATE SET hash = 'x'"
    )

    _refused(_execute(insert))

    assert AuditEvent.objects.get(pk=first.pk).hash == first.hash


@pytest.mark.skipif(ON_SQLITE, reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_no_guarded_table_can_be_truncated(table: str) -> None:
    _refused(_execute(f"TRUNCATE {table} CASCADE"))


def test_a_trigger_that_was_taken_away_is_missed_and_made_again_by_the_next_migration() -> None:
    triggers.remove(connection)
    assert set(triggers.missing(connection)) == set(triggers.wanted(connection.vendor))

    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []


def test_making_the_triggers_again_changes_nothing() -> None:
    assert triggers.install(connection) == []


@pytest.mark.skipif(ON_SQLITE, reason="SQLite cannot switch a trigger off")
def test_a_trigger_that_is_switched_off_or_made_to_do_nothing_counts_as_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE caseload_visit DISABLE TRIGGER caseload_visit_no_update")
        assert triggers.missing(connection) == ["caseload_visit_no_update"]
        triggers.install(connection)
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {triggers.FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NULL; END'"
        )
    assert set(triggers.missing(connection)) == set(triggers.wanted("postgresql"))

    triggers.install(connection)

    log_made.write(1)
    _refused(lambda: AuditEvent.objects.update(actor="somebody else"))


@pytest.mark.skipif(not ON_SQLITE, reason="the test above is PostgreSQL's")
def test_a_trigger_that_was_made_to_do_nothing_counts_as_missing() -> None:
    name = "audit_auditevent_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_auditevent BEGIN SELECT 1; END"
        )

    assert triggers.missing(connection) == [name]


@pytest.mark.django_db(transaction=True)
def test_a_test_in_real_transactions_is_guarded_too_and_can_be_cleared_away() -> None:
    log_made.write(3)

    _refused(lambda: AuditEvent.objects.update(actor="somebody else"))


def test_after_a_flush_the_triggers_stand_again_and_the_log_is_empty() -> None:
    assert triggers.missing(connection) == []
    assert not AuditEvent.objects.exists()
