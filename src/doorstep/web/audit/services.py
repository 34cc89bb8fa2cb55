"""Write audit events: in the transaction of what they tell of, one after another."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from doorstep.web.audit.chain import BEFORE_THE_FIRST, hash_of
from doorstep.web.audit.models import AuditEvent

if TYPE_CHECKING:
    from doorstep.web.accounts.access import Access

CHAIN_LOCK = 0x0D00_25E7  # any number of our own: PostgreSQL's lock for the end of the chain


def record(
    *,
    action: str,
    subject: str,
    subject_id: str = "",
    by: "Access | None",
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append an event to the chain, in the transaction that is open.

    Raises: TransactionManagementError outside a transaction: what is told must stand or fall with it.
    """
    return record_all([(action, subject, subject_id, detail or {})], by=by, at=at)[0]


def record_all(
    told: list[tuple[str, str, str, dict[str, Any]]], *, by: "Access | None", at: datetime
) -> list[AuditEvent]:
    """Append several events (action, subject, its id, detail) to the chain, in their order."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An audit event belongs in the transaction of what it tells of: open one with atomic()."
        )
    last = _last_hash()
    made = []
    for action, subject, subject_id, detail in told:
        values = {
            "happened_at": at,
            "actor_id": by.user_id if by else None,
            "actor": by.name if by else "system",
            "acting_for": by.acting_for if by else "",
            "action": action,
            "subject": subject,
            "subject_id": subject_id,
            "detail": detail,
            "request_id": by.request_id if by else "",
        }
        event = AuditEvent(**values, previous_hash=last, hash=hash_of(values, last))
        last = event.hash
        made.append(event)
    if len(made) == 1:
        made[0].save(force_insert=True)
        return made
    return AuditEvent.objects.bulk_create(made)


def _last_hash() -> str:
    """Return the hash at the end of the chain, and hold the end until this transaction is over."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    return last or BEFORE_THE_FIRST
