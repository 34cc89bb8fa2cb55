"""What staff must know at a door, and who may open a record: warnings, restrictions, broken glass."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.caseload.models.child import Child


class StaffWarning(models.Model):
    """What somebody who goes to this door must know for their own safety."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="warnings")
    words = models.CharField(max_length=500)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"warning for {self.child_id}"


class Restriction(models.Model):
    """From a day on only the named people see this child's record; others learn that work exists."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="restrictions")
    reason = models.CharField(max_length=500)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                # One placed by mistake ends on its own day: it then held on none.
                name="restriction_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            )
        ]

    def __str__(self) -> str:
        return f"restriction of {self.child_id}"


class RestrictionStep(models.Model):
    """What was done with a restriction and why: placed, changed or ended; who was named then.

    `named` holds the keys of users, so that what was so then is kept when people change.
    """

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="steps")
    done = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    named = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="restriction_step_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.done}: {self.restriction_id}"


class BreakGlass(models.Model):
    """Access taken in an emergency, for a time, with a reason; the auditor is told (A9)."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="break_glass_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="break_glass_ends", condition=Q(end_at__gt=F("start_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.child_id}"
