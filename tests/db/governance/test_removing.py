"""All of a child's rows go, and nobody else's; the triggers stand as before."""

import json
from datetime import timedelta
from typing import Any

import log_made
import pytest
import records_made as records
import web_made as made
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import triggers
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.verifying import verify
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.governance.models import DisposalLog
from doorstep.web.governance.reach import models_of_a_child, rows_of
from doorstep.web.governance.removing import fingerprint_of, remove
from doorstep.web.governance.services import disposing
from doorstep.web.notices.models import Notice, Webhook

STAYS = {AuditEvent, DisposalLog}


def everything() -> dict[str, list[Any]]:
    """Return every row of every table but the logs."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model not in STAYS
    }


def test_of_a_record_with_something_of_every_kind_nothing_is_left(rae: Access, hal: Access) -> None:
    noor = made.person(name="Noor Calloway", worker_id="W1")
    child = records.lived_in_and_closed("CANARY-1", noor)
    with transaction.atomic():
        gone = remove([child])

    left = {n for n, rows in everything().items() for r in rows if "anary" in str(r).casefold()}
    assert left == set()
    assert len(gone.counts) >= 12
    assert gone.counts["caseload_visit"] == 2
    assert {"decisions_done", "decisions_comment", "documents_copied"} <= set(gone.counts)


def test_brothers_and_sisters_keep_every_row() -> None:
    noor = made.person(name="Noor Calloway", worker_id="W1")
    sister = records.lived_in_and_closed("SISTER", noor)
    before = everything()
    brother = records.lived_in_and_closed("BROTHER", noor)
    with transaction.atomic():
        remove([brother])

    after = everything()
    changed = {name for name in before if _theirs(before[name]) != _theirs(after[name])}
    assert changed == set()
    assert rows_of([sister])[Child] == {sister.pk}


def _theirs(rows: list[Any]) -> list[Any]:
    """Return the rows but for those that are of no child: accounts, roles, parts of a policy."""
    of_none = {"username", "user_id", "part_id"}
    return [row for row in rows if not of_none & set(row)]


def test_every_model_with_a_way_to_a_child_is_found() -> None:
    found = set(models_of_a_child())
    missed = []
    for model in apps.get_models(include_auto_created=True):
        if model in STAYS or model in found:
            continue
        for field in model._meta.concrete_fields:
            way = isinstance(field, models.ForeignKey) and field.related_model in found
            if way or field.name == "child_id":
                missed.append((model._meta.label, field.name))

    assert missed == [], "a disposal would leave these behind: see governance/reach.py"
    assert {Child, Visit} < found


def test_afterwards_the_triggers_stand_and_refuse_as_before(rae: Access) -> None:
    child, other = records.stored_old("C1"), records.stored_old("C2")
    noor = made.person()
    records.written(child, noor)
    records.written(other, noor)
    with transaction.atomic():
        remove([child])

    assert triggers.missing(connection) == []
    for work in (Visit.objects.all()._raw_delete, lambda _: Visit.objects.update(seen=False)):
        with pytest.raises(IntegrityError), transaction.atomic():
            work("default")
    assert Visit.objects.filter(child=other).count() == 2


def test_while_rows_are_let_go_updates_and_the_logs_are_still_guarded() -> None:
    log_made.write(2)
    child = records.stored_old()
    records.written(child, made.person())
    tables = [*triggers.APPEND_ONLY]

    def refused(work: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            work()

    with transaction.atomic(), triggers.deletes_let_through(connection, tables):
        refused(lambda: Visit.objects.update(seen=False))
        refused(lambda: AuditEvent.objects.all()._raw_delete("default"))
    assert triggers.missing(connection) == []


def test_if_anything_fails_everything_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    child = records.stored_old()
    records.written(child, made.person())
    before = everything()

    with (  # noqa: PT012
        pytest.raises(RuntimeError, match="in the middle"),
        transaction.atomic(),
        triggers.deletes_let_through(connection, ["caseload_visit"]),
    ):
        Visit.objects.filter(child=child)._raw_delete("default")
        raise RuntimeError("in the middle")

    assert everything() == before
    assert triggers.missing(connection) == []


def test_rows_are_let_go_of_in_a_transaction_only() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        _outside(lambda: remove([records.stored_old()]))


def _outside(work: Any) -> None:
    inside, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        with triggers.deletes_let_through(connection, []):
            work()
    finally:
        connection.in_atomic_block = inside


def test_the_audit_chain_is_whole_after_a_disposal(rae: Access, hal: Access) -> None:
    row = records.approved(records.stored_old(), rae, hal)
    assert disposing.dispose(pk=row.pk, at=made.AT + timedelta(28))

    assert verify().faults == []


def test_what_was_to_be_told_to_other_systems_of_the_child_goes_too() -> None:
    child, other = records.stored_old("C1"), records.stored_old("C10")
    for number, told in enumerate((child, other)):
        Notice.objects.create(
            key=f"k{number}", channel="webhook", kind="test", made_at=made.AT, not_before=made.AT,
            body=json.dumps({"child_id": told.child_id, "event": "overdue"}, sort_keys=True),
            webhook=Webhook.objects.create(
                name=f"Case system {number}", address="https://case.example", secret="s",
                events=["overdue"], made_at=made.AT, made_by=made.person(),
            ),
        )  # fmt: skip
    with transaction.atomic():
        remove([child])

    assert [json.loads(n.body)["child_id"] for n in Notice.objects.all()] == ["C10"]


def test_the_fingerprint_is_of_what_was_removed() -> None:
    first, second = records.stored_old("C1"), records.stored_old("C2")
    told = fingerprint_of(rows_of([first]))

    assert told == fingerprint_of(rows_of([first]))
    assert told != fingerprint_of(rows_of([second]))


@pytest.mark.django_db(transaction=True)
def test_in_a_real_transaction_a_record_goes_and_the_triggers_stand() -> None:
    made.adopt()
    child = records.stored_old()
    records.written(child, made.person())
    with transaction.atomic():
        remove([child])

    assert not Child.objects.exists()
    assert triggers.missing(connection) == []
