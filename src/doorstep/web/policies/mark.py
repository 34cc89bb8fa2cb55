"""A short mark of what is adopted, by which an answer says under what it was worked out."""

import hashlib
from functools import lru_cache
from importlib.metadata import version

from doorstep.policy.stack import Stack


@lru_cache(maxsize=8)
def mark_of(stack: Stack) -> str:
    """Return the mark of a stack: another adoption, another pack or another release gives another."""
    told = [f"{e.label} {e.pack.head.version} {e.adopted.model_dump_json()}" for e in stack.layers]
    text = "\n".join([version("doorstep"), *told])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
