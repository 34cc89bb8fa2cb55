"""Rules, tiers and criteria in plain words."""

from collections.abc import Iterator

from doorstep.policy.pack import Criterion, RiskFactor, Tiers
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import children, circumstance
from doorstep.policy.plain.names import listed, roles, said, spaced, upper, ways
from doorstep.policy.plain.said import Name, Part, Row, Said, cited, place, row, rows, source
from doorstep.policy.rule import Rule, RuleCase

FEW = 2  # kinds of children named; of more, a rule is said to concern everyone


def rule_part(rule: Rule) -> Part:
    """Return a rule in plain words, its cases in the order in which they decide."""
    act = said(names.ACTS, rule.about)
    return Part(
        name=Name("rule", rule.id),
        title=rule.title,
        whom=_concerned(rule, act),
        rows=rows(
            row("about", "What it is about", f"{upper(act)}."),
            row("cases", "What it says", *(_case(case) for case in rule.cases)),
        ),
    )


def _concerned(rule: Rule, act: str) -> str:
    """Return whom a rule concerns: the children of its cases if they are few, else all it is about."""
    found = dict.fromkeys(children(case.when) for case in rule.cases if case.when is not None)
    if 0 < len(found) <= FEW and all(case.when is not None for case in rule.cases):
        return f"{listed(found, 'or')} ({act})"
    return f"everyone concerned with {act}"


def _case(case: RuleCase) -> Said:
    return cited(
        f"{said(names.VERDICTS, case.verdict)}: {case.says.strip()}",
        case,
        since=case.in_force_from,
        until=case.in_force_until,
        parts=tuple(Said(text=f"{text}.") for text in (*_where(case), *_needs(case))),
        see=tuple(_linked(case)),
    )


def _where(case: RuleCase) -> Iterator[str]:
    how = [ways(case.method)] if case.method else []
    at = [listed((said(names.PLACES, p) for p in case.place), "or")] if case.place else []
    if how or at:
        yield f"Only when done {' '.join([*how, *at])}"
    if case.when is not None:
        yield f"Only where {circumstance(case.when)}"


def _needs(case: RuleCase) -> Iterator[str]:
    if case.by:
        yield f"Done by {roles(case.by)}"
    if case.agreed_by:
        yield f"Agreed to by {roles(case.agreed_by)}"
    if case.needs:
        yield f"To be told with it: {listed(said(names.NEEDED, n) for n in case.needs)}"
    if case.records:
        yield f"To be written: {listed(said(names.RECORDS, r) for r in case.records)}"
    if case.still_counts:
        yield "A visit made in this way all the same still counts"


def _linked(case: RuleCase) -> Iterator[Name]:
    yield from (Name("form", form) for form in case.forms)
    if case.procedure:
        yield Name("procedure", case.procedure)
    if case.wording:
        yield Name("wording", case.wording)


# --- tiers --------------------------------------------------------------------------------------------


def tiers_part(tiers: Tiers, number: int) -> Part:
    """Return what a policy says of its tiers as a whole."""
    other = f"If none holds, the child is in the tier “{spaced(tiers.otherwise)}”."
    change = f"{upper(roles(tiers.change.by))} may raise the tier, or lower it where none holds."
    otherwise = Said(text=other, clause=place(tiers.otherwise_clause, tiers.document))
    return Part(
        name=Name("tiers", str(number)),
        title="How the tiers work",
        whom="every child with an open case",
        rows=rows(
            row("order", "Which tier", _order(tiers)),
            row("otherwise", "Otherwise", otherwise),
            row("change", "Who may change it", cited(change, tiers.change)),
            *(_factor(factor) for factor in tiers.risk_factors),
        ),
    )


def _order(tiers: Tiers) -> Said:
    order = listed(f"“{spaced(tier)}”" for tier in dict.fromkeys(c.tier for c in tiers.criteria))
    return Said(
        text=f"A child is in the first tier of which a criterion holds, in this order: {order}.",
        clause=source(tiers),
        since=tiers.in_force_from,
        until=tiers.in_force_until,
    )


def _factor(factor: RiskFactor) -> Row | None:
    text = f"{factor.title}: where {circumstance(factor.when)}. It decides nothing by itself."
    return row(f"risk factor {factor.id}", "Weighed beside the tier", cited(text, factor))


def criterion_part(c: Criterion, number: int) -> Part:
    """Return a criterion of the tiers with that number in plain words."""
    text = f"Holds where {circumstance(c.when)}."
    told = cited(text, c, since=c.in_force_from, until=c.in_force_until)
    return Part(
        name=Name("criterion", c.id if number == 1 else f"{number}/{c.id}"),
        title=c.title,
        whom=children(c.when),
        rows=rows(
            row("tier", "Tier", f"{upper(spaced(c.tier))}."),
            row("when", "When it holds", told),
        ),
    )
