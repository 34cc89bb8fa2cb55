"""Which of the children whom an import brings are much like a child who is here already."""

from collections.abc import Iterable, Mapping

from doorstep.intake.store_codec import decoded
from doorstep.web.accounts.access import Access
from doorstep.web.audit.queries import disposed
from doorstep.web.imports.doubles import Warned, duplicates_of, person_of
from doorstep.web.imports.models import Import, ImportedChild, Told

MOST = 200  # each is held against every child: more are looked at once they are applied


def alike_of(told: Iterable[ImportedChild], viewer: Access) -> Mapping[str, Warned]:
    """Return which records are much like each new child, by child_id; of too many, nothing."""
    new = [t for t in told if t.what == Told.NEW and t.body]
    if not new or len(new) > MOST:
        return {}
    people = [person_of(decoded(t.body), t.name, on=viewer.on) for t in new]
    return duplicates_of(people, viewer=viewer)


def much_alike(row: Import, viewer: Access) -> int:
    """Return how many of the new children of an import are much like a child who is here already."""
    if not 0 < row.new <= MOST:
        return 0
    return len(alike_of(ImportedChild.objects.filter(of=row, what=Told.NEW), viewer))


def disposed_of(told: Iterable[ImportedChild]) -> frozenset[str]:
    """Return which of the new children have the number of a record that was disposed of here."""
    return disposed(t.child_id for t in told if t.what == Told.NEW)


def disposed_in(row: Import) -> int:
    """Return how many of the new children of an import were disposed of here before."""
    rows = ImportedChild.objects.filter(of=row, what=Told.NEW)
    return len(disposed(rows.values_list("child_id", flat=True)))
