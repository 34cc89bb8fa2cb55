"""The hash chain: each event's hash covers its content and the hash of the event before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "happened_at", "actor_id", "actor", "acting_for", "action", "subject", "subject_id", "detail",
    "request_id",
)  # fmt: skip
BEFORE_THE_FIRST = "0" * 64


def hash_of(values: dict[str, Any], previous_hash: str) -> str:
    """Return the hash of an event with these FIELDS that follows `previous_hash`."""
    told = {name: values[name] for name in FIELDS}
    at: datetime = told["happened_at"]
    told["happened_at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()
