"""Names that stand in the database and may be of somebody else: workers, staff, other children."""

from collections.abc import Iterable, Sequence

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Involvement
from doorstep.web.governance.redacting import Known

WORKER = "a worker"
STAFF = "a member of staff"
CHILD = "another child"
SIBLING = "a child at the same address"


def known_names(children: Sequence[Child]) -> list[Known]:
    """Return the names that may be proposed for a copy of this child's record; never the child's own."""
    own = {" ".join(child.name.casefold().split()) for child in children}
    found = {known.name.casefold(): known for known in _all(children)}
    return [known for name, known in found.items() if " ".join(name.split()) not in own]


def _all(children: Sequence[Child]) -> Iterable[Known]:
    others = Child.objects.exclude(pk__in=[child.pk for child in children])
    yield from (Known(name, CHILD) for name in _whole(others.values_list("name", flat=True)))
    yield from (Known(name, STAFF) for name in _whole(User.objects.values_list("name", flat=True)))
    workers = Involvement.objects.filter(child__in=children).values_list("worker", flat=True)
    yield from (Known(name, WORKER) for name in _whole(workers))
    homes = {child.household for child in children if child.household}
    own = {part for child in children for part in child.name.casefold().split()}
    for sibling in others.filter(household__in=homes):
        yield Known(sibling.name, SIBLING)
        yield from (
            Known(part, SIBLING) for part in sibling.name.split()[:1] if part.casefold() not in own
        )


def _whole(names: Iterable[str]) -> Iterable[str]:
    """Yield names of two words or more: a first name alone is half of the authority's."""
    return (name for name in names if len(name.split()) > 1)
