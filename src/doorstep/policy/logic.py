"""Can two conditions hold of one child at once? Answered by trying every case.

The leaves of the conditions are the atoms; what is known of them in the world (a child in foster
care is not placed with parents) rules cases out.
"""

from collections.abc import Callable, Iterator
from itertools import product

from doorstep.policy.condition import Condition, atoms
from doorstep.policy.duty import Duty, Phase
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words

Case = dict[str, bool]
Formula = Callable[[Case], bool]
MOST_ATOMS = 16

ORDERS = {"is full_care_order", "is interim_care_order"}
IMPLIES = (
    ("is full_care_order", "is care_order"),
    ("is interim_care_order", "is care_order"),
    ("is long_term_fostering", "is foster_placement"),
)
EXCLUDES = (
    ("is full_care_order", "is interim_care_order"),
    ("is foster_placement", "is placed_with_parents"),
    ("is foster_placement", "is residential_placement"),
    ("is long_term_fostering", "is placed_with_parents"),
    ("is long_term_fostering", "is residential_placement"),
    ("is placed_with_parents", "is residential_placement"),
    ("is looked_after", "is care_leaver"),
    ("is looked_after", "is open_assessment"),
    ("is child_protection_plan", "is open_assessment"),
    ("is child_in_need_plan", "is open_assessment"),
    ("fact temporary_approval", "is placed_with_parents"),
)


def atom(condition: Condition) -> str:
    """Return the name of a leaf, the same for the same question."""
    if condition.is_ is not None:
        return f"is {condition.is_}"
    if condition.fact is not None and condition.value == ("yes",) and not condition.holder:
        return f"fact {condition.fact}"
    return in_words(condition)


def formula(condition: Condition | None) -> Formula:
    """Return the condition as a function of a case."""
    if condition is None:
        return lambda case: True
    if condition.not_ is not None:
        inner = formula(condition.not_)
        return lambda case: not inner(case)
    parts = condition.all if condition.all is not None else condition.any
    if parts is not None:
        inners = [formula(p) for p in parts]
        every = condition.all is not None
        return lambda case: (all if every else any)(f(case) for f in inners)
    name = atom(condition)
    return lambda case: case[name]


def negation(condition: Condition | None) -> Formula:
    """Return the opposite of the condition as a function of a case."""
    inner = formula(condition)
    return lambda case: not inner(case)


def population(duty: Duty, pack: Pack) -> tuple[Formula, set[str]]:
    """Return whom a duty is for: its spell and condition, unless another duty takes its place."""
    here = formula(duty.when)
    names = {f"is {duty.applies_to}", *leaves(duty.when)}
    others = [population(other, pack) for other in pack.superseded_by[duty.id]]
    for _, more in others:
        names |= more
    spell = f"is {duty.applies_to}"
    return (
        lambda case: case[spell] and here(case) and not any(f(case) for f, _ in others),
        names,
    )


def in_phase(phase: Phase, duty: Duty) -> list[tuple[Formula, set[str]]]:
    """Return when a phase holds; one without a condition, when none of the others does."""
    if phase.when is not None:
        return [(formula(phase.when), leaves(phase.when))]
    return [(negation(p.when), leaves(p.when)) for p in duty.all_phases[:-1]]


def leaves(condition: Condition | None) -> set[str]:
    """Return the names of a condition's leaves."""
    return {atom(a) for a in atoms(condition)} if condition else set()


def can_hold(formulas: list[tuple[Formula, set[str]]]) -> bool:
    """Test whether some possible child meets all of the formulas."""
    names = sorted({n for _, more in formulas for n in more})
    if len(names) > MOST_ATOMS:
        return True  # too many to try: say that it can, so that nothing is missed
    if "is care_order" in names:
        names = sorted({*names, *ORDERS})
    return any(all(f(case) for f, _ in formulas) for case in _cases(names))


def implies(left: Condition, right: Condition) -> bool:
    """Test whether `right` holds in every case in which `left` does."""
    names = sorted(leaves(left) | leaves(right))
    if len(names) > MOST_ATOMS:
        return False
    one, other = formula(left), formula(right)
    return all(other(case) for case in _cases(names) if one(case))


def _cases(names: list[str]) -> Iterator[Case]:
    known = set(names)
    implied = [(a, b) for a, b in IMPLIES if a in known and b in known]
    excluded = [(a, b) for a, b in EXCLUDES if a in known and b in known]
    spans = [(a, b) for a, b in _opposites(names)]
    for values in product((False, True), repeat=len(names)):
        case = dict(zip(names, values, strict=True))
        if any(case[a] and not case[b] for a, b in implied):
            continue
        if any(case[a] and case[b] for a, b in excluded):
            continue
        if any(case[a] == case[b] for a, b in spans):  # one of the two, never both
            continue
        if known >= ORDERS and case.get("is care_order") and not any(case[o] for o in ORDERS):
            continue
        yield case


def _opposites(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs such as "less than 12 months since …" and "12 months or more since …"."""
    for name in names:
        if name.startswith("less than "):
            length, _, rest = name.removeprefix("less than ").partition(" since ")
            other = f"{length} or more since {rest}"
            if other in names:
                yield name, other
