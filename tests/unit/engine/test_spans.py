"""Spans of days against plain sets of days."""

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.engine.spans import (
    ALWAYS,
    NONE,
    around,
    complement,
    intersection,
    minus,
    union,
)

LINE = range(2, 40)
ANY_ORDER = st.lists(st.tuples(st.integers(2, 30), st.integers(0, 8)), max_size=5).map(
    lambda pairs: [(start, start + length) for start, length in pairs]
)
SPANS = ANY_ORDER.map(union)
FEW = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def days(spans):
    return {d for d in LINE if any(start <= d < end for start, end in spans)}


def is_tidy(spans):
    edges = [edge for span in spans for edge in span]
    return edges == sorted(set(edges))


@FEW
@given(ANY_ORDER)
def test_a_union_has_the_days_of_all_and_its_spans_neither_touch_nor_overlap(spans):
    found = union(spans)

    assert days(found) == days(spans)
    assert is_tidy(found)


@FEW
@given(SPANS, SPANS)
def test_intersection_complement_and_difference_are_those_of_sets(left, right):
    assert days(intersection(left, right)) == days(left) & days(right)
    assert days(complement(left)) == set(LINE) - days(left)
    assert days(minus(left, right)) == days(left) - days(right)
    assert is_tidy(intersection(left, right))
    assert is_tidy(complement(left))


@FEW
@given(SPANS, st.sampled_from(LINE))
def test_the_span_around_a_day_holds_it(spans, day):
    found = around(spans, day)

    assert (found is not None) == (day in days(spans))
    assert found is None or found[0] <= day < found[1]


def test_always_and_none_are_each_others_complement():
    assert complement(NONE) == ALWAYS
    assert complement(ALWAYS) == NONE
    assert intersection(ALWAYS, ((3, 5),)) == ((3, 5),)
    assert minus(((3, 5),), ALWAYS) == NONE
