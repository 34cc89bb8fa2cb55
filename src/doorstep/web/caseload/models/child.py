"""A child known to the authority, what sources say of them, and who works with them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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


class Merge(models.Model):
    """That two records are of one child: `child` is put away, `into` shows both; undone, neither.

    No row of either is moved: while the merge stands, what is known of `into` is what is known of both.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Child, models.PROTECT, related_name="merged")
    reason = models.CharField(max_length=500)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_merge_of_a_child", fields=["child"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(child=F("into"))),
            models.CheckConstraint(name="merge_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="merge_undone_whole",
                condition=Q(undone_at=None, undone_by=None, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} into {self.into_id}"
