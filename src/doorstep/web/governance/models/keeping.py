"""Until when a record is kept, and what keeps it longer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.web.caseload.models import Child


class Kept(models.Model):
    """From which day a child's record may be disposed of; worked out by the worker each night.

    Without a day it is kept; `reasons` say why. `schedule` is the version it was worked out under.
    """

    child = models.OneToOneField(Child, models.CASCADE, primary_key=True, related_name="kept")
    due_on = models.DateField(null=True, db_index=True)
    rule = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300, blank=True)
    clause = models.CharField(max_length=300, blank=True)
    assumed = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    schedule = models.CharField(max_length=300)
    as_at = models.DateField()

    def __str__(self) -> str:
        return f"{self.child_id} until {self.due_on}"


class HoldKind(models.TextChoices):
    """Why a record must not be disposed of, whatever the schedule says."""

    INQUIRY = "inquiry", "Inquiry"
    LITIGATION = "litigation", "Litigation"
    COMPLAINT = "complaint", "Complaint"
    SUBJECT_ACCESS = "subject_access", "Open subject access request"
    OTHER = "other", "Other"


class Hold(models.Model):
    """That a record is kept until this is lifted; without a child, that all records are."""

    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="holds")
    kind = models.CharField(max_length=20, choices=HoldKind.choices)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_reason = models.CharField(max_length=500, blank=True)
    client_id = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="hold_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["child", "lifted_at"], name="hold_of_child")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.child_id}"
