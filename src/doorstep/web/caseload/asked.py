"""What is asked of whoever works with a child, found in what was recorded here. No database here.

It is stored with the child's answer, so that My day asks nothing of the database for it; whether its
day has come is judged when it is read.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from doorstep.vocabulary import VisitType
from doorstep.web.caseload.models import Circumstance, Visit
from doorstep.web.caseload.rows import standing
from doorstep.web.caseload.situation import household_asked

AGAIN, HOUSEHOLD = "next_attempt", "household"
Told = dict[str, Any]


class NextAttempt(NamedTuple):
    """By when a visit that was not made is tried again; `was` is the day it was to be made."""

    was: date
    by: date


class HouseholdAsked(NamedTuple):
    """That a household was expected to be over on a day; `together` is of all it was recorded with."""

    kind: str
    expected: date
    together: str


def asked_of(visits: Sequence[Visit], circumstances: Sequence[Circumstance]) -> list[Told]:
    """Return what is asked of a child, as it is stored; the rows are all that were recorded."""
    return [*_again(standing(list(visits))), *_households(circumstances)]


def _again(rows: Iterable[Visit]) -> Iterable[Told]:
    """Yield by when a visit is tried again, if no other was recorded since."""
    visits = [row for row in rows if row.visit_type == VisitType.VISIT]
    last = max(visits, key=lambda row: (row.visit_date, row.pk), default=None)
    if last is not None and (by := last.details.get(AGAIN)):
        yield {"what": AGAIN, "was": last.visit_date.isoformat(), "by": by}


def _households(rows: Sequence[Circumstance]) -> Iterable[Told]:
    for row in household_asked(rows, on=date.max):
        told = {"kind": row.body["kind"], "expected": str(row.end_date)}
        yield {"what": HOUSEHOLD, **told, "together": str(row.client_id)}


def next_attempt(asked: Iterable[Told]) -> NextAttempt | None:
    """Return by when a visit that was not made is tried again."""
    found = next((each for each in asked if each["what"] == AGAIN), None)
    if found is None:
        return None
    return NextAttempt(was=date.fromisoformat(found["was"]), by=date.fromisoformat(found["by"]))


def households(asked: Iterable[Told], *, on: date) -> list[HouseholdAsked]:
    """Return the households whose day has come."""
    found = [
        HouseholdAsked(each["kind"], date.fromisoformat(each["expected"]), each["together"])
        for each in asked
        if each["what"] == HOUSEHOLD
    ]
    return [each for each in found if each.expected <= on]
