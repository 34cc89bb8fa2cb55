"""Rules that never fire: duties nobody owes, criteria no child meets, rules with no case; and why."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from doorstep.engine import Answer
from doorstep.engine.asked import in_force
from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.requirement import duty_spans
from doorstep.engine.spans import around
from doorstep.policy import Criterion, Duty, Pack
from doorstep.policy.rule import Rule, RuleCase
from doorstep.policy.say import in_words
from doorstep.policy.words import DESCRIPTIONS

KINDS = ("duty", "decision", "criterion", "rule")


class Unfired(NamedTuple):
    """What never fired: a duty, a decision, a criterion or a rule on what people do; and why."""

    kind: str
    rule: str
    title: str
    because: str


class Firing:
    """What of a policy fires on any of the children added; the rest, and why not.

    A duty fires where a child owes it or where it takes another's place; a criterion where it holds; a
    rule where the circumstances of one of its cases hold, in whatever way the thing is done.
    """

    def __init__(self, pack: Pack, as_at: date):
        self.pack, self.as_at = pack, as_at
        self._duties = dict(pack.by_id)
        self._criteria = {id(c): c for tiers in pack.tier_sets for c in tiers.criteria}
        self._rules = {rule.id: _cases_on(rule, as_at) for rule in pack.rules.values()}
        self._asked: Counter[str] = Counter()
        self._replaced: Counter[str] = Counter()
        self._recorded: set[str] = set()

    def add(self, answer: Answer) -> None:
        """Note what fires on one open child."""
        for o in (*answer.obligations, *answer.decisions):
            self._duties.pop(o.duty.id, None)
        for hit in answer.tier.hits if answer.tier else ():
            self._criteria.pop(id(hit.criterion), None)
        if self._criteria:
            self._recorded |= answer.child.recorded
        for duty in tuple(self._duties.values()):
            self._look_at(duty, answer.child)
        child = answer.child
        for name, cases in tuple(self._rules.items()):
            if any(holds(case.when, child, child.day) for case in cases):
                del self._rules[name]

    def _look_at(self, duty: Duty, child: Child) -> None:
        """Note of a duty the child does not owe whether it is asked, or another stands in its place."""
        if not _would_apply(duty, child):
            return
        if around(duty_spans(duty, self.pack, child), child.day) is None:
            self._replaced[duty.id] += self._is_in_force(duty)
        elif any(_would_apply(lower, child) for lower in self._below(duty)):
            del self._duties[duty.id]
        else:
            self._asked[duty.id] += 1

    def _below(self, duty: Duty) -> list[Duty]:
        return [self.pack.by_id[name] for name in duty.supersedes if name in self.pack.by_id]

    def _is_in_force(self, duty: Duty) -> bool:
        return around(in_force(duty), self.as_at.toordinal()) is not None

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Return of each kind how many rules never fire, of how many."""
        every = Counter(_kind(d) for d in self.pack.duties)
        every["criterion"] = sum(len(tiers.criteria) for tiers in self.pack.tier_sets)
        every["rule"] = len(self.pack.rules)
        never = Counter(unfired.kind for unfired in self.unfired())
        return {kind: (never[kind], every[kind]) for kind in KINDS}

    def unfired(self) -> list[Unfired]:
        """Return the rules that never fired, duties first, each by its id."""
        duties = [
            Unfired(_kind(d), d.id, d.title, self._why(d))
            for d in sorted(self._duties.values(), key=lambda d: (d.is_decision, d.id))
        ]
        criteria = [
            Unfired("criterion", c.id, c.title, self._why_unmet(c)) for c in self._criteria.values()
        ]
        rules = [
            Unfired("rule", name, self.pack.rules[name].title, self._why_no_case(name))
            for name in sorted(self._rules)
        ]
        return [*duties, *criteria, *rules]

    def _why(self, duty: Duty) -> str:
        if duty.share is not None:
            return "no child's next visit has to be made as it asks"
        if duty.record_within:
            return "no visit waits to be written up"
        if not self._is_in_force(duty):
            return f"it is not in force on {self.as_at}"
        if asked := self._asked[duty.id]:
            return f"it applies to {asked:,} of the children, and nothing is open under it"
        if replaced := self._replaced[duty.id]:
            return f"another duty takes its place for each of the {replaced:,} children it is for"
        when = f" and {in_words(duty.when)}" if duty.when else ""
        return f"of no child does it hold that {DESCRIPTIONS[duty.applies_to]}{when}"

    def _why_no_case(self, name: str) -> str:
        if not self._rules[name]:
            return f"none of its cases is in force on {self.as_at}"
        return "for no child do the circumstances of a case hold"

    def _why_unmet(self, criterion: Criterion) -> str:
        start, end = criterion.in_force_from, criterion.in_force_until
        if self.as_at < start or (end is not None and self.as_at >= end):
            return f"it is not in force on {self.as_at}"
        untold = sorted(criterion.when.requires - self._recorded)
        if untold:
            words = ", ".join(word.replace("_", " ") for word in untold)
            return f"nothing is recorded of any child about: {words}"
        return "no child meets it"


def _cases_on(rule: Rule, day: date) -> list[RuleCase]:
    """Return the cases of a rule that are in force on a day."""
    return [
        case
        for case in rule.cases
        if (case.in_force_from or day) <= day
        and (not case.in_force_until or day < case.in_force_until)
    ]


def _would_apply(duty: Duty, child: Child) -> bool:
    """Test whether the duty is meant for the child today, another in its place aside."""
    return child.is_in(duty.applies_to) and holds(duty.when, child, child.day)


def _kind(duty: Duty) -> str:
    return "decision" if duty.is_decision else "duty"
