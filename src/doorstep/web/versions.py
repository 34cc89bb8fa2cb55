"""Change a row only if nobody else did meanwhile: nothing is overwritten silently (D5)."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which two people differ: what it was called, theirs, and one's own."""

    field: str
    theirs: Any
    mine: Any


class ConflictError(Exception):
    """Somebody changed the same thing meanwhile; both versions are here for the person to choose."""

    def __init__(self, row: Model, mine: dict[str, Any]):
        super().__init__("Somebody changed this while you were.")
        self.row, self.mine = row, mine

    @property
    def differences(self) -> list[Difference]:
        """Return the fields in which one's own version differs from what is stored now."""
        found = ((name, getattr(self.row, name), value) for name, value in self.mine.items())
        return [Difference(name, theirs, mine) for name, theirs, mine in found if theirs != mine]


def change(row: Model, *, version: int, **values: Any) -> None:
    """Store these values if the row still has this version, which then goes up by one.

    Raises: ConflictError with the row as it is now.
    """
    rows = cast("Any", type(row)).objects
    changed = rows.filter(pk=row.pk, version=version).update(**values, version=version + 1)
    row.refresh_from_db()
    if not changed:
        raise ConflictError(row, values)
