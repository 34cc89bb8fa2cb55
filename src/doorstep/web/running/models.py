"""What the worker does, when nothing may be changed, which clock is trusted, who has an outage pack."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of regular work; who works at it holds it until a time, so that one does at once.

    `done_for` says what it was last done for: a day, and for the sweep the policy in force.
    """

    name = models.CharField(max_length=40, unique=True)
    held_by = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_for = models.CharField(max_length=120, blank=True)
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ReadOnlyTime(models.Model):
    """A time in which people read and change nothing; `again_at` is when it is hoped to be over."""

    why = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stands = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_read_only_time", fields=["stands"], condition=Q(stands=True)
            ),
            models.CheckConstraint(name="read_only_has_a_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="read_only_over_once_ended",
                condition=Q(stands=True, ended_at=None) | Q(stands=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"read-only from {self.began_at:%Y-%m-%d %H:%M}"


class TrustedClock(models.Model):
    """Somebody's word that the machine's clock is right; what was told before it is held against none.

    `event_id` is the last audit event there was.
    """

    trusted_at = models.DateTimeField()
    event_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"trusted at {self.trusted_at:%Y-%m-%d %H:%M}"


class OutageWords(models.Model):
    """The words that open a person's packs, encrypted; only they read them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    words = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="outage_words_are_there", condition=~Q(words=""))
        ]

    def __str__(self) -> str:
        return f"words of {self.user_id}"


class OutagePack(models.Model):
    """A pack that stands in the folder: whose, of which day, of how many children, in which file."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="outage_packs")
    day = models.DateField(db_index=True)
    made_at = models.DateTimeField()
    children = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    file = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_pack_a_day", fields=["user", "day"])
        ]

    def __str__(self) -> str:
        return f"pack of {self.user_id} for {self.day}"
