"""Records that are likely of one child: found, listed for who may merge them, and told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from doorstep.facts import CaseFacts
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.identity import address_on, household_of, key_of
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.merging import CannotMergeError, locked
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.caseload.visible import sight_of
from doorstep.web.imports.alike import Alike, Person, compared, doubles, doubles_of
from doorstep.web.imports.apart import TwoChildren

COMPARED = ("pk", "name_key", "born", "postcode", "household")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A record that is likely of the same child, as it is shown to who may see it."""

    child_id: str
    name: str
    born: date | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Which records are much like a child's: those one may see, and how many others there are."""

    seen: tuple[Likely, ...] = ()
    unseen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that are likely of one child, and why."""

    one: Child
    other: Child
    because: tuple[str, ...]


def person_of(case: CaseFacts, name: str, *, on: date) -> Person:
    """Return what is compared of a child whom an extract or a form tells of."""
    address = address_on(case.addresses, on)
    code = address.postcode if address else ""
    return Person(case.child_id, key_of(name), case.born, code, household_of(address))


def duplicates_of(people: Iterable[Person], *, viewer: Access | None) -> Mapping[str, Warned]:
    """Return for each of these new children which records are much like it; by the new child's id.

    Of those that the viewer may not see only the number is told, and of restricted ones not even that.
    Without a viewer every record is shown. Only those with a likely double are in what is returned.
    """
    new = {str(person.key): person for person in people}
    known = _known(kept_children())
    found: dict[str, list[Alike]] = {}
    pairs = _one_to_all(new, known) if len(new) == 1 else doubles([*new.values(), *known])
    for pair in pairs:
        for mine, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if mine.key in new and other.key not in new:
                found.setdefault(str(mine.key), []).append(pair)
    return _warned(found, viewer)


def _one_to_all(new: Mapping[str, Person], known: Iterable[Person]) -> list[Alike]:
    return [pair for person in new.values() for pair in doubles_of(person, known)]


def kept_children() -> Iterable[tuple[object, ...]]:
    """Return what is compared of every record that is not put away."""
    return Child.objects.filter(kept()).order_by("pk").values_list(*COMPARED)


def _known(rows: Iterable[tuple[object, ...]]) -> list[Person]:
    return [Person(*row) for row in rows]  # type: ignore[arg-type]


def _warned(found: Mapping[str, list[Alike]], viewer: Access | None) -> dict[str, Warned]:
    pks = {key for pairs in found.values() for pair in pairs for key in pair.keys}
    rows = {c.pk: c for c in Child.objects.filter(pk__in=[k for k in pks if isinstance(k, int)])}
    seen, hidden = set(rows), frozenset[int]()
    if viewer is not None:
        seen = set(children_for(viewer).filter(pk__in=rows).values_list("pk", flat=True))
        hidden = sight_of(viewer).hidden
    told = {}
    for child_id, pairs in found.items():
        others = [(_stored(pair), pair.because) for pair in pairs]
        told[child_id] = Warned(
            seen=tuple(_likely(rows[pk], because) for pk, because in others if pk in seen),
            unseen=sum(pk not in seen and pk not in hidden for pk, _ in others),
        )
    return {child_id: each for child_id, each in told.items() if each.seen or each.unseen}


@transaction.atomic
def tell_shown(warned: Warned, *, by: Access, at: datetime) -> None:
    """Write that somebody was shown who is much like a child they would add: it is a way of looking."""
    audit.record(
        action=Action.SEARCH,
        subject="list",
        subject_id="much-alike",
        by=by,
        at=at,
        detail={"shown": len(warned.seen), "unseen": warned.unseen},
    )


def _stored(pair: Alike) -> int:
    return next(key for key in pair.keys if isinstance(key, int))


def _likely(child: Child, because: tuple[str, ...]) -> Likely:
    return Likely(child_id=child.child_id, name=child.name, born=child.born, because=because)


# --- the list -----------------------------------------------------------------------------------------


def pairs_for(viewer: Access) -> list[Alike]:
    """Return the likely doubles among the records the viewer may merge, the surest first.

    Those of which somebody said that they are two children are left out.
    """
    rows = children_for(viewer, can=Can.MERGE).filter(kept()).order_by("pk")
    apart = set(TwoChildren.objects.values_list("one_id", "other_id"))
    people = _known(rows.values_list(*COMPARED))
    return [pair for pair in doubles(people) if pair.keys not in apart]


def with_children(pairs: Iterable[Alike]) -> list[Pair]:
    """Return these pairs with the children's rows, as a page shows them."""
    wanted = list(pairs)
    pks = [key for pair in wanted for key in pair.keys]
    rows = Child.objects.filter(pk__in=pks).select_related("document", "answer", "answer__team")
    found = {row.pk: row for row in rows.defer("document__body", "answer__explanation")}
    return [
        Pair(one=found[int(a)], other=found[int(b)], because=pair.because)
        for pair in wanted
        for a, b in [pair.keys]
        if a in found and b in found
    ]


def why_alike(one: Child, other: Child) -> tuple[str, ...]:
    """Return what speaks for two records being of one child; nothing if they are not much alike."""
    found = compared(_person(one), _person(other))
    return found.because if found else ()


def _person(child: Child) -> Person:
    return Person(child.pk, child.name_key, child.born, child.postcode, child.household)


def by_hand(viewer: Access) -> list[Child]:
    """Return the children added by hand whom no extract has brought, the first added first."""
    rows = children_for(viewer).filter(kept(), document__source=BY_HAND).order_by("pk")
    found = rows.select_related("document", "document__recorded_by", "answer", "answer__team")
    return list(found.defer("document__body", "answer__explanation"))


def merged_for(viewer: Access) -> list[Merge]:
    """Return the merges that stand of the records the viewer may merge, the latest first."""
    mine = children_for(viewer, can=Can.MERGE).values("pk")
    rows = Merge.objects.filter(undone_at=None, child__in=mine, into__in=mine)
    return list(rows.select_related("child", "into", "merged_by").order_by("-pk"))


# --- two children -------------------------------------------------------------------------------------


@transaction.atomic
def keep_apart(
    *, child_id: str, other_id: str, reason: str, by: Access, at: datetime
) -> TwoChildren:
    """Write down that two records are of two children, so that nobody is asked again.

    Raises: Http404 unless the person may merge both; CannotMergeError if they are merged.
    """
    one, other = sorted(locked([child_id, other_id], by), key=lambda child: child.pk)
    if Merge.objects.filter(undone_at=None, child__in=(one, other)).exists():
        raise CannotMergeError("One of the records is merged. Undo the merge first.")
    told = {"reason": reason, "recorded_at": at, "recorded_by_id": by.user_id}
    row, is_new = TwoChildren.objects.get_or_create(one=one, other=other, defaults=told)
    if is_new:
        audit.record(
            action=Action.KEEP_APART,
            subject="child",
            subject_id=child_id,
            by=by,
            at=at,
            detail={"other": other_id},
        )
    return row
