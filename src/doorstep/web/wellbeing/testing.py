"""Somebody's own reminder to test twice a week: voluntary, and for nobody else's eyes.

These functions and the owner's My day read it, nothing else, and each asks for the owner's own row.
What is noted is a day, never a result. The log says that they changed a reminder of theirs, as it does
for any other reminder.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.versions import change
from doorstep.web.wellbeing.models import TestReminder

SOONEST, LATEST = timedelta(3), timedelta(4)
"""Practice Standards 2022, 2.1 e): twice a week, 3 to 4 days apart; by choice."""


class Suggested(NamedTuple):
    """The days on which the next test would be."""

    first: date
    last: date


def own_reminder(access: Access) -> TestReminder | None:
    """Return one's own reminder, if it is on."""
    return TestReminder.objects.filter(person=access.user_id).first()


def suggested(tested_on: date) -> Suggested:
    """Return when the next test would be.

    Example:
        >>> [str(day) for day in suggested(date(2022, 1, 24))]
        ['2022-01-27', '2022-01-28']
    """
    return Suggested(tested_on + SOONEST, tested_on + LATEST)


def is_now(tested_on: date | None, *, on: date) -> bool:
    """Test whether the day for the next test has come; it has where none was noted yet."""
    return tested_on is None or suggested(tested_on).first <= on


@transaction.atomic
def turn_on(*, by: Access, at: datetime) -> TestReminder:
    """Turn one's own reminder on; it stays as it is where it is on."""
    row, is_new = TestReminder.objects.get_or_create(person_id=by.user_id)
    if is_new:
        _tell(row, "set", by=by, at=at)
    return row


@transaction.atomic
def note_test(tested_on: date, *, version: int, by: Access, at: datetime) -> None:
    """Note the day of the last test in place of the one before.

    Raises: ConflictError; TestReminder.DoesNotExist.
    """
    row = TestReminder.objects.get(person=by.user_id)
    change(row, version=version, tested_on=tested_on)
    _tell(row, "change", by=by, at=at)


@transaction.atomic
def turn_off(*, by: Access, at: datetime) -> None:
    """Turn one's own reminder off: nothing of it is kept."""
    row = TestReminder.objects.filter(person=by.user_id).first()
    if row is not None:
        _tell(row, "settle", by=by, at=at)
        row.delete()


def _tell(row: TestReminder, done: str, *, by: Access, at: datetime) -> None:
    audit.record(
        action=Action.SET_REMINDER,
        subject="reminder",
        subject_id=str(row.pk),
        by=by,
        at=at,
        detail={"do": done},
    )
