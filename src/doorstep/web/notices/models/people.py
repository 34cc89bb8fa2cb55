"""What each person wants to be told and when, and their calendar feed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

ALL_DAYS = "12345"  # Monday to Friday, as isoweekday numbers them


class Wish(models.Model):
    """What one person wants to be told by e-mail, where, on which days and from which hour.

    `told` are the marks of what the last digest knew, so that the next says only what is new;
    `digest_on` is the day that digest was of, whether or not anything was new.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wish")
    email = models.EmailField(blank=True)
    digest = models.BooleanField(default=False)
    at_once = models.BooleanField(default=True)
    hour = models.PositiveSmallIntegerField(default=7)
    days = models.CharField(max_length=7, default=ALL_DAYS)
    within = models.PositiveSmallIntegerField(default=2)
    parts = models.JSONField(default=list)
    told = models.JSONField(default=list)
    digest_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="wish_hour_of_a_day", condition=Q(hour__lt=24)),
            models.CheckConstraint(
                name="wish_needs_an_address", condition=Q(digest=False) | ~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return f"wish of {self.user_id}"


class Feed(models.Model):
    """A calendar that opens to whoever has its secret address; only the secret's hash is kept.

    `reads` counts those since `reads_since`, to hold back a calendar that asks too often.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    reads = models.PositiveIntegerField(default=0)
    reads_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_feed_a_person", fields=["user"], condition=Q(revoked_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
