"""Checks of tiers: criteria that shadow one another, and tiers no child can reach."""

from collections.abc import Iterator
from itertools import permutations

from doorstep.facts import Tier
from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.condition import Condition, atoms
from doorstep.policy.logic import atom, can_hold, formula, implies
from doorstep.policy.pack import Criterion, Pack, Tiers


def tiers_of(pack: Pack) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the tiers of a pack."""
    tiers = pack.tiers
    if tiers is None:
        return
    for c in tiers.criteria:
        if c.assumed:
            yield Finding(Level.NOTE, "assumed", "tiers/", f"{c.id}: assumed. {c.reason}")
        if c.in_force_until is not None and c.in_force_until <= c.in_force_from:
            text = f"{c.id}: it ends on {c.in_force_until}, before it begins."
            yield Finding(Level.ERROR, "dates", "tiers/", text)
        yield from _branches(c)
    yield from _shadows(tiers)
    yield from _unreachable(tiers)


def _shadows(tiers: Tiers) -> Iterator[Finding]:
    for one, other in permutations(tiers.criteria, 2):
        if implies(one.when, other.when):
            same = "; one of them adds nothing" if one.tier == other.tier else ""
            text = f"whoever meets {one.id} meets {other.id} too{same}."
            yield Finding(Level.WARNING, "shadowed", "tiers/", text)


def _unreachable(tiers: Tiers) -> Iterator[Finding]:
    impossible = {c.id for c in tiers.criteria if not _can_be_met(c)}
    for name in sorted(impossible):
        yield Finding(Level.ERROR, "unreachable", "tiers/", f"no child can meet {name}.")
    for tier in Tier:
        if tier == tiers.otherwise:
            return
        left = [c for c in tiers.criteria if c.tier == tier and c.id not in impossible]
        if not left or all(_is_above(c, tiers) for c in left):
            text = (
                f"no child can be in the tier {tier}: whoever meets its criteria is in one above."
            )
            reason = text if left else f"the tier {tier} has no criterion that a child can meet."
            yield Finding(Level.ERROR, "unreachable", "tiers/", reason)


def _can_be_met(c: Criterion) -> bool:
    return can_hold([(formula(c.when), {atom(a) for a in atoms(c.when)})])


def _is_above(c: Criterion, tiers: Tiers) -> bool:
    """Test whether whoever meets the criterion meets one of a tier above as well."""
    above = [o for o in tiers.criteria if list(Tier).index(o.tier) < list(Tier).index(c.tier)]
    return any(
        implies(c.when, o.when) and o.in_force_from <= c.in_force_from and not o.in_force_until
        for o in above
    )


def _branches(c: Criterion) -> Iterator[Finding]:
    """Yield the branches of a criterion that another branch contains."""
    numbered = list(enumerate(c.when.any or (), 1))
    for (n, part), (m, other) in permutations(numbered, 2):
        if _window_inside(part, other):
            text = f"{c.id}: its branch {n} is contained in branch {m} and adds nothing."
            yield Finding(Level.WARNING, "shadowed", "tiers/", text)


def _window_inside(one: Condition, other: Condition) -> bool:
    """Test whether an event in a window is also the event ever on record (S12)."""
    return (
        one.event is not None
        and one.event == other.event
        and one.within is not None
        and other.within is None
        and not other.until
    )
