"""What other apps add to My day, and to the first page of whoever has no children of their own."""

from collections.abc import Callable
from typing import Any

from doorstep.web.accounts.access import Access

Told = Callable[[Access], dict[str, Any] | None]
_ADDED: dict[str, Told] = {}


def add(template: str, told: Told) -> None:
    """Add a part: its template, and what it shows to a person; nothing where it has none for them."""
    _ADDED[template] = told


def also_for(access: Access) -> list[dict[str, Any]]:
    """Return what is shown besides to a person, each with its template."""
    found = ((template, told(access)) for template, told in _ADDED.items())
    return [{"template": template, **part} for template, part in found if part is not None]
