"""The hash chain: each event's hash covers its content and the hash of the event before."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

FIELDS = (
    "happened_at", "actor_id", "actor", "acting_for", "action", "subject", "subject_id", "detail",
    "request_id",
)  # fmt: skip
BEFORE_THE_FIRST = "0" * 64
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def hash_of(values: dict[str, Any], previous_hash: str) -> str:
    """Return the hash of an event with these FIELDS that follows `previous_hash`."""
    told = {name: values[name] for name in FIELDS}
    at: datetime = told["happened_at"]
    told["happened_at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{previous_hash}\n{_encode(told)}".encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a detail in the few kinds of value that every database gives back as it got them.

    Raises: TypeError for anything else, fractions among them: a hash over them would not hold.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        each = [plain(one) for one in value]
        return sorted(each) if isinstance(value, (set, frozenset)) else each
    raise TypeError(f"The detail of an audit event cannot hold {type(value).__name__}.")
