"""What the database itself refuses, and what is deleted when its time is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import web_made as made
from django.db import IntegrityError, connection, transaction
from wellbeing_made import DAY, said

from doorstep.web.accounts.models import User
from doorstep.web.audit import triggers
from doorstep.web.audit.models import AuditEvent
from doorstep.web.governance.nightly import forgetting, forgetting_wanted
from doorstep.web.wellbeing.models import TakenBack, TestReminder, Word
from doorstep.web.wellbeing.services import forget, take_back
from doorstep.web.wellbeing.words import State

LONG_AGO = made.TODAY - timedelta(400)


def word(person: User, **more: Any) -> Word:
    told = {
        "person": person, "state": "sick", "start_date": made.TODAY, "said_on": made.TODAY,
        "client_id": uuid4(), "recorded_at": made.AT, "recorded_by": person,
    } | more  # fmt: skip
    return Word.objects.create(**told)


def refused(make: Callable[[], object], constraint: str) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    assert constraint in str(error.value) or "UNIQUE" in str(error.value)


def test_a_word_is_of_the_list_lasts_a_day_and_is_looked_at_later() -> None:
    one = made.person()
    refused(lambda: word(one, state="fine"), "word_is_known")
    refused(lambda: word(one, end_date=made.TODAY), "word_lasts_a_day")
    refused(lambda: word(one, look_on=made.TODAY), "looked_at_again_later")
    refused(lambda: word(one, from_home=True), "from_home_where_it_can_be")
    refused(lambda: word(one, state="well", from_home=True), "from_home_where_it_can_be")


def test_it_is_written_once_taken_back_once_and_one_reminder_is_enough() -> None:
    one, sent = made.person(), uuid4()
    row = word(one, client_id=sent)
    refused(lambda: word(one, client_id=sent), "client_id")
    told = {"word": row, "recorded_at": made.AT, "recorded_by": one}
    TakenBack.objects.create(**told)
    refused(lambda: TakenBack.objects.create(**told), "word_id")
    TestReminder.objects.create(person=one)
    refused(lambda: TestReminder.objects.create(person=one), "person_id")


def test_what_was_said_cannot_be_changed_or_deleted() -> None:
    one = made.person()
    row = said(one, State.SICK)
    take_back(row, by=made.access(one), at=made.AT)
    refused(lambda: Word.objects.update(state="well"), "only ever added to")
    refused(lambda: Word.objects.filter(pk=row.pk)._raw_delete("default"), "only ever added to")
    refused(lambda: TakenBack.objects.all()._raw_delete("default"), "only ever added to")


def test_what_is_long_over_is_deleted_and_what_still_holds_stays() -> None:
    one, other = made.person(), made.person()
    over = said(one, State.LEAVE, start_date=LONG_AGO, end_date=LONG_AGO + DAY, said_on=LONG_AGO)
    back = said(one, State.SICK, start_date=LONG_AGO + 2 * DAY, said_on=LONG_AGO)
    take_back(back, by=made.access(one), at=made.AT)
    sick = said(one, State.SICK, start_date=LONG_AGO, said_on=LONG_AGO)
    well = said(one, State.WELL, start_date=LONG_AGO + 9 * DAY, said_on=LONG_AGO + DAY)
    holds = said(other, State.HIGH_RISK, start_date=LONG_AGO, said_on=LONG_AGO)
    now = said(other, State.WELL)
    assert forgetting_wanted(made.AT) == made.TODAY.isoformat()
    assert forgetting(made.AT, lambda _: None) == 4
    assert set(Word.objects.all()) == {holds, now}
    assert not {over.pk, back.pk, sick.pk, well.pk} & {*Word.objects.values_list("pk", flat=True)}
    event = AuditEvent.objects.get(action="forget_availability")
    assert event.detail == {"before": (made.TODAY - timedelta(365)).isoformat(), "entries": 4}
    assert triggers.missing(connection) == []
    assert forgetting(made.AT, lambda _: None) == 0


def test_the_reminder_of_a_closed_account_goes_and_nothing_is_told() -> None:
    one, other = made.person(), made.person()
    for person in (one, other):
        TestReminder.objects.create(person=person)
    one.is_active = False
    one.save()
    before = AuditEvent.objects.count()
    assert forget(before=LONG_AGO, at=made.AT) == 0
    assert TestReminder.objects.get().person == other
    assert AuditEvent.objects.count() == before


def test_where_nothing_was_ever_said_there_is_nothing_to_delete() -> None:
    assert forgetting_wanted(made.AT) is None
