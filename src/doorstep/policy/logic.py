"""Can two conditions hold of one child at once? Answered by trying every case.

The leaves of the conditions are the atoms; what is known of them in the world (a child in foster
care is not placed with parents) rules cases out. A case is built leaf by leaf and given up as soon as
it cannot become what is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from doorstep.policy.condition import Condition, atoms
from doorstep.policy.duty import Duty, Phase
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words

Case = Mapping[str, bool | None]  # None: not settled yet
Formula = Callable[[Case], bool | None]  # None: the case does not yet say
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
        return lambda case: _not(inner(case))
    parts = condition.all if condition.all is not None else condition.any
    if parts is not None:
        inners = [formula(p) for p in parts]
        join = _all if condition.all is not None else _any
        return lambda case: join(f(case) for f in inners)
    name = atom(condition)
    return lambda case: case[name]


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Iterable[bool | None]) -> bool | None:
    """Return whether all hold: no, as soon as one does not; not known, where one is not known."""
    known: bool | None = True
    for value in values:
        if value is False:
            return False
        known = known if value else None
    return known


def _any(values: Iterable[bool | None]) -> bool | None:
    return _not(_all(_not(value) for value in values))


def negation(condition: Condition | None) -> Formula:
    """Return the opposite of the condition as a function of a case."""
    inner = formula(condition)
    return lambda case: _not(inner(case))


def population(duty: Duty, pack: Pack) -> tuple[Formula, set[str]]:
    """Return whom a duty is for: its spell and condition, unless another duty takes its place."""
    here = formula(duty.when)
    names = {f"is {duty.applies_to}", *leaves(duty.when)}
    others = [population(other, pack) for other in pack.superseded_by[duty.id]]
    for _, more in others:
        names |= more
    spell = f"is {duty.applies_to}"
    return (
        lambda case: _all((case[spell], here(case), *(_not(f(case)) for f, _ in others))),
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
    return _is_possible(names, [f for f, _ in formulas])


def implies(left: Condition, right: Condition) -> bool:
    """Test whether `right` holds in every case in which `left` does."""
    names = sorted(leaves(left) | leaves(right))
    if len(names) > MOST_ATOMS:
        return False
    return not _is_possible(names, [formula(left), negation(right)])


def _is_possible(names: list[str], wanted: list[Formula]) -> bool:
    """Test whether the world has a case in which all that is wanted holds."""
    nothing: Case = dict.fromkeys(names)
    return _can_become(nothing, names, [*wanted, *_of_the_world(names)])


def _can_become(case: Case, unsettled: list[str], wanted: list[Formula]) -> bool:
    """Test whether a case in which some leaves are not settled can become one in which all holds."""
    if any(f(case) is False for f in wanted):
        return False
    if not unsettled:
        return True
    name, *rest = unsettled
    return any(_can_become({**case, name: value}, rest, wanted) for value in (False, True))


def _of_the_world(names: list[str]) -> Iterator[Formula]:
    """Yield what holds of every child, as far as the names tell of it."""
    known = set(names)
    for a, b in IMPLIES:
        if a in known and b in known:
            yield partial(_if_then, a, (b,))
    for a, b in EXCLUDES:
        if a in known and b in known:
            yield partial(_not_both, a, b)
    for a, b in _opposites(names):  # one of the two, never both
        yield partial(_not_both, a, b)
        yield partial(_one_of, (a, b))
    if known >= {*ORDERS, "is care_order"}:
        yield partial(_if_then, "is care_order", tuple(sorted(ORDERS)))


def _if_then(a: str, others: tuple[str, ...], case: Case) -> bool | None:
    return _any((_not(case[a]), _one_of(others, case)))


def _one_of(names: tuple[str, ...], case: Case) -> bool | None:
    return _any(case[name] for name in names)


def _not_both(a: str, b: str, case: Case) -> bool | None:
    return _not(_all((case[a], case[b])))


def _opposites(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs such as "less than 12 months since …" and "12 months or more since …"."""
    for name in names:
        if name.startswith("less than "):
            length, _, rest = name.removeprefix("less than ").partition(" since ")
            other = f"{length} or more since {rest}"
            if other in names:
                yield name, other
