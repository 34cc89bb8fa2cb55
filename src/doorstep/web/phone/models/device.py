"""A phone, or another device, on which somebody records where there is no signal."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

PERSON = settings.AUTH_USER_MODEL


class Phone(models.Model):
    """One browser of one person; `key` opens what waits on it, and is stored encrypted (ADR 34).

    `unsent`, `oldest_unsent_at` and `aside` are what it said when it was last in contact, at `seen_at`;
    of what is set aside on it the most is known here too, but not what never came through.
    `taken_until` is when the list that was put on it ends.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="phones")
    name = models.CharField(max_length=100)
    key = models.TextField()
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    unsent = models.PositiveIntegerField(default=0)
    oldest_unsent_at = models.DateTimeField(null=True)
    aside = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="phone_has_a_key", condition=~Q(key="")),
            models.CheckConstraint(
                name="phone_revoked_whole",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="phone_oldest_only_of_some",
                condition=Q(unsent=0, oldest_unsent_at=None)
                | Q(unsent__gt=0, oldest_unsent_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "revoked_at"], name="phone_of_person")]

    def __str__(self) -> str:
        return f"phone {self.id}"
