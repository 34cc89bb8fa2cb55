"""Two records of one child: which are shown together, and what is known of both (ADR 27).

No row is moved by a merge. Whatever reads a child's rows asks here whose rows are the child's as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from doorstep.facts import CaseFacts
from doorstep.vocabulary import VisitsCarried
from doorstep.web.caseload.models import Child, Merge

LEAST = (VisitsCarried.NONE, VisitsCarried.LATEST, VisitsCarried.ALL)


@dataclass(frozen=True, slots=True)
class Joined:
    """The merges that stand; `into` is put-away child → the child that stays, by primary key."""

    into: Mapping[int, int] = field(default_factory=dict)

    def members(self, pk: int) -> tuple[int, ...]:
        """Return the records that are of the same child as this one, the one that stays first."""
        root = self.into.get(pk, pk)
        return (root, *sorted(child for child, stays in self.into.items() if stays == root))

    def widened(self, pks: Iterable[int]) -> set[int]:
        """Return these records and all that are merged with one of them."""
        wanted = set(pks)
        return wanted | {pk for own in wanted for pk in self.members(own)} if self.into else wanted


class PutAwayError(Exception):
    """The record was merged into another, on which is written from then on."""

    def __init__(self, child: Child):
        super().__init__("This record was merged into another.")
        self.child = child


def joined() -> Joined:
    """Return the merges that stand, in one query."""
    rows = Merge.objects.filter(undone_at=None).values_list("child_id", "into_id")
    return Joined(dict(rows))


def pks_of(child: Child) -> tuple[int, ...]:
    """Return whose rows are shown on the child's pages: the child's own, and those of merged records."""
    known: Joined | None = getattr(child, "known_joined", None)
    return (known or joined()).members(child.pk)


def merged_into(child: Child) -> list[str]:
    """Return the ids of the records that were merged into this one; asks only if there are some."""
    others = [pk for pk in pks_of(child) if pk != child.pk]
    if not others:
        return []
    rows = Child.objects.filter(pk__in=others).order_by("pk")
    return list(rows.values_list("child_id", flat=True))


def know(child: Child, known: Joined) -> Child:
    """Remember for the length of a request which merges stand, so that no page asks again."""
    child.known_joined = known  # type: ignore[attr-defined]
    return child


def put_away() -> "QuerySet[Merge, int]":
    """Return the keys of the children that are put away, for a filter."""
    return Merge.objects.filter(undone_at=None).values_list("child_id", flat=True)


def kept() -> Q:
    """Return the filter for the children that are not put away."""
    return ~Q(pk__in=put_away())


def refuse_put_away(children: Iterable[Child], known: Joined) -> None:
    """Refuse to begin anything new on a record that was merged into another.

    Raises: PutAwayError.
    """
    for child in children:
        if child.pk in known.into:
            raise PutAwayError(child)


# --- what is known of both ----------------------------------------------------------------------------


def with_nothing(case: CaseFacts) -> CaseFacts:
    """Return what is left of a child who is put away: who it is, and who worked with the child.

    Who may see the record that stays may see where this one went.
    """
    return CaseFacts(
        child_id=case.child_id,
        born=case.born,
        expected=case.expected,
        died=case.died,
        involvements=case.involvements,
        addresses=case.addresses,
    )


def united(own: CaseFacts, others: Sequence[CaseFacts]) -> CaseFacts:
    """Return what several sources say of one child, under the id of the first; equal rows once.

    Rows that differ only in the source's own number for them are equal. Of dates of birth the first
    counts. What one source does not carry is not known of the whole.
    """
    for other in others:
        own = _united(own, other)
    return own


def _united(own: CaseFacts, other: CaseFacts) -> CaseFacts:
    least = min(own.visits_carried, other.visits_carried, key=LEAST.index)
    return replace(
        own,
        born=own.born or other.born,
        expected=own.expected or other.expected,
        died=own.died or other.died,
        episodes=_by(_both(own.episodes, other.episodes), "start_date"),
        undated=_both(own.undated, other.undated),
        visits=_by(_both(own.visits, other.visits), "visit_date"),
        facts=_by(_both(own.facts, other.facts), "start_date"),
        events=_by(_both(own.events, other.events), "event_date"),
        plans=_by(_both(own.plans, other.plans), "start_date"),
        tier_decisions=_by(_both(own.tier_decisions, other.tier_decisions), "decided_on"),
        involvements=_by(_both(own.involvements, other.involvements), "start_date"),
        addresses=_both(own.addresses, other.addresses),
        remarks=tuple(dict.fromkeys((*own.remarks, *_remarks(own, other)))),
        visits_carried=least,
        unknown_visits=own.unknown_visits | other.unknown_visits,
        latest_only=own.latest_only | other.latest_only,
    )


def _remarks(own: CaseFacts, other: CaseFacts) -> tuple[str, ...]:
    if own.born and other.born and own.born != other.born:
        return (
            *other.remarks,
            f"The merged records have two dates of birth, {own.born} and {other.born}: the first "
            "is used.",
        )
    return other.remarks


R = TypeVar("R", bound=NamedTuple)
NUMBERS = ("episode_id", "referral_id", "visit_id")


def _both(own: Sequence[R], other: Sequence[R]) -> tuple[R, ...]:
    known = {_unnumbered(row) for row in own}
    return (*own, *(row for row in other if _unnumbered(row) not in known))


def _unnumbered(row: NamedTuple) -> tuple[object, ...]:
    return row._replace(**{name: "" for name in NUMBERS if name in row._fields})


def _by(rows: Sequence[R], day: str) -> tuple[R, ...]:
    return tuple(sorted(rows, key=lambda row: getattr(row, day)))
