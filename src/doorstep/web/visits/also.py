"""What other apps add to the page of a record: a template each, and what it shows of that record."""

from collections.abc import Callable
from typing import Any

from doorstep.web.caseload.models import Visit
from doorstep.web.caseload.reading import Opened

Told = Callable[[Visit, Opened], dict[str, Any] | None]
_ADDED: dict[str, Told] = {}


def add(template: str, told: Told) -> None:
    """Add a part: its template, and what it shows of a record; nothing where it has none of it."""
    _ADDED[template] = told


def also_of(row: Visit, opened: Opened) -> list[dict[str, Any]]:
    """Return what is shown of a record besides, each with its template."""
    found = ((template, told(row, opened)) for template, told in _ADDED.items())
    return [{"template": template, **part} for template, part in found if part is not None]
