"""How a child may be seen today, before anybody leaves: what would count, who must agree, what is agreed.

The engine answers; here its answers are put together, so that ways which stand alike stand once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from doorstep.engine import answer
from doorstep.engine.answers import Answer
from doorstep.engine.child import Child
from doorstep.engine.rulings import rulings
from doorstep.engine.ways import Counts, Way, ways_today
from doorstep.facts import CaseFacts, VisitingPlan
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Act, Method, Role, Verdict
from doorstep.web.caseload.approvals import Given, in_force
from doorstep.web.caseload.held import Approval
from doorstep.web.caseload.saying import said, upper
from doorstep.web.components import day, lines, plural, tag
from doorstep.web.visits.asking import Asking, approved, asks, either
from doorstep.web.visits.ruled import ruled
from doorstep.web.visits.words import METHOD_WAYS

TAGS: dict[Counts, tuple[str, str]] = {
    Counts.YES: ("Counts", "green"),
    Counts.IF_AGREED: ("Only if agreed", "yellow"),
    Counts.NO: ("Does not count", "red"),
}
SAID = {
    Verdict.REFUSED: "Not allowed",
    Verdict.NEEDS: "Needed",
    Verdict.EXPECTED: "Expected",
    Verdict.ALLOWED: "Allowed",
}
Alike = tuple[Counts, tuple[Role, ...], bool, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """How a child may be seen today: a row for each way, what is agreed, and what the rules say.

    `each` has the rows of each visit by itself, where ways stand differently for several.
    """

    rows: list[list[object]]
    each: list[list[object]]
    agreed: list[str]
    refused: list[str]
    rules: list[tuple[str, str]]
    asks: list[dict[str, str]]


def today(case: CaseFacts, given: Sequence[Given], asking: Asking) -> Today:
    """Return how the child may be seen on the day, each visit that is owed taken into account."""
    on = asking.by.on
    found = answer(case, asking.stack, as_at=on)
    approvals = in_force(given, on=on)
    ways = _ways(found, approvals, asking.stack)
    told = list(_rules(found.child, asking.stack))
    wanted = [w.accepts.procedure for w in ways if w.counts == Counts.IF_AGREED and w.accepts]
    plans = [plan for plan in case.plans if _is_agreed(plan, on)]
    return Today(
        **_tables(ways),
        agreed=[
            *(f"Approved by {approved(each)}." for each in approvals),
            *(_plan(plan, asking.stack, on) for plan in plans),
        ],
        refused=[text for verdict, text in told if verdict == Verdict.REFUSED],
        rules=[(SAID[verdict], text) for verdict, text in told if verdict != Verdict.REFUSED],
        asks=asks([name for name in wanted if name in asking.stack.procedures], asking),
    )


# --- what would count ---------------------------------------------------------------------------------


def _ways(found: Answer, approvals: Sequence[Approval], stack: Stack) -> list[Way]:
    agreed = {a.method: (a.approved_by, a.approved_at) for a in approvals}
    return [
        way
        for o in found.obligations
        if o.duty.counts
        for way in ways_today(o.duty, found.child, stack, agreed=agreed)
    ]


def _tables(ways: Sequence[Way]) -> dict[str, list[list[object]]]:
    """Return a row for the methods that stand alike for every visit, and one for each answer."""
    by_method: dict[Method, dict[Alike, list[Way]]] = defaultdict(lambda: defaultdict(list))
    for way in ways:
        by_method[way.method][_alike(way)].append(way)
    same: dict[tuple[tuple[Alike, tuple[str, ...]], ...], list[Method]] = defaultdict(list)
    for method, answers in by_method.items():
        same[tuple((k, tuple(w.duty.id for w in v)) for k, v in answers.items())].append(method)
    alone = [(methods, by_method[methods[0]]) for methods in same.values()]
    each: list[list[object]] = [
        [_by(methods), _tag(*TAGS[alike[0]]), _why(alike, told, named=True)]
        for methods, answers in alone
        for alike, told in answers.items()
    ]
    is_plain = all(len(answers) == 1 for _, answers in alone)
    return {"rows": [_row(*one) for one in alone], "each": [] if is_plain else each}


def _row(methods: list[Method], answers: dict[Alike, list[Way]]) -> list[object]:
    """Return the row of methods: their one answer, or for how many visits each answer holds."""
    if len(answers) == 1:
        ((alike, told),) = answers.items()
        return [_by(methods), _tag(*TAGS[alike[0]]), _why(alike, told, named=False)]
    every = sum(len(told) for told in answers.values())
    count = {verdict: _count(verdict, answers) for verdict in Counts}
    parts = [f"Counts for {count[Counts.YES]} of the {plural(every, 'visit')} owed"]
    parts += [f"does not count for {count[Counts.NO]}"] if count[Counts.NO] else []
    parts += [
        f"for {plural(len(told), 'visit')} it counts if {_if_agreed(alike)}"
        for alike, told in answers.items()
        if alike[0] == Counts.IF_AGREED
    ]
    return [_by(methods), _tag("Counts for some", "yellow"), f"{'; '.join(parts)}."]


def _count(verdict: Counts, answers: dict[Alike, list[Way]]) -> int:
    return sum(len(told) for alike, told in answers.items() if alike[0] == verdict)


def _alike(way: Way) -> Alike:
    is_plan = bool(way.accepts and way.accepts.plan_agreed_by)
    because = way.because if way.accepts else "this way is not accepted"
    return way.counts, way.agreed_by, is_plan, because if way.counts == Counts.NO else ""


def _by(methods: Sequence[Method]) -> str:
    return upper(", ".join(METHOD_WAYS[method] for method in methods))


def _tag(word: str, colour: str) -> Markup:
    return Markup('<span class="d-nowrap">{}</span>').format(tag(word, colour))


def _if_agreed(alike: Alike) -> str:
    _, roles, is_plan, _ = alike
    if is_plan:
        return f"a plan that {either(roles)} agreed to names it"
    return f"{either(roles)} agrees before it is made"


def _why(alike: Alike, ways: Sequence[Way], *, named: bool) -> Markup:
    """Return who must agree or why it does not count, and the clauses; `named`: for which visits."""
    counts, _, _, because = alike
    text = upper(said(because)) or "For every visit owed today"
    if counts == Counts.IF_AGREED:
        text = f"If {_if_agreed(alike)}"
    clauses = dict.fromkeys(way.clause for way in ways if way.clause)
    if named:
        titles = "; ".join(way.duty.title for way in ways)
        return lines(titles, text if counts != Counts.YES else "", "; ".join(clauses))
    return lines(text, "; ".join(clauses))


# --- what is agreed, and what the rules say -----------------------------------------------------------


def _is_agreed(plan: VisitingPlan, on: date) -> bool:
    begun = plan.start_date <= on and plan.agreed_by is not None
    return begun and (plan.end_date is None or on < plan.end_date)


def _plan(plan: VisitingPlan, stack: Stack, on: date) -> str:
    """Return an agreed plan in a sentence; past its review it lets nothing any more (S9)."""
    duty = next((d for d in stack.duties if plan.applies_to in (d.id, d.name)), None)
    about = f" for “{duty.title}”" if duty else ""
    who = either((plan.agreed_by,) if plan.agreed_by else ())
    ways = ", ".join(METHOD_WAYS[method] for method in plan.methods) or "no way named"
    review = f"review on {day(plan.review_date)}" if plan.review_date else "no review set"
    if plan.review_date is None or plan.review_date <= on:
        review += ", so it lets nothing more than the policy"
    return f"Plan of {day(plan.start_date)}{about}, agreed by {who}: {ways}; {review}."


def _rules(child: Child, stack: Stack) -> Iterator[tuple[Verdict, str]]:
    """Yield what the rules say of a visit, refusals first, each with the ways it is said of."""
    found: dict[tuple[Verdict, str], list[Method]] = defaultdict(list)
    for method in Method:
        for each in rulings(child, stack, Act.VISIT, method=method):
            found[each.verdict, ruled(each)].append(method)
    for (verdict, text), methods in sorted(found.items(), key=lambda f: list(SAID).index(f[0][0])):
        which = "" if len(methods) == len(Method) else f"{_by(methods)}: "
        yield verdict, f"{which}{text}"
