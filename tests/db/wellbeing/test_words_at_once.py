"""Many at once: one form sent by many is one word, and what says something else is refused."""

from uuid import uuid4

import pytest
import web_made as made
from db.visits.test_at_once import AT_ONCE, at_once
from wellbeing_made import said

from doorstep.web.audit.models import AuditEvent
from doorstep.web.wellbeing.models import Word
from doorstep.web.wellbeing.services import SaidOtherwiseError
from doorstep.web.wellbeing.words import State

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_form_sent_sixteen_times_at_once_is_one_word() -> None:
    one, form = made.person(), uuid4()

    found = at_once(lambda _: said(one, State.SICK, client_id=form).pk)

    assert set(found) == {Word.objects.get().pk}
    assert AuditEvent.objects.filter(action="say_availability").count() == 1


def test_one_form_that_says_different_things_at_once_says_one_of_them() -> None:
    one, form = made.person(), uuid4()
    states = [State.SICK, State.WELL] * (AT_ONCE // 2)

    def say(number: int) -> str:
        try:
            return said(one, states[number], client_id=form).state
        except SaidOtherwiseError:
            return "refused"

    found = at_once(say)

    word = Word.objects.get()
    assert sorted(found) == sorted([word.state, "refused"] * (AT_ONCE // 2))


def test_one_form_of_a_manager_for_two_people_at_once_is_for_one_of_them() -> None:
    manager, one, other, form = made.person(), made.person(), made.person(), uuid4()

    def say(number: int) -> int:
        try:
            person = (one, other)[number % 2]
            return said(person, State.SICK, by=manager, client_id=form).person_id
        except SaidOtherwiseError:
            return 0

    found = at_once(say)

    assert sorted(found) == sorted([0, Word.objects.get().person_id] * (AT_ONCE // 2))
