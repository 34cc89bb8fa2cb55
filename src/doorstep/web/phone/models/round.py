"""The visits of one person's day, in the order they are travelled."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from doorstep.web.caseload.models import Child

PERSON = settings.AUTH_USER_MODEL


class Round(models.Model):
    """Whom somebody means to see on a day."""

    user = models.ForeignKey(PERSON, models.PROTECT, related_name="rounds")
    day = models.DateField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_round_a_day", fields=["user", "day"])
        ]

    @property
    def visits(self) -> str:
        """Return who is visited, in order, as one reads it."""
        rows = self.stops.order_by("position", "pk").values_list("child__name", flat=True)
        return ", ".join(rows)

    def __str__(self) -> str:
        return f"round of {self.user_id} on {self.day}"


class Stop(models.Model):
    """One child of a round: the how-manyeth, and at what time if one was agreed."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stops")
    child = models.ForeignKey(Child, models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    at = models.TimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="child_once_in_a_round", fields=["round", "child"])
        ]

    def __str__(self) -> str:
        return f"stop {self.position} of round {self.round_id}"
