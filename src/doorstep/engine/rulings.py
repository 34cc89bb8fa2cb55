"""What a policy's rules say today of something people do: allowed, refused, or what it depends on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorstep.engine.child import Child
from doorstep.engine.conditions import evidence, holds
from doorstep.facts import Method, Place, Visit, VisitType
from doorstep.policy.condition import Condition
from doorstep.policy.counts import CountsValue
from doorstep.policy.pack import Pack
from doorstep.policy.rule import Rule, RuleCase
from doorstep.vocabulary import Act, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one rule says of an act on a day: the case that holds, with its clause.

    `because` says what somebody told or what happened that makes it hold, each with its day.
    """

    rule: Rule
    case: RuleCase
    clause: str
    because: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return what it says in one word."""
        return self.case.verdict


def rulings(
    child: Child,
    pack: Pack,
    about: Act,
    *,
    method: Method | None = None,
    place: Place | None = None,
) -> list[Ruling]:
    """Return what each rule about the act says for the child on the day asked about.

    Order: refusals first, then what is needed, what is expected, what is allowed.
    """
    found = []
    for rule in pack.rules.values():
        how = (method, place)
        case = case_of_rule(rule, pack, child, child.day, how) if rule.about == about else None
        if case is not None:
            clause = pack.cite(case.clause, case.document)
            because = tuple(resting_on(case.when, child))
            found.append(Ruling(rule=rule, case=case, clause=clause, because=because))
    return sorted(found, key=lambda r: (ORDER.index(r.verdict), r.rule.id))


def resting_on(condition: Condition | None, child: Child) -> Iterator[str]:
    """Yield what a condition that holds rests on, of facts and events alone, each with its day."""
    for part in (condition.all or condition.any or ()) if condition else ():
        if holds(part, child, child.day):
            yield from resting_on(part, child)
    if condition and (condition.fact is not None or condition.event is not None):
        yield from evidence(condition, child)


How = tuple[Method | None, Place | None]
ORDER = [Verdict.REFUSED, Verdict.NEEDS, Verdict.EXPECTED, Verdict.ALLOWED]


def case_of_rule(rule: Rule, pack: Pack, child: Child, day: int, how: How) -> RuleCase | None:
    """Return the first case of the rule that is in force, meant for this way, and holds that day.

    A case without a day of its own is in force from the pack's first day on (S33).
    """
    on = date.fromordinal(day)
    method, place = how
    for case in rule.cases:
        if on < (case.in_force_from or pack.head.in_force_from):
            continue
        if case.in_force_until and on >= case.in_force_until:
            continue
        if (case.method and method not in case.method) or (case.place and place not in case.place):
            continue
        if holds(case.when, child, day):
            return case
    return None


def why_refused(visit: Visit, pack: Pack, child: Child, value: CountsValue) -> str:
    """Return why a rule refuses a visit made in this way that day, or nothing.

    Clause: S7: a visit of unknown method is one in person, unless what counts (`value`) says no.
    """
    if visit.visit_type != VisitType.VISIT:
        return ""
    method = visit.method
    if method is None and value.unknown_method == "in_person":
        method = Method.IN_PERSON
    for rule in pack.refusing:
        day = visit.visit_date.toordinal()
        case = case_of_rule(rule, pack, child, day, (method, visit.place))
        if case is not None and case.verdict == Verdict.REFUSED and not case.still_counts:
            return f"{case.says} ({pack.cite(case.clause, case.document)})"
    return ""
