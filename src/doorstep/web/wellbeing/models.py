"""What people say of themselves for work, only ever added to; and a reminder that is nobody else's."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.wellbeing.words import MAY_WORK_FROM_HOME, State

PERSON = settings.AUTH_USER_MODEL
STATES = [(state.value, state.value) for state in State]


class Word(models.Model):
    """How somebody is for work on the days `[start_date, end_date)`, without an end until further word.

    `said_on` is the day it was said, `recorded_at` when it was written and `recorded_by` by whom: by
    somebody else where a manager says it for them. On `look_on` it is looked at again.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=STATES)
    from_home = models.BooleanField(default=False)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    look_on = models.DateField(null=True)
    said_on = models.DateField()
    client_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="word_is_known", condition=Q(state__in=[state for state, _ in STATES])
            ),
            models.CheckConstraint(
                name="word_lasts_a_day",
                condition=Q(end_date=None) | Q(end_date__gt=F("start_date")),
            ),
            models.CheckConstraint(
                name="looked_at_again_later",
                condition=Q(look_on=None) | Q(look_on__gt=F("said_on")),
            ),
            models.CheckConstraint(
                name="from_home_where_it_can_be",
                condition=Q(from_home=False)
                | Q(state__in=sorted(state.value for state in MAY_WORK_FROM_HOME)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "start_date"], name="word_of_person")]

    def __str__(self) -> str:
        return f"word {self.pk} of {self.person_id}"


class TakenBack(models.Model):
    """That a word never held; once for each."""

    word = models.OneToOneField(Word, models.PROTECT, related_name="taken_back")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"word {self.word_id} taken back"


class TestReminder(models.Model):
    """Somebody's own reminder to test: on which day they last did, never a result.

    It is read for its owner alone. Turned off, the row is gone.
    """

    __test__ = False  # no test of pytest's

    person = models.OneToOneField(PERSON, models.CASCADE, related_name="+")
    tested_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"own reminder {self.pk}"
