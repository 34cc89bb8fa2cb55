"""Stretches of days as sorted, disjoint, half-open pairs, and what can be made of them.

A circumstance that holds over time is a tuple of spans; conditions are made of them by union,
intersection and complement, so that a child's whole history is judged in one go.
"""

from collections.abc import Iterable

EVER, NEVER_ENDS = 1, 10**9
Span = tuple[int, int]  # from this day until before that day
Spans = tuple[Span, ...]

NONE: Spans = ()
ALWAYS: Spans = ((EVER, NEVER_ENDS),)


def union(spans: Iterable[Span]) -> Spans:
    """Return the days in any of `spans`, in any order; spans that touch become one (S20)."""
    ordered = sorted(s for s in spans if s[0] < s[1])
    if len(ordered) < 2:
        return tuple(ordered)
    found = [ordered[0]]
    for start, end in ordered[1:]:
        last = found[-1]
        if start <= last[1]:
            if end > last[1]:
                found[-1] = (last[0], end)
        else:
            found.append((start, end))
    return tuple(found)


def intersection(left: Spans, right: Spans) -> Spans:
    """Return the days in both."""
    if not left or not right:
        return NONE
    if right is ALWAYS or left is ALWAYS:
        return left if right is ALWAYS else right
    return _swept(left, right)


def _swept(left: Spans, right: Spans) -> Spans:
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def complement(spans: Spans) -> Spans:
    """Return the days in none of them."""
    if not spans:
        return ALWAYS
    edges = [EVER, *(day for span in spans for day in span), NEVER_ENDS]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(pair for pair in pairs if pair[0] < pair[1])


def minus(left: Spans, right: Spans) -> Spans:
    """Return the days in `left` and not in `right`."""
    if not left or not right:
        return left
    return intersection(left, complement(right))


def around(spans: Spans, day: int) -> Span | None:
    """Return the span that holds `day`, or None."""
    for span in spans:
        if span[0] <= day < span[1]:
            return span
    return None
