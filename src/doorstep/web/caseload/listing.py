"""One page of a long timeline, and the filters that are applied, as addresses say them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from doorstep.web.caseload.timeline import KINDS, Entry
from doorstep.web.components import day

ALL = "all"  # in an address: every entry on one page, to be printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries of one page, how many were found and how many there are."""

    entries: tuple[Entry, ...]
    found: int
    of: int
    number: int
    pages: int
    query: str
    is_whole: bool


def number_in(asked: QueryDict) -> int:
    """Return the number of the page asked for; the first where none is, or no number."""
    told = asked.get("page", "")
    return max(int(told), 1) if told.isdecimal() and len(told) < 7 else 1


def listing_of(found: Sequence[Entry], *, of: int, asked: QueryDict, size: int) -> Listing:
    """Return the page asked for of the entries found; the last where there are fewer pages."""
    whole = asked.get("show") == ALL
    pages = 1 if whole else max(-(-len(found) // size), 1)
    number = min(number_in(asked), pages)
    start = (number - 1) * size
    return Listing(
        entries=tuple(found if whole else found[start : start + size]),
        found=len(found),
        of=of,
        number=number,
        pages=pages,
        query=_without(asked, "page", "show"),
        is_whole=whole,
    )


def chips(told: dict[str, Any], asked: QueryDict) -> list[dict[str, str]]:
    """Return the filters applied, each with the address that takes it away."""
    return [
        {"text": text, "href": "?" + _without(asked, "page", *names, value=value)}
        for text, names, value in _applied(told)
    ]


def _applied(told: dict[str, Any]) -> Iterable[tuple[str, tuple[str, ...], str]]:
    for kind in told.get("kind", ()):
        yield KINDS[kind], ("kind",), kind.value
    for name, word in (("since", "From"), ("until", "Until")):
        on: date | None = told.get(name)
        if on:
            yield f"{word} {day(on)}", tuple(_boxes(name)), ""


def _boxes(name: str) -> Iterable[str]:
    return (name, *(f"{name}-{part}" for part in ("day", "month", "year")))


def _without(asked: QueryDict, *names: str, value: str = "") -> str:
    """Return the address's parameters without these; with a value, without that value only."""
    left = asked.copy()
    for name in names:
        kept = [v for v in left.getlist(name) if value and v != value and name != "page"]
        left.setlist(name, kept)
        if not kept:
            left.pop(name, None)
    return left.urlencode()
