"""Flaws for the demonstration, such as every source has: a few of each kind, no due day moved."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from doorstep.facts import CaseFacts, Visit

ONE_IN = 12
LATEST_KEPT = 2  # the visits that a due day is counted from stay as they are


def flawed(cases: Iterable[CaseFacts], *, on: date) -> Iterator[CaseFacts]:
    """Yield the cases, one in so many with a flaw; the same cases get the same flaws."""
    flaws = (_without_postcode, _of_unknown_method, _of_tomorrow)
    for number, case in enumerate(cases):
        if number % ONE_IN:
            yield case
        else:
            yield flaws[number // ONE_IN % len(flaws)](case, on)


def _without_postcode(case: CaseFacts, _: date) -> CaseFacts:
    if any(e.kind == "placement" for e in case.episodes):
        return case
    return replace(case, addresses=tuple(a._replace(postcode="") for a in case.addresses))


def _of_unknown_method(case: CaseFacts, _: date) -> CaseFacts:
    older, latest = case.visits[:-LATEST_KEPT], case.visits[-LATEST_KEPT:]
    return replace(case, visits=(*(v._replace(method=None) for v in older), *latest))


def _of_tomorrow(case: CaseFacts, on: date) -> CaseFacts:
    if not case.visits:
        return case
    later = Visit(on + timedelta(days=400), seen=True, visit_id="slip", source="invented authority")
    return replace(case, visits=(*case.visits, later))
