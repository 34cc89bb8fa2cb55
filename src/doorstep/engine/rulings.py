"""What a policy's rules say today of something people do: allowed, refused, or what it depends on."""

from dataclasses import dataclass
from datetime import date

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.facts import Method, Place, Visit, VisitType
from doorstep.policy.pack import Pack
from doorstep.policy.rule import Rule, RuleCase
from doorstep.vocabulary import Act, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one rule says of an act on a day: the case that holds, with its clause."""

    rule: Rule
    case: RuleCase
    clause: str

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
        case = case_of_rule(rule, child, child.day, method, place) if rule.about == about else None
        if case is not None:
            clause = pack.cite(case.clause, case.document)
            found.append(Ruling(rule=rule, case=case, clause=clause))
    return sorted(found, key=lambda r: (ORDER.index(r.verdict), r.rule.id))


ORDER = [Verdict.REFUSED, Verdict.NEEDS, Verdict.EXPECTED, Verdict.ALLOWED]


def case_of_rule(
    rule: Rule, child: Child, day: int, method: Method | None, place: Place | None
) -> RuleCase | None:
    """Return the first case of the rule that is in force, meant for this way, and holds that day."""
    on = date.fromordinal(day)
    for case in rule.cases:
        if case.in_force_from and on < case.in_force_from:
            continue
        if case.in_force_until and on >= case.in_force_until:
            continue
        if (case.method and method not in case.method) or (case.place and place not in case.place):
            continue
        if holds(case.when, child, day):
            return case
    return None


def why_refused(visit: Visit, pack: Pack, child: Child) -> str:
    """Return why a rule refuses a visit made in this way that day, or nothing."""
    if visit.visit_type != VisitType.VISIT:
        return ""
    for rule in pack.refusing:
        day = visit.visit_date.toordinal()
        case = case_of_rule(rule, child, day, visit.method, visit.place)
        if case is not None and case.verdict == Verdict.REFUSED and not case.still_counts:
            return f"{case.says} ({pack.cite(case.clause, case.document)})"
    return ""
