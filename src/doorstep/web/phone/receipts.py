"""The number of a receipt: made of the id alone, so that the phone shows it before it has sent."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from doorstep.web.caseload.lateness import TOLD_AT
from doorstep.web.caseload.models import Visit

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that it can be read out."""
LENGTH, BITS = 8, 5


def receipt_number(client_id: UUID) -> str:
    """Return the number of what was saved under an id.

    Its signs are the first 40 bits of the SHA-256 of the id's 16 bytes, five bits each. It is for
    people to quote; the id itself is what tells one thing from another.

    Example:
        >>> receipt_number(UUID("6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"))
        'KJ1P-F5ER'
    """
    number = int.from_bytes(sha256(client_id.bytes).digest()[: LENGTH * BITS // 8])
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(35, -1, -BITS))
    return f"{signs[:4]}-{signs[4:]}"


def receipt_of_visit(row: Visit, _: object) -> dict[str, Any] | None:
    """Return the number of a record that came from a phone; nothing of any other."""
    return {"number": receipt_number(row.client_id)} if TOLD_AT in row.details else None
