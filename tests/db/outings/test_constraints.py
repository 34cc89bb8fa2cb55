"""What the database itself refuses of an outing, whatever the code above it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import outing_made as outing
import pytest
import web_made as made
from django.db import DatabaseError, IntegrityError, transaction

from doorstep.web.outings.models import Outing, OutingAlert, OutingChange, OutingChild

LATER = made.AT + timedelta(hours=1)


def change(row: Outing, **told: Any) -> OutingChange:
    given = {
        "client_id": uuid4(), "digest": "d", "of": row.client_id, "word": "out", "happened_at": LATER,
        "recorded_at": LATER, "said_by_id": row.worker_id,
    } | told  # fmt: skip
    return OutingChange.objects.create(**given)


def second_open(row: Outing) -> None:
    Outing.objects.create(
        client_id=uuid4(), worker_id=row.worker_id, started_at=made.AT, expected_at=LATER,
        recorded_at=made.AT,
    )  # fmt: skip


BROKEN: dict[str, Callable[[Outing], object]] = {
    "two open outings of a worker": second_open,
    "an end before the start": lambda row: _set(row, ended_at=_before(), end_said_at=LATER),
    "expected before the start": lambda row: _set(row, expected_at=_before()),
    "an end nobody said": lambda row: _set(row, ended_at=LATER),
    "one's own buddy": lambda row: _set(row, buddy=row.worker_id),
    "one's own second": lambda row: _set(row, second=row.worker_id),
    "a buddy who goes along": lambda row: _set(row, second=row.buddy_id),
    "a child twice": lambda row: OutingChild.objects.create(
        outing=row, child=row.children.get().child
    ),
    "two starts": lambda row: change(row, word="in", minutes=15),
    "an unknown word": lambda row: change(row, word="perhaps"),
    "longer by no minute": lambda row: change(row, word="longer"),
    "longer by more than 12 hours": lambda row: change(row, word="longer", minutes=721),
    "an end with minutes": lambda row: change(row, minutes=5),
    "said for another without why": lambda row: change(row, for_other=True),
    "the same id twice": lambda row: change(row, client_id=row.client_id),
    "an alert before the time": lambda row: _alert(row, raised_at=_before()),
    "an alert of no stage": lambda row: _alert(row, stage=4),
}


def _before() -> Any:
    return made.AT - timedelta(minutes=1)


def _set(row: Outing, **values: Any) -> None:
    Outing.objects.filter(pk=row.pk).update(**values)


def _alert(row: Outing, **told: Any) -> None:
    given = {"stage": 1, "raised_at": LATER} | told
    OutingAlert.objects.create(outing=row, expected_at=row.expected_at, **given)


@pytest.mark.parametrize("what", BROKEN)
def test_the_database_refuses(what: str) -> None:
    row = outing.go(outing.cast())
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[what](row)


def test_what_was_said_is_neither_changed_nor_deleted() -> None:
    row = outing.go(outing.cast())
    for model in (OutingChange, OutingChild):
        for doing in (lambda m: m.objects.all().delete(), _rewrite):
            with pytest.raises(DatabaseError), transaction.atomic():
                doing(model)
    assert row.children.count() == 1


def _rewrite(model: Any) -> None:
    field = "why" if model is OutingChange else "child_id"
    model.objects.update(**{field: 1})
