"""Remove all rows of a child in one transaction, past the triggers, and say what went."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model

from doorstep.web.audit import triggers
from doorstep.web.caseload.models import Child
from doorstep.web.governance.reach import Rows, in_parts, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many rows went from which table, and the fingerprint of all they said."""

    counts: dict[str, int]
    fingerprint: str

    @property
    def rows(self) -> int:
        """Return how many rows went."""
        return sum(self.counts.values())


class NotOnlyItsOwnError(RuntimeError):
    """Something else went with a record, or not all of it: nothing is removed."""


def remove(children: Iterable[Child]) -> Removed:
    """Remove these children and everything that leads to them, in the transaction that is open.

    Raises: NotOnlyItsOwnError, which takes the transaction back.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A record is removed in a transaction only.")
    found = rows_of(children)
    fingerprint = fingerprint_of(found)
    before = {model: model._base_manager.count() for model in found}
    with triggers.deletes_let_through(connection, [m._meta.db_table for m in found]):
        for model, pks in found.items():
            _delete(model, pks)
    wrong = [
        model._meta.label
        for model, pks in found.items()
        if model._base_manager.count() != before[model] - len(pks)
    ]
    if wrong:
        raise NotOnlyItsOwnError(f"Other rows than the child's own would have gone: {wrong}")
    counts = {model._meta.db_table: len(pks) for model, pks in found.items()}
    return Removed(counts=dict(sorted(counts.items())), fingerprint=fingerprint)


def _delete(model: type[Model], pks: set[Any]) -> None:
    # Past Django's collector, which would refuse: foreign keys are checked when the transaction ends.
    for part in in_parts(pks):
        rows: Any = model._base_manager.filter(pk__in=part)
        rows._raw_delete(rows.db)


def fingerprint_of(found: Rows) -> str:
    """Return the fingerprint of all that some rows say, the same on either database."""
    digest = sha256()
    for model in sorted(found, key=lambda m: m._meta.db_table):
        fields = [f.attname for f in model._meta.concrete_fields]
        for part in in_parts(found[model]):
            rows = model._base_manager.filter(pk__in=part).order_by("pk").values_list(*fields)
            for row in rows.iterator():
                said = [model._meta.db_table, *map(_told, row)]
                told = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)
                digest.update(told.encode())
    return digest.hexdigest()


def _told(value: Any) -> Any:
    """Return a value as it goes into the fingerprint; of a picture its own fingerprint."""
    is_bytes = isinstance(value, (bytes, bytearray, memoryview))
    return sha256(bytes(value)).hexdigest() if is_bytes else value
