"""What is stored of an answer is what the engine says, and changes with the facts."""

from datetime import date, timedelta

import web_made as made

from doorstep.engine import answer
from doorstep.reports.due import rows
from doorstep.web.caseload.models import Answer, Obligation
from doorstep.web.caseload.queries import case_of
from doorstep.web.policies.queries import stack


def test_the_stored_due_list_is_the_engines() -> None:
    made.adopt()
    (child,) = made.store(made.case("C1"))

    found = answer(case_of(child), stack(), as_at=made.TODAY)

    stored = Obligation.objects.filter(child=child, is_decision=False).order_by("place")
    assert [(o.duty, o.due_at, o.status, o.clause) for o in stored] == [
        (r["duty"], r["due_at"], r["status"], r["clause"]) for r in rows(found)
    ]
    assert stored


def test_a_child_of_whom_the_source_says_the_same_is_left_alone() -> None:
    made.adopt()
    made.store(made.case("C1"))
    before = Answer.objects.get().answered_at

    (child,) = made.store(made.case("C1"))

    assert child.version == 1
    assert Answer.objects.get().answered_at == before


def test_another_visit_moves_the_due_day() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    made.store(made.case("C1"))
    before = Obligation.objects.get(is_decision=False).due_on

    (child,) = made.store(made.case("C1", seen=(made.TODAY - timedelta(1),)))

    assert child.version == 2
    after = Obligation.objects.get(is_decision=False).due_on
    assert before is not None
    assert after is not None
    assert after > before
