"""What one duty asks for a stretch of time, from the policy's dated values."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from doorstep.engine.spans import NEVER_ENDS, Spans, around, union
from doorstep.facts import VisitingPlan
from doorstep.policy.duty import DatedValue, Duty, Phase
from doorstep.policy.pack import Pack
from doorstep.workdays import Duration


@dataclass(frozen=True, slots=True)
class Asked:
    """What one duty asks for a stretch of time.

    `first` and `every` are lengths, or None where nothing is owed. `cited` is the dated value the
    clause is taken from; `plan` the agreed plan that changed it.
    """

    duty: Duty
    first: Duration | None
    every: Duration | None
    first_cited: DatedValue
    every_cited: DatedValue
    plan: VisitingPlan | None = None
    policy: "Asked | None" = None

    @property
    def own(self) -> "Asked":
        """Return what the policy itself asks, agreed plans aside."""
        return self.policy or self

    @property
    def is_suspended(self) -> bool:
        """Test whether the policy suspends the duty for now (S13)."""
        return self.every_cited.value == "suspended"

    @property
    def has_ended(self) -> bool:
        """Test whether the policy asks for it no longer."""
        return self.every_cited.value == "ends"

    @property
    def is_review(self) -> bool:
        """Test whether the interval is a day of review that a decision named for itself (ADR 26)."""
        return self.policy is not None and self.plan is None

    def is_same_as(self, other: "Asked | None") -> bool:
        """Test whether `other` asks the same, so that nothing changes where they meet (S10)."""
        return (
            other is not None
            and self.duty is other.duty
            and (self.first, self.every) == (other.first, other.every)
            and (self.is_suspended, self.has_ended) == (other.is_suspended, other.has_ended)
        )

    @property
    def weight(self) -> float:
        """Return roughly how many days it allows, to choose the stricter of two."""
        lengths = [d.nominal_days for d in (self.every, self.first) if d is not None]
        return min(lengths, default=float("inf"))


class Piece(NamedTuple):
    """A stretch `[start, end)` of a run and what is asked in it; None asks nothing.

    `parts` are the stretches it was made of, where the same is asked under different clauses.
    """

    start: int
    end: int
    asked: Asked | None
    parts: "tuple[Piece, ...]" = ()

    def on(self, day: int) -> Asked | None:
        """Return what is asked on a day of the piece, with the clause of that day."""
        return next((p.asked for p in self.parts if p.start <= day < p.end), self.asked)


@cache
def dated(phase_of: tuple[Duty, int]) -> tuple[Piece, ...]:
    """Return a phase's values over time; before the first of them nothing is in force (S33)."""
    duty, number = phase_of
    phase = duty.all_phases[number]
    days = sorted({*phase.first, *phase.every})
    edges = [*(d.toordinal() for d in days), NEVER_ENDS]
    return tuple(
        Piece(start, end, asked)
        for start, end, day in zip(edges, edges[1:], days, strict=False)
        if (asked := _asked(duty, phase, day)) is not None
    )


@cache
def in_force(duty: Duty) -> Spans:
    """Return when the policy asks for the duty at all, be it suspended."""
    return union(
        (piece.start, piece.end)
        for number in range(len(duty.all_phases))
        for piece in dated((duty, number))
        if piece.asked is not None and not piece.asked.has_ended
    )


def is_in_force(duty: Duty, pack: Pack, day: int) -> bool:
    """Test whether the policy asks for the duty on a day; a share, while the duty it is a share of is."""
    if duty.share is not None:
        of = pack.by_id.get(duty.share.of)
        return of is not None and is_in_force(of, pack, day)
    if duty.record_within:
        value = _on(duty.record_within, date.fromordinal(day))
        return value is not None and value.duration is not None
    return around(in_force(duty), day) is not None


def _asked(duty: Duty, phase: Phase, day: date) -> Asked | None:
    first, every = _on(phase.first, day), _on(phase.every, day)
    if first is None and every is None:
        return None
    cited = every or first
    if cited is None or cited.duration is None:  # suspended or ended
        return Asked(duty, None, None, cited, cited) if cited else None
    return Asked(
        duty,
        first=(first.duration if first else cited.duration),  # S28
        every=every.duration if every else None,
        first_cited=first or cited,
        every_cited=cited,
    )


def _on(values: dict[date, DatedValue], day: date) -> DatedValue | None:
    known = [d for d in values if d <= day]
    return values[max(known)] if known else None
