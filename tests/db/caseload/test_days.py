"""A hundred moments at which days go wrong: clock changes, midnights, leap days, bank holidays (D8)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import web_made as made
from django.db import transaction

from doorstep.engine import answer
from doorstep.reports.due import rows
from doorstep.web.caseload.models import Answer, Obligation, Visit
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.rows import visit_of
from doorstep.web.caseload.services import refresh
from doorstep.web.policies.queries import stack
from doorstep.workdays import LONDON

NIGHTS = (
    datetime(2026, 10, 25, 0, 0, tzinfo=UTC),  # clocks go back
    datetime(2027, 3, 28, 0, 0, tzinfo=UTC),  # clocks go forward
    datetime(2027, 10, 31, 0, 0, tzinfo=UTC),
    datetime(
        2026, 12, 25, 0, 0, tzinfo=UTC
    ),  # Christmas on a Friday, then a weekend and a Monday off
    datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2027, 3, 26, 0, 0, tzinfo=UTC),  # Good Friday
    datetime(2027, 5, 31, 0, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 0, tzinfo=UTC),  # a leap day
    datetime(2028, 3, 1, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 16, 23, 30, tzinfo=UTC),
)
STEPS = (-90, -61, -60, -30, -1, 0, 1, 29, 60, 90)
MOMENTS = [night + timedelta(minutes=step) for night in NIGHTS for step in STEPS]


def test_there_are_a_hundred_moments() -> None:
    assert len(set(MOMENTS)) == 100


@pytest.mark.parametrize("night", NIGHTS)
def test_the_answer_is_of_the_day_it_is_in_london(night: datetime) -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", since=(night - timedelta(50)).date(), seen=()))

    for step in STEPS:
        at = night + timedelta(minutes=step)
        with transaction.atomic():
            refresh([child.pk], at=at)

        day = at.astimezone(LONDON).date()
        expected = answer(case_of(child), stack(), as_at=day)
        assert Answer.objects.get().as_at == day
        stored = Obligation.objects.filter(is_decision=False).order_by("place")
        assert [(o.duty, o.due_at, o.status, o.days_overdue) for o in stored] == [
            (r["duty"], r["due_at"], r["status"], r["days_overdue"]) for r in rows(expected)
        ]


@pytest.mark.parametrize("at", MOMENTS)
def test_a_visit_at_such_a_moment_is_read_back_as_it_was_written(at: datetime) -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", seen=()))
    local = at.astimezone(LONDON)
    row = Visit.objects.create(
        child=child,
        client_id=uuid4(),
        occasion=uuid4(),
        digest="d",
        recorded_at=at,
        recorded_by=made.person(),
        visit_type="visit",
        visit_date=local.date(),
        visit_at=at,
        seen=True,
    )

    read = visit_of(Visit.objects.get(pk=row.pk))

    assert read.visit_at is not None
    # Of a time that comes twice in a night, Python finds no two zones' clocks equal.
    assert read.visit_at.astimezone(UTC) == at
    assert read.visit_at.utcoffset() == local.utcoffset()
    assert read.visit_date == read.visit_at.date()
