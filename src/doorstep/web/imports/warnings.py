"""What whoever applies an import must be warned of: much that is gone or refused, an older extract."""

from collections.abc import Iterable

from doorstep.web.accounts.access import Access
from doorstep.web.components import day, plural
from doorstep.web.imports.models import Import
from doorstep.web.imports.newcomers import disposed_in, much_alike
from doorstep.web.imports.queries import last_applied

MUCH = 20  # one in so many children is much to be gone, and a row refused for so many as well
FEW = 5


def warnings_of(row: Import, viewer: Access) -> list[str]:
    """Return what must be read before an import is applied, in sentences."""
    return [*_much(row), *_beside_the_last(row), *_alike(row, viewer), *_disposed(row)]


def _alike(row: Import, viewer: Access) -> Iterable[str]:
    if number := much_alike(row, viewer):
        yield (
            f"{plural(number, 'new child is', 'new children are')} much like a child who is here "
            "already. Compare them before a child has two records."
        )


def _disposed(row: Import) -> Iterable[str]:
    if number := disposed_in(row):
        yield (
            f"{plural(number, 'new child has', 'new children have')} the number of a record that was "
            "disposed of here. Applied, the record is here again: have it taken out of the source first."
        )


def _much(row: Import) -> Iterable[str]:
    known = row.children - row.new + row.gone
    if row.children == 0:
        yield "There is no child in it at all."
    if row.gone > FEW and row.gone * MUCH > known:
        yield (
            f"{plural(row.gone, 'open case')} of {known:,} {'is' if row.gone == 1 else 'are'} missing "
            "from it. Was everything exported: all teams, all tables?"
        )
    if row.refused > FEW and row.refused * MUCH > max(row.children, 1):
        yield (
            f"{plural(row.refused, 'row or field', 'rows or fields')} of "
            f"{plural(row.children, 'child', 'children')} could not be used. Look at them first."
        )


def _beside_the_last(row: Import) -> Iterable[str]:
    before = last_applied()
    if before is None or before.pk == row.pk:
        return
    if before.newest_on and row.newest_on and row.newest_on < before.newest_on:
        yield (
            f"It is older than the last one that was applied: the newest day it tells of is "
            f"{day(row.newest_on)}, that of the last one {day(before.newest_on)}."
        )
    if before.source != row.source:
        yield (
            f"It is of another kind ({row.source}) than the last one that was applied "
            f"({before.source}). Of each child it takes the place of all that the other told. "
            "Open cases that only the other told of stay as they are: nobody is asked about them."
        )
