"""Read what was copied into the case management system, and what still has to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, Q, Value

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.visible import sight_of, visible, visible_to, without_glass
from doorstep.web.documents.items import SOURCES, Item, Key
from doorstep.web.documents.models import Copied
from doorstep.web.documents.paper import Kind

# Which records of a kind are to be copied, and since when they wait.
WAITS: dict[Kind, tuple[Q, str]] = {
    Kind.FORM: (
        Q(decision=None) | Q(decision__ended_at__isnull=False, replaced=False),
        "recorded_at",
    ),
    Kind.DECISION: (Q(ended_at__isnull=False), "ended_at"),
    Kind.DISPUTE: (Q(in_dispute=False), "since"),
    Kind.NOTE: (Q(withdrawn=False), "recorded_at"),
    Kind.VISIT: (Q(), "recorded_at"),
}


AT_ONCE = 500  # records read with one question to the database


class Waiting(NamedTuple):
    """A record that is not copied yet: what and of whom."""

    item: Item
    child: Child


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, how many rows there are in all, and on how many pages."""

    rows: tuple[Waiting, ...]
    found: int
    number: int
    pages: int


def may_take(child: Child, viewer: Access) -> bool:
    """Test whether somebody who may record for a child does so by more than broken glass.

    Broken glass opens a record to be seen and written in, not to be taken away in a file (ADR 23).
    """
    sight = sight_of(viewer)
    if child.pk not in sight.glass:
        return True
    own = visible_to(viewer, can=Can.RECORD, sight=without_glass(sight))
    return own.filter(pk=child.pk).exists()


def copied_of(keys: Iterable[Key]) -> dict[Key, Copied]:
    """Return which of these records were copied, when and by whom."""
    wanted = set(keys)
    rows = Copied.objects.filter(item__in={key.pk for key in wanted}).select_related("recorded_by")
    found = {Key(Kind(row.kind), row.item): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def to_copy(viewer: Access, *, kind: Kind | None, number: int, size: int) -> Page:
    """Return a page of what is not copied yet of the children one may record for, the oldest first."""
    rows = _waiting(viewer, [kind] if kind else list(Kind))
    found = rows.count()
    pages = max(-(-found // size), 1)
    number = min(number, pages)
    keys = [Key(Kind(k), pk) for k, pk, _ in rows[(number - 1) * size : number * size]]
    return Page(rows=tuple(_shown(keys)), found=found, number=number, pages=pages)


def all_to_copy(viewer: Access, *, kind: Kind | None) -> Iterable[Waiting]:
    """Yield everything of that list, to be taken away: without what broken glass alone opens."""
    rows = _waiting(viewer, [kind] if kind else list(Kind), taking=True)
    keys = [Key(Kind(k), pk) for k, pk, _ in rows]
    for start in range(0, len(keys), AT_ONCE):
        yield from _shown(keys[start : start + AT_ONCE])


def uncopied(pks: Sequence[int], *, before: datetime) -> dict[int, tuple[int, datetime]]:
    """Return by child how many records have waited to be copied since before a time, and the first's."""
    found: dict[int, tuple[int, datetime]] = {}
    for kind in Kind:
        rows = _of_kind(kind, Q(child__in=pks)).filter(waits_since__lt=before)
        for pk, since in rows.values_list("child_id", "waits_since"):
            number, first = found.get(pk, (0, since))
            found[pk] = (number + 1, min(first, since))
    return found


def _waiting(viewer: Access, kinds: list[Kind], *, taking: bool = False) -> Any:
    sight = sight_of(viewer)
    sight = without_glass(sight) if taking else sight
    seen = visible(viewer, Can.RECORD, sight, prefix="child__")
    parts = [_of_kind(kind, seen) for kind in kinds]
    joined = reduce(lambda one, other: one.union(other, all=True), parts)
    return joined.order_by("waits_since", "kind", "id")


def _of_kind(kind: Kind, seen: Q) -> Any:
    waits, since = WAITS[kind]
    copied = Copied.objects.filter(kind=kind, item=OuterRef("pk"))
    rows = SOURCES[kind].rows().filter(seen, waits).exclude(Exists(copied))
    if kind == Kind.VISIT:
        rows = rows.exclude(~Exists(_copied_before()), withdrawn=True)
    return (
        rows.order_by()
        .annotate(
            kind=Value(kind.value, output_field=CharField()),
            waits_since=F(since),
        )
        .values_list("kind", "id", "waits_since")
    )


def _copied_before() -> Any:
    """Return the earlier versions of a visit that were copied: the case system must hear of its end."""
    earlier = Visit.objects.filter(occasion=OuterRef("occasion"), child=OuterRef("child"))
    return earlier.filter(Exists(Copied.objects.filter(kind=Kind.VISIT, item=OuterRef("pk"))))


def _shown(keys: list[Key]) -> Iterable[Waiting]:
    found: dict[Key, Waiting] = {}
    for kind in {key.kind for key in keys}:
        source = SOURCES[kind]
        for row in source.rows().filter(pk__in=[key.pk for key in keys if key.kind == kind]):
            found[Key(kind, row.pk)] = Waiting(source.item(row), row.child)
    return [found[key] for key in keys if key in found]
