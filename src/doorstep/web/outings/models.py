"""Who is out at a door, what was said of it, and who was told that somebody is not back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.accounts.models import Team
from doorstep.web.caseload.models import Child
from doorstep.web.outings.course import Word
from doorstep.web.outings.stages import Stage

PERSON = settings.AUTH_USER_MODEL
LONGEST = 12 * 60  # minutes: who is out for longer says so again


class Outing(models.Model):
    """Somebody at a door, from when they went in; how it went is worked out from its changes.

    `client_id` was made where it was said, often on a phone; `expected_at`, `ended_at` and
    `end_said_at` hold what the changes come to. `team` is that of the first child, for workers who
    are in no team.
    """

    client_id = models.UUIDField(unique=True)
    worker = models.ForeignKey(PERSON, models.PROTECT, related_name="outings")
    second = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="outings_with")
    buddy = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="outings_watched")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    telephone = models.CharField(max_length=30, blank=True)
    started_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_said_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_outing_a_worker", fields=["worker"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="outing_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="outing_expected_after_it_starts", condition=Q(expected_at__gt=F("started_at"))
            ),
            models.CheckConstraint(
                name="outing_end_whole",
                condition=Q(ended_at=None, end_said_at=None)
                | Q(ended_at__isnull=False, end_said_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outing_buddy_is_somebody_else",
                condition=Q(buddy=None) | ~Q(buddy=F("worker")),
            ),
            models.CheckConstraint(
                name="outing_second_is_somebody_else",
                condition=Q(second=None) | ~Q(second=F("worker")),
            ),
            models.CheckConstraint(
                name="outing_buddy_stays_behind",
                condition=Q(buddy=None) | Q(second=None) | ~Q(buddy=F("second")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expected_at"], name="outing_open", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["worker", "-started_at"], name="outing_of_worker"),
        ]

    def __str__(self) -> str:
        return f"outing {self.pk} of {self.worker_id}"

    @property
    def is_open(self) -> bool:
        """Test whether the worker is not known to be out again."""
        return self.ended_at is None


class OutingChild(models.Model):
    """A child somebody went to see; where that is, the record says."""

    outing = models.ForeignKey(Outing, models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, models.PROTECT, related_name="outings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="child_once_in_an_outing", fields=["outing", "child"])
        ]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.outing_id}"


class OutingChange(models.Model):
    """One thing said of an outing: when it happened, when it was written, by whom; only ever added to.

    `of` is the `client_id` of the outing and no key: an end may be heard before its start. `for_other`
    marks what was said by somebody who was not there; then `why` says how they know.
    """

    client_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    of = models.UUIDField(db_index=True)
    word = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Word])
    minutes = models.PositiveSmallIntegerField(default=0)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    said_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    for_other = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="outing_begins_once", fields=["of"], condition=Q(word=Word.IN.value)
            ),
            models.CheckConstraint(
                name="outing_word_is_known", condition=Q(word__in=[w.value for w in Word])
            ),
            models.CheckConstraint(
                name="outing_minutes_where_they_count",
                condition=Q(
                    word__in=[Word.IN.value, Word.LONGER.value], minutes__gt=0, minutes__lte=LONGEST
                )
                | Q(word__in=[Word.OUT.value, Word.NEXT.value], minutes=0),
            ),
            models.CheckConstraint(
                name="outing_said_for_another_says_why",
                condition=Q(for_other=False) | ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} of {self.of}"


class OutingAlert(models.Model):
    """That somebody was told of an outing that is not over: once a stage and time expected.

    `told` says to how many a message was written; none where nobody has an address, or mail is off.
    `for_buddy` marks that the managers were told since there is no buddy, or none with an address.
    """

    outing = models.ForeignKey(Outing, models.PROTECT, related_name="alerts")
    stage = models.PositiveSmallIntegerField(choices=[(s.value, s.name) for s in Stage])
    expected_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    for_buddy = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="outing_told_once_a_stage", fields=["outing", "stage", "expected_at"]
            ),
            models.CheckConstraint(
                name="outing_stage_is_known", condition=Q(stage__in=[s.value for s in Stage])
            ),
            models.CheckConstraint(
                name="outing_told_after_it_was_expected",
                condition=Q(raised_at__gte=F("expected_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"stage {self.stage} of {self.outing_id}"
