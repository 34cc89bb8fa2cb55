"""What people asked to be reminded of."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.web.caseload.models import Child


class Reminder(models.Model):
    """What somebody is to think of on a day, mostly about one child; settled, never deleted.

    It belongs to `owner`, who may change when work is handed over. `words` are seen by the owner only.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="reminders")
    words = models.CharField(max_length=500)
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    client_id = models.UUIDField(default=uuid4)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminder_once", fields=["recorded_by", "client_id"]),
            models.CheckConstraint(name="reminder_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="reminder_settled_whole",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "settled_at", "due_on"], name="reminder_of_owner")
        ]

    def __str__(self) -> str:
        return f"reminder of {self.owner_id} for {self.due_on}"
