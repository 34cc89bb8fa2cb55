"""Write audit events: in the transaction of what they tell of, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction

from doorstep.web.audit.chain import BEFORE_THE_FIRST, hash_of, plain
from doorstep.web.audit.models import AuditEvent

CHAIN_LOCK = 0x0D00_25E7  # any number of our own: PostgreSQL's lock for the end of the chain
LONGEST_NAME = 200


class Actor(Protocol):
    """Who did something; `accounts.access.Access` is one."""

    @property
    def user_id(self) -> int | None:
        """Return the key of the account."""

    @property
    def name(self) -> str:
        """Return the name people know them by."""

    @property
    def acting_for(self) -> str:
        """Return the names of those they act for as a deputy."""

    @property
    def request_id(self) -> str:
        """Return the number of the request in which they did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """An actor where there is no access: while signing in, or before."""

    user_id: int | None = None
    name: str = ""
    acting_for: str = ""
    request_id: str = ""


SYSTEM = Somebody(name="system")


def record(
    *,
    action: str,
    subject: str,
    subject_id: str = "",
    by: Actor | None,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append an event to the chain, in the transaction that is open; `action` is a `words.Action`.

    Lock the rows of what changes first: whoever appends holds the end of the chain until the
    transaction is over.
    Raises: TransactionManagementError outside a transaction: what is told must stand or fall with it.
    """
    return record_all([(action, subject, subject_id, detail or {})], by=by, at=at)[0]


def record_all(
    told: Sequence[tuple[str, str, str, dict[str, Any]]], *, by: Actor | None, at: datetime
) -> list[AuditEvent]:
    """Append several events (action, subject, its id, detail) to the chain, in their order."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An audit event belongs in the transaction of what it tells of: open one with atomic()."
        )
    if not told:
        return []
    last = hold_end()[1]
    made = []
    for each in told:
        made.append(_event(each, by or SYSTEM, at, last))
        last = made[-1].hash
    if len(made) == 1:
        made[0].save(force_insert=True)
        return made
    return AuditEvent.objects.bulk_create(made)


def _event(
    told: tuple[str, str, str, dict[str, Any]], by: Actor, at: datetime, last: str
) -> AuditEvent:
    action, subject, subject_id, detail = told
    if token := getattr(by, "token", ""):  # a program did it, as the person whose token it has
        detail = {**detail, "token": token}
    values = {
        "happened_at": at,
        "actor_id": by.user_id,
        "actor": by.name[:LONGEST_NAME],
        "acting_for": by.acting_for[:LONGEST_NAME],
        "action": str(action),
        "subject": subject,
        "subject_id": subject_id,
        "detail": plain(detail),
        "request_id": by.request_id,
    }
    return AuditEvent(**values, previous_hash=last, hash=hash_of(values, last))


def hold_end() -> tuple[int, str]:
    """Return key and hash of the last event, and hold the end until this transaction is over."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("pk", "hash").first()
    return last or (0, BEFORE_THE_FIRST)
