"""Rows expected and rows found, compared column by column."""

from collections.abc import Iterator
from typing import Any


def wrong_rows(expected: list[Any], found: list[dict[str, Any]], what: str) -> Iterator[str]:
    """Yield where the rows found are not those expected; a column not expected may be anything."""
    if len(expected) != len(found):
        listed = "; ".join(" ".join(str(v) for v in list(f.values())[:2]) for f in found) or "none"
        yield f"expected {len(expected)} of {what}, found {len(found)}: {listed}"
        return
    for number, (want, have) in enumerate(zip(expected, found, strict=True), 1):
        for key, value in want.items():
            if key not in have:
                yield f"{what} {number}: {key} is not a column; those are {', '.join(have)}"
            elif have[key] != value:
                first = next(iter(have.values()))
                yield f"{what} {number} ({first}): {key} expected {value}, found {have[key]}"
