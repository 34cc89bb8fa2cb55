"""Many at once: one form sent by many is one record; two who correct are never both obeyed (D4, D5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.db import connection

from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Obligation, Visit
from doorstep.web.visits.services import (
    CorrectedMeanwhileError,
    SaidOtherwiseError,
    correct_visit,
    record_visit,
)

AT_ONCE = 16
T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], T]) -> list[T]:
    def closing(number: int) -> T:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(closing, range(AT_ONCE)))


def test_one_form_sent_sixteen_times_at_once_is_one_record() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    (child,) = made.store(made.case("C1"))
    by, form = made.access(visits.worker()), uuid4()

    rows = at_once(lambda _: visits.record(child, by=by, client_id=form).pk)

    assert set(rows) == {Visit.objects.get().pk}
    assert AuditEvent.objects.filter(action="record_visit").count() == 1


def test_one_form_that_says_different_things_at_once_keeps_one_of_them() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    (child,) = made.store(made.case("C1"))
    by, form = made.access(visits.worker()), uuid4()

    def record(number: int) -> str:
        said = visits.report(visits.YESTERDAY, outcome=f"word{number}")
        try:
            record_visit(reports={child.child_id: said}, client_id=form, by=by, at=made.AT)
        except SaidOtherwiseError:
            return "refused"
        return said.told.outcome

    answers = at_once(record)

    assert sorted(answers)[:-1] == ["refused"] * (AT_ONCE - 1)
    assert Visit.objects.get().outcome in answers


def test_of_sixteen_who_correct_one_record_at_once_one_is_obeyed_and_fifteen_are_told() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    (child,) = made.store(made.case("C1"))
    by = made.access(visits.worker())
    row = visits.record(child, visits.report(date(2026, 11, 13)), by=by)

    def correct(number: int) -> str:
        said = visits.report(date(2026, 11, 2 + number))
        try:
            correct_visit(
                visit=row, report=said, reason="the day", client_id=uuid4(), by=by, at=made.AT
            )
        except CorrectedMeanwhileError:
            return "told"
        return said.told.visit_date.isoformat()

    answers = at_once(correct)

    (obeyed,) = [answer for answer in answers if answer != "told"]
    assert Visit.objects.get(corrects=row).visit_date.isoformat() == obeyed
    owed = Obligation.objects.get(child=child, is_decision=False)
    assert owed.counted_from.isoformat() == obeyed
