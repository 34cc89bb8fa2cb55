"""A dry run: what a change of policy does to the real caseload, before anyone adopts it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorstep.engine import Answer, Standing
from doorstep.policy import Pack
from doorstep.reports.dry_run.contacts import Kind, under
from doorstep.reports.dry_run.moves import Move, Person, moves, person_of
from doorstep.reports.dry_run.side import Side

NO_TIER = "no tier"
HOURS_VISIT, HOURS_CALL = 2.5, 0.5  # assumed: no policy says them


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """How long a visit takes, travel and recording included, and a call. No policy says it."""

    visit: float = HOURS_VISIT
    call: float = HOURS_CALL

    def of(self, kind: Kind) -> float:
        """Return the hours of one contact."""
        return self.visit if kind == Kind.VISIT else self.call

    def __str__(self) -> str:
        return f"{self.visit:g} hours a visit (travel and recording included), {self.call:g} a call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """An open child to whom a policy says nothing, or of whom it cannot be judged, and why."""

    person: Person
    before: Standing
    why_before: str
    after: Standing
    why_after: str

    @property
    def is_newly_uncovered(self) -> bool:
        """Test whether the child has duties under the first policy and none under the second."""
        return self.before == Standing.HAS_DUTIES


class DryRun:
    """Two policies on one caseload, counted child by child.

    Order: `before` is the policy in force, `after` the one considered.
    """

    def __init__(self, before: Pack, after: Pack, *, as_at: date, hours: Hours | None = None):
        self.as_at = as_at
        self.hours = hours or Hours()
        self.before, self.after = Side(before, as_at), Side(after, as_at)
        self.moves: list[Move] = []
        self.tiers: Counter[tuple[str, str]] = Counter()
        self.uncovered: list[Uncovered] = []

    def add(self, before: Answer, after: Answer) -> None:
        """Count one child in, as both policies answer for it."""
        if before.standing is None or after.standing is None:
            return
        old, new = under(before, self.before.pack), under(after, self.after.pack)
        self.before.add(old)
        self.after.add(new)
        self.moves += moves(old, new)
        self.tiers[tier_of(before), tier_of(after)] += 1
        if before.standing != Standing.HAS_DUTIES or after.standing != Standing.HAS_DUTIES:
            self.uncovered.append(
                Uncovered(
                    person=person_of(new),
                    before=before.standing,
                    why_before=before.because,
                    after=after.standing,
                    why_after=after.because,
                )
            )

    @property
    def open_children(self) -> int:
        """Return how many open children there are, under either policy."""
        return self.after.account.open_children

    @property
    def balances(self) -> bool:
        """Test whether both accounts add up, and to the same children (S15)."""
        old, new = self.before.account, self.after.account
        return old.balances and new.balances and old.open_children == new.open_children

    def of_kind(self, kind: Kind) -> Iterator[Move]:
        """Yield the next visits, or the next calls."""
        return (m for m in self.moves if m.kind == kind)


def tier_of(answer: Answer) -> str:
    """Return the child's tier, in a word."""
    return str(answer.tier.tier) if answer.tier else NO_TIER
