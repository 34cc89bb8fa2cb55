"""What was seen as overdue, newly owed or waiting, so that each is told once."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from doorstep.web.caseload.models import Child


class Watch(models.TextChoices):
    """What is looked for."""

    OVERDUE = "overdue", "overdue"
    OWED = "owed", "newly owed within a day"
    STEP_OVER = "step_over", "a step of a decision is over its time"
    SIGNATURE = "signature", "waits for a signature"


class Watched(models.Model):
    """One thing that was found, from when until it was so no more; the same again is a new row.

    `subject` tells it apart within the child: a duty and since when it is counted, or a decision
    and which of its steps. `told` counts who was told at once; none where nobody is to be.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="watched")
    what = models.CharField(max_length=10, choices=Watch.choices)
    subject = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="watched_once_at_a_time",
                fields=["child", "what", "subject"],
                condition=Q(over_at=None),
            ),
            models.CheckConstraint(
                name="watched_ends_after_it_begins",
                condition=Q(over_at=None) | Q(over_at__gte=F("found_at")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["what", "over_at"], name="watched_open")]

    def __str__(self) -> str:
        return f"{self.what} of {self.child_id}"


class WatchBegan(models.Model):
    """When anything was looked for first: what was late already then is told to nobody at once."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"since {self.at:%Y-%m-%d %H:%M}"
