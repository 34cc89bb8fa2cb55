"""Photographs of documents, made at a visit."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.web.caseload.models import Child

PERSON = settings.AUTH_USER_MODEL
LARGEST = 2_000_000  # bytes, after the picture was drawn anew


class Photograph(models.Model):
    """A picture of a document, drawn anew so that nothing of the camera is left in it.

    `of` is the occasion of the visit it was made at, which may come in later than the picture.
    Taken back, it stays, unshown, with who took it back and why.
    """

    client_id = models.UUIDField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="photographs")
    of = models.UUIDField(null=True, db_index=True)
    words = models.CharField(max_length=200)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="photograph_says_of_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="photograph_is_not_too_large",
                condition=Q(size__gt=0, size__lte=LARGEST),
            ),
            models.CheckConstraint(
                name="photograph_withdrawn_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"photograph {self.pk} of {self.child_id}"
