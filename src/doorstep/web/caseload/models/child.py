"""A child known to the authority, what sources say of them, and who works with them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from doorstep.web.accounts.models import Team


class CaseDocument(models.Model):
    """What a source said of one child at a time: `CaseFacts` as text; never changed, only followed."""

    child_id = models.CharField(max_length=100, db_index=True)
    body = models.TextField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.child_id} as of {self.recorded_at:%Y-%m-%d %H:%M}"


class Child(models.Model):
    """A child or young person known to the authority.

    `household` groups those who live at one door: the current home's postcode and first line.
    """

    child_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    born = models.DateField(null=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    household = models.CharField(max_length=200, blank=True, db_index=True)
    document = models.ForeignKey(CaseDocument, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.child_id


class Involvement(models.Model):
    """Who works with a child from when until when; worked out from the facts, for access and lists."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="involvements")
    worker_id = models.CharField(max_length=60)
    worker = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    role = models.CharField(max_length=60, blank=True)
    allocated = models.BooleanField()
    start_date = models.DateField()
    end_date = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["worker_id", "start_date"], name="involvement_of_worker"),
            models.Index(fields=["team", "start_date"], name="involvement_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} with {self.child_id}"
