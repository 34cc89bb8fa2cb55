"""A subject access request: its clock, the entries of the copy, the marks, what was released."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.caseload.models import Child
from doorstep.web.governance.models.keeping import Hold
from doorstep.web.governance.redacting import BASES, Basis


class AccessRequest(models.Model):
    """Somebody asked for a copy of a record: for whom, when, and how far it is.

    The clock runs from `identified_on`. Checked by somebody other than who prepared it: only then may
    it be released. `prepared_by` said that all marks are made; changing a mark takes that back.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="access_requests")
    client_id = models.UUIDField(unique=True)
    asked_by = models.CharField(max_length=200)
    received_on = models.DateField()
    identified_on = models.DateField(null=True)
    extended_at = models.DateTimeField(null=True)
    extended_reason = models.CharField(max_length=500, blank=True)
    gathered_at = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_back_reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="access_request")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_prepared_whole",
                condition=Q(prepared_at=None, prepared_by=None)
                | Q(
                    prepared_at__isnull=False, prepared_by__isnull=False, gathered_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="access_checked_whole",
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False, prepared_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_checked_by_another",
                condition=Q(checked_by=None) | ~Q(checked_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="access_extended_with_a_reason",
                condition=Q(extended_at=None, extended_reason="")
                | (Q(extended_at__isnull=False) & ~Q(extended_reason="")),
            ),
            models.CheckConstraint(
                name="access_closed_with_a_reason",
                condition=Q(closed_at=None, closed_reason="")
                | (Q(closed_at__isnull=False) & ~Q(closed_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"access request {self.pk}"


class Pause(models.Model):
    """The clock of a request stands while the person is asked what they mean."""

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=500)
    start_date = models.DateField()
    end_date = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_pause_at_a_time", fields=["request"], condition=Q(end_date=None)
            ),
            models.CheckConstraint(
                name="pause_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"pause of {self.request_id}"


class PackEntry(models.Model):
    """One entry of the copy as it was gathered: a line each of label and words; never altered.

    `key` names the row it is of, `digest` is of what it says: gathered again, an entry that says the
    same keeps its marks. The first line is its title. `looked_at` is when its marks were gone through.
    """

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=200)
    part = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    lines = models.JSONField()
    digest = models.CharField(max_length=64)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="entry_once", fields=["request", "key"])
        ]
        indexes: ClassVar = [models.Index(fields=["request", "number"], name="entry_in_order")]

    def __str__(self) -> str:
        return self.key


class Mark(models.Model):
    """Words of an entry that the released copy does not show, and why; without a line, all of it."""

    entry = models.ForeignKey(PackEntry, models.PROTECT, related_name="marks")
    line = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=20, choices=[(b.value, BASES[b]) for b in Basis])
    why = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="mark_once",
                fields=["entry", "line", "start", "end"],
                condition=Q(line__isnull=False),
            ),
            models.UniqueConstraint(name="withheld_once", fields=["entry"], condition=Q(line=None)),
            models.CheckConstraint(
                name="mark_covers_something",
                condition=Q(line=None, start=0, end=0) | Q(line__isnull=False, end__gt=F("start")),
            ),
            models.CheckConstraint(
                name="mark_of_other_says_why", condition=~Q(basis="other") | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return f"mark on {self.entry_id}"


class Release(models.Model):
    """That a copy was given: to whom, how, when, by whom; `digest` is of what it said."""

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="releases")
    client_id = models.UUIDField(unique=True)
    given_to = models.CharField(max_length=200)
    how = models.CharField(max_length=200)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entries = models.PositiveIntegerField()
    redactions = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="release_says_to_whom", condition=~Q(given_to=""))
        ]

    def __str__(self) -> str:
        return f"release of {self.request_id}"
