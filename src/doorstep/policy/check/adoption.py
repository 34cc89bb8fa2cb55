"""Checks of an adoption: do its packs fit together, and where does one ask less than it may?"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import accumulate, combinations, permutations

from doorstep.policy.adoption import Adoption
from doorstep.policy.check.explained import explained
from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.check.floor import against_floor
from doorstep.policy.check.roles import roles_used
from doorstep.policy.condition import Condition
from doorstep.policy.logic import Formula, can_hold, formula, leaves
from doorstep.policy.qualify import Window
from doorstep.policy.rule import Rule, RuleCase
from doorstep.policy.stack import Stack
from doorstep.policy.versions import Layered
from doorstep.vocabulary import Verdict
from doorstep.workdays import england


def check_adoption(adoption: Adoption, stack: Stack, *, as_at: date) -> list[Finding]:
    """Return what there is to say about an adoption: errors first, then warnings, then notes."""
    found = [
        *_not_let(stack),
        *_names(adoption, stack),
        *_dates(stack),
        *_for_good(stack),
        *_scales(stack),
        *_roles(adoption, stack),
        *_rules(stack),
        *_beside(stack, as_at),
    ]
    return sorted(found, key=lambda f: (list(Level).index(f.level), f.kind, f.where))


def _not_let(stack: Stack) -> Iterator[Finding]:
    for upper, lower, why in stack.not_let:
        text = f"it may not take the place of {lower}: {why}. Both stand; the earlier date holds."
        if upper == "suspends":
            text = f"{lower} may not be suspended: {why}. It stands."
        yield Finding(Level.ERROR, "relaxes", upper, text)


def _names(adoption: Adoption, stack: Stack) -> Iterator[Finding]:
    """Yield duties an adoption names that its packs have not."""
    for each in stack.layers:
        for mine, others in each.adopted.in_place_of.items():
            if mine not in each.pack.by_id:
                text = f"`in_place_of` names {mine}, which {each.pack.id} has not."
                yield Finding(Level.ERROR, "name", each.label, text)
            yield from (_unknown(each, o) for o in others if o not in stack.by_id)
        yield from (
            _unknown(each, s.duty) for s in each.adopted.suspends if s.duty not in stack.by_id
        )
        for duty in each.pack.duties:
            for name in duty.supersedes:
                if "/" in name and name not in stack.by_id:
                    text = (
                        f"it takes the place of {name}, which is not adopted; it stands by itself."
                    )
                    yield Finding(Level.NOTE, "name", f"{each.label}/{duty.id}", text)


def _for_good(stack: Stack) -> Iterator[Finding]:
    """Yield suspensions with no day on which the duty resumes (S13)."""
    for each in stack.layers:
        for suspends in each.adopted.suspends:
            if suspends.until is None and each.window.end is None:
                text = (
                    f"{suspends.duty} is suspended with no day on which it resumes; give `until:`."
                )
                yield Finding(Level.WARNING, "dates", each.label, text)


def _unknown(each: Layered, name: str) -> Finding:
    text = f"names {name}, which no adopted pack has; write `pack/duty`."
    return Finding(Level.ERROR, "name", each.label, text)


def _dates(stack: Stack) -> Iterator[Finding]:
    for each in stack.layers:
        start, begins = each.window.start, each.pack.head.in_force_from
        if start < begins:
            text = f"adopted from {start}, but it says nothing before {begins}: a gap until then."
            yield Finding(Level.WARNING, "dates", each.label, text)
    for layer in ("local", "statute"):
        mine = sorted(
            (e for e in stack.layers if e.pack.head.layer == layer), key=lambda e: _days(e.window)
        )
        if not mine:
            text = f"no pack of the layer {layer} is adopted; nothing holds the others to it."
            yield Finding(Level.WARNING, "layer", "adopted", text)
        yield from _at_once(mine, layer)
        yield from _gaps(mine, layer)


def _at_once(mine: list[Layered], layer: str) -> Iterator[Finding]:
    """Yield which packs of a layer hold on the same days; `mine` soonest first."""
    for one, two in combinations(mine, 2):
        if _overlap(one, two):
            start = two.window.start
            text = f"from {start} two packs of the layer {layer} hold at once; both stand."
            yield Finding(Level.WARNING, "dates", f"{one.label}, {two.label}", text)


def _gaps(mine: list[Layered], layer: str) -> Iterator[Finding]:
    """Yield the days between the first and the last pack of a layer on which none of them holds."""
    ends = accumulate((_end(each) for each in mine), max)
    for end, each in zip(ends, mine[1:], strict=False):
        if end < each.window.start:
            before = next(e for e in mine if _end(e) == end)
            text = f"from {end} until {each.window.start} no pack of the layer {layer} holds."
            yield Finding(Level.ERROR, "dates", f"{before.label}, {each.label}", text)


def _end(each: Layered) -> date:
    return _days(each.window)[1]


def _days(window: Window) -> tuple[date, date]:
    """Return a window with the end of time where it has no end, so that windows can be sorted."""
    return window.start, window.end or date.max


def _overlap(one: Layered, two: Layered) -> bool:
    starts, ends = zip(_days(one.window), _days(two.window), strict=True)
    return max(starts) < min(ends)


def _scales(stack: Stack) -> Iterator[Finding]:
    having = [e for e in stack.layers if e.pack.tiers is not None]
    for n, one in enumerate(having):
        for two in having[n + 1 :]:
            if _overlap(one, two):
                text = (
                    "both sort children into tiers at the same time; let one end before the other."
                )
                yield Finding(Level.ERROR, "tiers", f"{one.label}, {two.label}", text)


def _roles(adoption: Adoption, stack: Stack) -> Iterator[Finding]:
    if not adoption.roles:
        text = "`roles:` says nobody's role, so it cannot be seen which roles nobody holds."
        yield Finding(Level.NOTE, "role", "roles", text)
        return
    for each in stack.layers:
        for role, places in sorted(roles_used(each.pack).items()):
            if role not in adoption.roles:
                text = (
                    f"nobody holds the role {role} (asked for in {len(places)} places, such as"
                    f" {places[0]}); add it to `roles:` if somebody does."
                )
                yield Finding(Level.ERROR, "role", each.label, text)


# --- rules that say opposite things ---------------------------------------------------------------


def _rules(stack: Stack) -> Iterator[Finding]:
    """Yield rules of two packs of which one refuses what the other allows or expects."""
    for one, two in permutations(stack.rules.values(), 2):
        if one.about == two.about and one.id.split("/")[0] != two.id.split("/")[0]:
            yield from _opposed(one, two)


def _opposed(one: Rule, two: Rule) -> Iterator[Finding]:
    for case in (c for c in one.cases if c.verdict == Verdict.REFUSED):
        for other in two.cases:
            if other.verdict == Verdict.REFUSED or not _meet(case, other):
                continue
            day = max(d for d in (case.in_force_from, other.in_force_from) if d)
            text = (
                f"refuses ({case.clause}) what {two.id} says is {other.verdict} ({other.clause}),"
                f" for the same child from {day}; the refusal holds."
            )
            yield Finding(Level.WARNING, "opposed", one.id, text)


def _meet(case: RuleCase, other: RuleCase) -> bool:
    """Test whether two cases can hold of one child, one way of doing it and one day."""
    ways = not case.method or not other.method or bool(set(case.method) & set(other.method))
    places = not case.place or not other.place or bool(set(case.place) & set(other.place))
    if not (ways and places and _same_days(case, other)):
        return False
    return can_hold([_whom(case.when), _whom(other.when)])


def _same_days(case: RuleCase, other: RuleCase) -> bool:
    starts = [c.in_force_from or date.min for c in (case, other)]
    ends = [c.in_force_until or date.max for c in (case, other)]
    return max(starts) < min(ends)


@cache
def _whom(condition: Condition | None) -> tuple[Formula, set[str]]:
    """Return a condition as a formula with its leaves; kept, for it is held against many others."""
    return formula(condition), leaves(condition)


# --- later than the layer below -------------------------------------------------------------------


def _beside(stack: Stack, as_at: date) -> Iterator[Finding]:
    """Yield where a layer can fall later than one below it: both stand, and the earlier date holds."""
    for lower in stack.layers:
        for upper in stack.layers:
            if lower.height[0] < upper.height[0] and _overlap(lower, upper):
                found = against_floor(upper.pack, lower.pack, england(), year=as_at.year)
                told = (f for f in explained(found, upper.pack) if f.kind == "floor")
                yield from (_later(f, upper) for f in told if f.level == Level.WARNING)


def _later(finding: Finding, upper: Layered) -> Finding:
    """Return what the pack's own check says as well; a note where its author has answered it there."""
    level = Level.NOTE if finding.explained else Level.WARNING
    text = f"{finding.text} Both stand; the earlier date holds."
    return Finding(level, finding.kind, f"{upper.label}: {finding.where}", text, finding.explained)
