"""That a record shall go, who said so and who agreed; and the log of what went."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.caseload.models import Child


class Disposal(models.Model):
    """A disposal on its way: proposed by one person, approved by another, done after a wait.

    It is ended when it was refused or taken back. `not_before` is the first day on which it is done.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="disposals")
    client_id = models.UUIDField(unique=True)
    rule = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    clause = models.CharField(max_length=300)
    assumed = models.BooleanField(default=False)
    schedule = models.CharField(max_length=300)
    due_on = models.DateField()
    reason = models.CharField(max_length=500)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    not_before = models.DateField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_disposal_of_a_child", fields=["child"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="disposal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="disposal_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="disposal_approved_whole",
                condition=Q(approved_at=None, approved_by=None, not_before=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False, not_before__isnull=False),
            ),
            models.CheckConstraint(
                name="disposal_ended_whole",
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"disposal of {self.child_id}"


class DisposalLog(models.Model):
    """That a record was disposed of: under which rule, by whom, what went; no words about the child.

    `number` is the child's, no key of a row: there is none any more. `counts` are rows by table.
    `fingerprint` is of all that was removed, so that a copy found later is known to be of it. Keys of
    people, not their names.
    """

    number = models.CharField(max_length=100, db_index=True)
    rule = models.CharField(max_length=60)
    clause = models.CharField(max_length=300)
    schedule = models.CharField(max_length=300)
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    approved_at = models.DateTimeField()
    approved_by = models.BigIntegerField()
    done_at = models.DateTimeField()
    counts = models.JSONField()
    rows = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disposed_by_two", condition=~Q(approved_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="disposed_when_due", condition=Q(done_at__gte=F("approved_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} disposed of"
