"""Which answers can matter under the policies adopted: what contacts are asked to have been like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from doorstep.engine.child import Child
from doorstep.engine.counting import unmet
from doorstep.facts import Visit
from doorstep.policy.condition import Condition
from doorstep.policy.counts import CountsValue, Needs
from doorstep.policy.duty import Duty
from doorstep.policy.stack import Stack
from doorstep.policy.words import Until
from doorstep.vocabulary import VIRTUAL, Act, EventKind, VisitType
from doorstep.workdays import england

FREE = {"when": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What can matter of a visit on a day under a stack.

    `fields` are the names of the answers that something asks for. `asked` is what is asked of a
    contact for each duty, without what depends on the child. `unseen_may_count` says that a visit at
    which the child was not seen can count. `seen_as` are the conditions on how the child was seen.
    """

    fields: frozenset[str]
    asked: tuple[tuple[Duty, CountsValue, tuple[Needs, ...]], ...]
    unseen_may_count: bool
    seen_since: bool
    seen_as: tuple[Condition, ...]
    refused: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    planned: bool
    planned_for: frozenset[str]
    kinds: frozenset[str]
    in_hours: frozenset[str]

    def alike(self, visit: Visit, child: Child) -> tuple[Any, ...]:
        """Return what of a contact the answer can depend on: two that are alike here are alike.

        Shape: why each need is met or not is left out; what the engine asks about how the child was
        seen is kept. A visit that can count for nothing is like any other such visit.
        """
        seen = self._seen(visit)
        if (
            visit.visit_type == VisitType.VISIT
            and not visit.seen
            and not self._unseen(visit, child)
        ):
            return ("not seen", *seen)
        met = tuple(
            tuple(not unmet(visit, each, value, child, duty) for each in needs)
            for duty, value, needs in self.asked
            if duty.is_of_a_tier or child.is_in(duty.applies_to)
        )
        if not any(any(each) for each in met):
            return ("does not count", *seen)
        rule = [
            (not ms or visit.method in ms) and (not ps or visit.place in ps)
            for ms, ps in self.refused
        ]
        return (
            met,
            (visit.seen, bool(visit.reason_not_seen)),
            tuple(rule),
            visit.visit_type,
            *seen,
        )

    def _unseen(self, visit: Visit, child: Child) -> bool:
        unborn = child.is_unborn(visit.visit_date.toordinal()) and not visit.reason_not_seen
        return self.unseen_may_count or unborn

    def _seen(self, visit: Visit) -> tuple[Any, ...]:
        if visit.visit_type != VisitType.VISIT or not visit.seen:
            return ()
        since = (visit.method in VIRTUAL,) if self.seen_since else ()
        told = ((visit.method, bool(visit.seen_alone)),) if self.seen_as else ()
        return (*since, *told)


@lru_cache(maxsize=16)
def matters(stack: Stack, on: date) -> Matters:
    """Return what can matter of a visit made on a day."""
    values = {name: each.on(on.toordinal()) for name, each in stack.counts.items()}
    asked = [
        (duty, values[duty.counts], _needs(duty, values[duty.counts], stack))
        for duty in stack.duties
        if duty.counts
    ]
    every = [need for _, _, needs in asked for need in needs]
    conditions = tuple(_conditions(stack))
    seen_as = tuple(c for c in conditions if c.seen is not None)
    rules = [c for rule in stack.rules.values() if rule.about == Act.VISIT for c in rule.cases]
    fields = {
        name for name in ("role", "announced") if any(getattr(n, name) is not None for n in every)
    }
    fields |= {
        name for name in ("seen_alone", "bedroom_seen") if any(getattr(n, name) for n in every)
    }
    fields |= {"seen_alone"} if any(c.seen == "alone" for c in seen_as) else set()
    if any(n.place is not None or n.not_place for n in every) or any(case.place for case in rules):
        fields.add("place")
    kinds = _kinds(stack, conditions)
    return Matters(
        fields=frozenset(fields),
        asked=tuple(asked),
        unseen_may_count=any(VisitType.VISIT in v.seen_not_needed for v in values.values()),
        seen_since=any(Until.SEEN in c.until for c in conditions if c.until),
        seen_as=seen_as,
        refused=tuple(
            (tuple(case.method or ()), tuple(case.place or ()))
            for rule in stack.refusing
            for case in rule.cases
        ),
        planned=EventKind.VISIT_PLANNED in kinds,
        planned_for=frozenset(
            duty.id
            for duty in stack.duties
            if duty.by_planned_day and EventKind.VISIT_PLANNED in duty.after_event
        ),
        kinds=kinds,
        in_hours=frozenset(_in_hours(stack)),
    )


def _needs(duty: Duty, value: CountsValue, stack: Stack) -> tuple[Needs, ...]:
    """Return what is asked of a contact for a duty in any way, without what depends on the child."""
    shares = [d.share.needs for d in stack.duties if d.share and d.share.of == duty.id]
    also = [duty.also_needs] if duty.also_needs else []
    return tuple(each.model_copy(update=FREE) for each in (*value.accepts, *also, *shares))


def _kinds(stack: Stack, conditions: tuple[Condition, ...]) -> frozenset[str]:
    """Return the kinds of events and facts that open, end or change anything."""
    found: set[str] = {kind for duty in stack.duties for kind in (*duty.after_event, *duty.met_by)}
    found |= {duty.once_between for duty in stack.duties if duty.once_between}
    found |= {kind for c in conditions for kind in (c.event, c.before_first, c.fact) if kind}
    found |= {duty.missing_fact.fact for duty in stack.duties if duty.missing_fact}
    return frozenset(str(kind) for kind in found)


def _in_hours(stack: Stack) -> Iterator[str]:
    """Yield the kinds of events after which something is owed within hours."""
    for duty in stack.duties:
        lengths = [value.duration for _, _, value in duty.dated_values()]
        if any(length is not None and length.unit == "hours" for length in lengths):
            yield from (str(kind) for kind in duty.after_event)


@lru_cache(maxsize=16)
def plainly_due(stack: Stack, on: date) -> frozenset[date]:
    """Return by which days a visit planned on a day would be seen to if no day were named for it."""
    names = matters(stack, on).planned_for
    return frozenset(
        england().add(on, length, counting=duty.counting, rest=duty.rests_on_bank_holidays)
        for duty in stack.duties
        if duty.id in names
        for _, _, value in duty.dated_values()
        if (length := value.duration) is not None and length.unit != "hours"
    )


@lru_cache(maxsize=8)
def _conditions(stack: Stack) -> tuple[Condition, ...]:
    """Return every condition anywhere in the policies, their parts among them."""
    parts = [*stack.duties, *stack.counts.values(), *stack.rules.values(), *stack.all_tiers]
    return tuple(_within([*parts, *stack.wordings.values()]))


def _within(part: Any) -> Iterator[Condition]:
    if isinstance(part, Condition):
        yield part
    if isinstance(part, BaseModel):
        part = [getattr(part, name) for name in type(part).model_fields]
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, (list, tuple)):
        for each in part:
            yield from _within(each)
