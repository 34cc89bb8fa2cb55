"""What other apps add to My day, and to the first page of whoever has no children of their own.

A part may say what it asks first; what all parts ask is asked of the database at once, because most
days most parts have nothing to show.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User

Found = Mapping[str, Any]
Told = Callable[[Access, Found], dict[str, Any] | None]
Asks = Callable[[Access], dict[str, Any]]


class _Part(NamedTuple):
    told: Told
    asks: Asks | None
    first: bool


_ADDED: dict[str, _Part] = {}


def add(template: str, told: Told, *, asks: Asks | None = None, first: bool = False) -> None:
    """Add a part: its template, and what it shows to a person; nothing where it has none for them.

    Shape: `asks` gives expressions by name, such as `Exists(…)`; `told` is given what they came to.
    With `first` it stands above all else on the page: for what cannot wait.
    """
    _ADDED[template] = _Part(told, asks, first)


def also_for(access: Access) -> list[dict[str, Any]]:
    """Return what is shown besides to a person, each with its template."""
    found = _found(access)
    shown = ((name, part.told(access, found), part.first) for name, part in _ADDED.items())
    return [
        {"template": name, "first": first, **part}
        for name, part, first in shown
        if part is not None
    ]


def _found(access: Access) -> Found:
    """Return what the parts ask first, in one query."""
    asked: dict[str, Any] = {}
    for part in _ADDED.values():
        asked |= part.asks(access) if part.asks else {}
    rows: Any = User.objects.filter(pk=access.user_id).values(**asked)
    return rows.get() if asked else {}
