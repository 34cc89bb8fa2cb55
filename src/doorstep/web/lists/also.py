"""What other apps add to My day, and to the first page of whoever has no children of their own."""

from collections.abc import Callable
from typing import Any

from doorstep.web.accounts.access import Access

Told = Callable[[Access], dict[str, Any] | None]
_ADDED: dict[str, tuple[Told, bool]] = {}


def add(template: str, told: Told, *, first: bool = False) -> None:
    """Add a part: its template, and what it shows to a person; nothing where it has none for them.

    With `first` it stands above all else on the page: for what cannot wait.
    """
    _ADDED[template] = (told, first)


def also_for(access: Access) -> list[dict[str, Any]]:
    """Return what is shown besides to a person, each with its template."""
    found = ((template, told(access), first) for template, (told, first) in _ADDED.items())
    return [
        {"template": template, "first": first, **part}
        for template, part, first in found
        if part is not None
    ]
