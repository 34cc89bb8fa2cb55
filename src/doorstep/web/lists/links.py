"""Addresses of pages about a child, for many rows at once: a route is looked up once, then filled in."""

from functools import cache
from urllib.parse import quote, urlencode

from django.urls import reverse

_A_CHILD = "-child-"


def to_child(name: str, child_id: str, **query: str) -> str:
    """Return the address of a named page about a child."""
    found = _route(name).replace(_A_CHILD, quote(child_id, safe=""))
    return f"{found}?{urlencode(query)}" if query else found


@cache
def _route(name: str) -> str:
    return reverse(name, args=[_A_CHILD])
