"""What the worker does, when it was last done, and who holds it now."""

from django.db import models


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
