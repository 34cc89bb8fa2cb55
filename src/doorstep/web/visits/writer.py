"""Whoever wrote down on a phone what is recorded from there: their visit, whoever fills in the form.

What is known of them travels with the form under a seal, which holds for this form, child and person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import SuspiciousOperation

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote it, when it was saved on the phone, and in which roles they may have been there."""

    user: int
    name: str
    worker_id: str
    roles: tuple[Role, ...]
    told_at: datetime


def sealed(writer: Writer, *, client_id: UUID, child_id: str, by: Access) -> str:
    """Return a writer as a form carries them."""
    told = {
        "user": writer.user,
        "name": writer.name,
        "worker_id": writer.worker_id,
        "roles": [str(role) for role in writer.roles],
        "told_at": writer.told_at.isoformat(),
    }
    return signing.dumps(told, salt=_salt(str(client_id), child_id, by))


def unsealed(text: str, *, client_id: str, child_id: str, by: Access) -> Writer | None:
    """Return the writer whom a form carries; None where it carries none.

    Raises: SuspiciousOperation for a seal of another form, child or person, or none of ours.
    """
    if not text:
        return None
    try:
        told: dict[str, Any] = signing.loads(text, salt=_salt(client_id, child_id, by))
    except signing.BadSignature:
        raise SuspiciousOperation("Open the form again from what was set aside.") from None
    return Writer(
        user=told["user"],
        name=told["name"],
        worker_id=told["worker_id"],
        roles=tuple(Role(role) for role in told["roles"]),
        told_at=datetime.fromisoformat(told["told_at"]),
    )


def _salt(client_id: str, child_id: str, by: Access) -> str:
    return f"doorstep.visits.writer:{client_id}:{child_id}:{by.user_id}"
