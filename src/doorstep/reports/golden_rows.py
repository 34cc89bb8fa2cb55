"""Rows expected and rows found, compared column by column."""

from collections.abc import Iterator
from typing import Any


def wrong_rows(expected: list[Any], found: list[dict[str, Any]], what: str) -> Iterator[str]:
    """Yield where the rows found are not those expected; a column not expected may be anything."""
    if len(expected) != len(found):
        yield f"expected {len(expected)} of {what}, found {len(found)}: {_listed(found)}"
    elif _is_another_order(expected, found):
        yield f"{what}: as expected, but in another order; found in this one: {_listed(found)}"
    else:
        yield from _wrong_columns(expected, found, what)


def _wrong_columns(expected: list[Any], found: list[dict[str, Any]], what: str) -> Iterator[str]:
    for number, (want, have) in enumerate(zip(expected, found, strict=True), 1):
        for key, value in want.items():
            if key not in have:
                yield f"{what} {number}: {key} is not a column; those are {', '.join(have)}"
            elif not is_same(have[key], value):
                first = next(iter(have.values()))
                yield f"{what} {number} ({first}): {key} expected {value}, found {have[key]}"


def _listed(found: list[dict[str, Any]]) -> str:
    return "; ".join(" ".join(str(v) for v in list(f.values())[:2]) for f in found) or "none"


def _fits(want: dict[str, Any], have: dict[str, Any]) -> bool:
    return all(key in have and is_same(have[key], value) for key, value in want.items())


def is_same(found: Any, expected: Any) -> bool:
    """Test whether two values are the same; `true` is not 1."""
    return bool(found == expected) and isinstance(found, bool) == isinstance(expected, bool)


def _is_another_order(expected: list[Any], found: list[dict[str, Any]]) -> bool:
    """Test whether the rows are those expected, but not one by one; the fullest take theirs first."""
    if all(map(_fits, expected, found)):
        return False
    left = list(found)
    for want in sorted(expected, key=len, reverse=True):
        have = next((row for row in left if _fits(want, row)), None)
        if have is None:
            return False
        left.remove(have)
    return True
