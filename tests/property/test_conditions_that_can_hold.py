"""Can conditions hold of one child at once? The answer is that of trying every case."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from doorstep.policy.condition import Condition
from doorstep.policy.logic import can_hold, formula, implies, leaves

SPELLS = ("care_order", "full_care_order", "interim_care_order", "placed_with_parents")
LEAVES = [
    *({"is": spell} for spell in (*SPELLS, "foster_placement")),
    {"fact": "high_risk"},
    {"since": "placement", "under": "12 months"},
    {"since": "placement", "at_least": "12 months"},
]
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda c: {"not": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"all": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"any": c}),
    ),
    max_leaves=5,
).map(Condition.model_validate)


def _is_of_the_world(case):
    """What the packs' words mean, told again: orders, placements and lengths of time."""
    full, interim = (case.get(f"is {order}_care_order", False) for order in ("full", "interim"))
    long = [value for name, value in case.items() if " since " in name]
    return (
        not (full and interim)
        and ("is care_order" not in case or case["is care_order"] == (full or interim))
        and not (case.get("is foster_placement") and case.get("is placed_with_parents"))
        and (len(long) < 2 or long[0] != long[1])
    )


def _cases(names):
    for values in product((False, True), repeat=len(names)):
        case = dict(zip(names, values, strict=True))
        if _is_of_the_world(case):
            yield case


@given(CONDITIONS, CONDITIONS)
def test_two_conditions_can_hold_together_if_a_case_meets_both(one, other):
    names = leaves(one) | leaves(other)
    if "is care_order" in names:
        names |= {"is full_care_order", "is interim_care_order"}
    met = [c for c in _cases(sorted(names)) if formula(one)(c) and formula(other)(c)]

    assert can_hold([(formula(c), leaves(c)) for c in (one, other)]) is bool(met)


@given(CONDITIONS, CONDITIONS)
def test_whoever_meets_a_condition_meets_what_is_wider(one, other):
    assert implies(one, one)
    assert implies(one, Condition.model_construct(any=(one, other)))
