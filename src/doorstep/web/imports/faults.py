"""What is wrong in the data, found by looking it through, and gone by itself once it is right."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from doorstep.web.accounts.models import Team
from doorstep.web.caseload.models import Child


class Owner(models.TextChoices):
    """Who can put it right."""

    WORKER = "worker", "Allocated worker"
    MANAGER = "manager", "Team’s manager"
    DATA = "data", "Data team"
    ADMINISTRATOR = "administrator", "Administrator"


class FaultKind(models.TextChoices):
    """What can be wrong; the most serious first, as lists have it."""

    NO_WORKER = "no_worker", "No allocated worker"
    NO_TEAM = "no_team", "No team"
    WORKER_LEFT = "worker_left", "The worker’s account is closed"
    NO_ACCOUNT = "no_account", "The worker has no account"
    NO_LOCALITY = "no_locality", "The team has no locality"
    REFUSED_ROW = "refused_row", "A row of the last import was not used"
    UNDATED = "undated", "A date is missing"
    MISSING_FACT = "missing_fact", "A fact is missing"
    REMARK = "remark", "The data contradict themselves"
    FUTURE_DATE = "future_date", "A date lies in the future"
    UNKNOWN_METHOD = "unknown_method", "How a visit was made is not known"
    TIER_UNTOLD = "tier_untold", "Nothing is recorded that the tier goes by"
    NO_POSTCODE = "no_postcode", "No postcode"
    NOT_IN_EXTRACT = "not_in_extract", "Added by hand and in no extract yet"
    NOT_COPIED = "not_copied", "Not copied to the case system"


class Fault(models.Model):
    """One thing that is wrong: of a child, of a worker or team, or of a row that was not used.

    `key` is the fingerprint of what and of whom, so that what stays wrong keeps the day it was found.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20, choices=FaultKind.choices)
    owner = models.CharField(max_length=20, choices=Owner.choices)
    child = models.ForeignKey(Child, models.CASCADE, null=True, related_name="faults")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="faults")
    worker_id = models.CharField(max_length=60, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=1500)
    found_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="fault_says_what", condition=~Q(detail="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "kind", "owner", "child"], name="fault_of_team"),
            models.Index(fields=["kind", "owner", "team", "child"], name="fault_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.child_id or self.team_id}"


class LookedThrough(models.Model):
    """When the data were last looked through to the end: the list is as at then. There is one row."""

    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="looked_through_is_one_row", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return f"looked through at {self.at:%Y-%m-%d %H:%M}"
