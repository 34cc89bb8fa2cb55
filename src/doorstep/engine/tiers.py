"""Which tier a child is in, by which criteria and since when (WCF-1, S12, S18, S31)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorstep.engine.child import Child
from doorstep.engine.conditions import evidence, holds, spans_of
from doorstep.engine.rows import MayDecide
from doorstep.engine.spans import (
    ALWAYS,
    NEVER_ENDS,
    Span,
    Spans,
    around,
    intersection,
    minus,
    union,
)
from doorstep.facts import Tier, TierDecision
from doorstep.policy.pack import Criterion, Pack, RiskFactor, Tiers
from doorstep.policy.words import Spell

SPELL = {tier: Spell(f"tier_{tier}") for tier in Tier}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A criterion that holds, since when, and on what it rests."""

    criterion: Criterion
    since: date
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAnswer:
    """The child's tier on the day, with every criterion that holds and the manager's decision."""

    tier: Tier
    since: date
    clause: str
    hits: tuple[Hit, ...]
    decision: TierDecision | None
    risk_factors: tuple[RiskFactor, ...]

    @property
    def is_assumed(self) -> bool:
        """Test whether the tier rests on assumed criteria alone (S14)."""
        own = [h.criterion.assumed for h in self.hits if h.criterion.tier == self.tier]
        return bool(own) and all(own) and self.decision is None


def put_tiers(child: Child, pack: Pack) -> None:
    """Work out when the child was in which tier, and keep it for the duties that depend on it."""
    if not pack.tier_sets:
        return
    child.may_decide = _may_decide(pack.tier_sets)
    found: dict[Tier, list[Span]] = {tier: [] for tier in Tier}
    for tiers in pack.tier_sets:
        for tier, held in _sorted_into(tiers, child):
            found[tier] += held
    for tier, spans in found.items():
        child.put(SPELL[tier], union(spans))


def _may_decide(tier_sets: tuple[Tiers, ...]) -> tuple[MayDecide, ...]:
    """Return when which roles may decide; under the only tiers there are, whenever it was."""
    if len(tier_sets) == 1:
        return ((ALWAYS[0], frozenset(tier_sets[0].change.by)),)
    return tuple((in_force(tiers), frozenset(tiers.change.by)) for tiers in tier_sets)


def _sorted_into(tiers: Tiers, child: Child) -> Iterator[tuple[Tier, Spans]]:
    """Yield when the child was in each tier, most urgent first; the last is for all the rest."""
    rest = intersection(child.spans(Spell.OPEN_CASE), (in_force(tiers),))
    for tier in Tier:
        if tier == tiers.otherwise:
            yield tier, rest
            return
        held = intersection(
            rest, union([*_by_criteria(tier, tiers, child), *_decided(tier, child)])
        )
        yield tier, held
        rest = minus(rest, held)


def in_force(tiers: Tiers) -> Span:
    """Return from when until when the tiers are in force."""
    end = tiers.in_force_until
    return tiers.in_force_from.toordinal(), end.toordinal() if end else NEVER_ENDS


def _by_criteria(tier: Tier, tiers: Tiers, child: Child) -> list[tuple[int, int]]:
    return [span for c in tiers.criteria if c.tier == tier for span in criterion_spans(c, child)]


def criterion_spans(criterion: Criterion, child: Child) -> Spans:
    """Return when the criterion holds, while it is in force; kept on the child."""
    key = f"criterion {id(criterion)}"
    found = child.kept(key)
    if found is None:
        can_hold = criterion.when.requires <= child.recorded
        found = spans_of(criterion.when, child) if can_hold else ()
        if found:
            end = criterion.in_force_until
            in_force = (criterion.in_force_from.toordinal(), end.toordinal() if end else NEVER_ENDS)
            found = intersection(found, (in_force,))
        child.put(key, found)
    return found


def _decided(tier: Tier, child: Child) -> Spans:
    """Return when a manager's latest decision puts the child at least as high as `tier` (S18)."""
    made = child.decisions()
    found = []
    for n, decision in enumerate(made):
        start = decision.decided_on.toordinal()
        end = made[n + 1].decided_on.toordinal() if n + 1 < len(made) else NEVER_ENDS
        if decision.until:
            end = min(end, decision.until.toordinal())
        if decision.tier == tier and start < end:
            found.append((start, end))
    return tuple(found)


def tier_on(child: Child, pack: Pack) -> TierAnswer | None:
    """Return the child's tier on the day asked about; None without tiers, or while none is in force.

    Clause: S18: the criteria sort; a manager may raise, or lower where no criterion holds.
    """
    tiers = next((t for t in pack.tier_sets if around((in_force(t),), child.day)), None)
    if tiers is None:
        return None
    for tier in Tier:
        span = around(child.spans(SPELL[tier]), child.day)
        if span is not None:
            hits = _hits(tiers, child)
            return TierAnswer(
                tier=tier,
                since=date.fromordinal(span[0]),
                clause=pack.cite(_clause(tier, tiers, hits), tiers.document),
                hits=hits,
                decision=_decision_on(child),
                risk_factors=tuple(
                    r for r in tiers.risk_factors if holds(r.when, child, child.day)
                ),
            )
    return None


def _hits(tiers: Tiers, child: Child) -> tuple[Hit, ...]:
    found = []
    for criterion in tiers.criteria:
        span = around(criterion_spans(criterion, child), child.day)
        if span is not None:
            since = date.fromordinal(span[0])
            rests_on = tuple(evidence(criterion.when, child))
            found.append(Hit(criterion=criterion, since=since, evidence=rests_on))
    return tuple(found)


def _clause(tier: Tier, tiers: Tiers, hits: tuple[Hit, ...]) -> str:
    if tier == tiers.otherwise:
        return tiers.otherwise_clause
    named = [h.criterion.clause for h in hits if h.criterion.tier == tier]
    return named[0] if named else tiers.change.clause


def _decision_on(child: Child) -> TierDecision | None:
    made = child.decisions()
    last = made[-1] if made else None
    return last if last and (last.until is None or child.as_at < last.until) else None
