"""What people record here: visits, events, circumstances, case notes; appended, timed twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.vocabulary import EventKind, Method, Place, Record, Role, VisitType
from doorstep.web.caseload.models.child import Child
from doorstep.web.caseload.models.words import words_of


class Recorded(models.Model):
    """Something a person wrote: appended, attributed, timed twice.

    `client_id` was made with the form, so that sending it twice makes one record; `digest` is of what
    it said. `corrects` is the record this one takes the place of; `withdrawn` takes it back.
    """

    child = models.ForeignKey(Child, models.PROTECT)
    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)
    correction_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class Visit(Recorded):
    """A visit, call or contact recorded here; the same fields as `facts.Visit`, and its words."""

    visit_date = models.DateField()
    visit_at = models.DateTimeField(null=True)
    visit_type = models.CharField(max_length=30, choices=words_of(VisitType))
    method = models.CharField(max_length=30, choices=words_of(Method), blank=True)
    place = models.CharField(max_length=30, choices=words_of(Place), blank=True)
    seen = models.BooleanField(null=True)
    seen_alone = models.BooleanField(null=True)
    bedroom_seen = models.BooleanField(null=True)
    announced = models.BooleanField(null=True)
    role = models.CharField(max_length=60, choices=words_of(Role), blank=True)
    worker_id = models.CharField(max_length=60, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    planned_date = models.DateField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    reason_not_seen = models.CharField(max_length=500, blank=True)
    approved_by = models.CharField(max_length=60, choices=words_of(Role), blank=True)
    approved_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    occasion = models.UUIDField(db_index=True)
    opening = models.TextField(blank=True)
    present = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    observations = models.TextField(blank=True)
    childs_words = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="visit_once", fields=["child", "client_id"]),
            models.CheckConstraint(
                name="visit_approval_whole",
                condition=Q(approved_by="", approved_at=None)
                | (~Q(approved_by="") & Q(approved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_alone_means_seen",
                condition=Q(seen_alone=None)
                | Q(seen_alone=False)
                | Q(seen__isnull=False, seen=True),
            ),
            models.CheckConstraint(
                name="visit_correction_has_reason",
                condition=Q(corrects=None, withdrawn=False) | ~Q(correction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_type} of {self.visit_date}"


class Event(Recorded):
    """Something that happened, recorded here; the same fields as `facts.Event`, and its words."""

    kind = models.CharField(max_length=60, choices=words_of(EventKind))
    event_date = models.DateField()
    event_at = models.DateTimeField(null=True)
    due_date = models.DateField(null=True)
    words = models.TextField(blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="events")
    decision = models.UUIDField(null=True, db_index=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="event_once", fields=["child", "client_id", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.event_date}"


class What(models.TextChoices):
    """Which kind of circumstance a row tells."""

    FACT = "fact"
    HOUSEHOLD = "household"
    PLAN = "plan"
    APPROVAL = "approval"
    TIER = "tier"
    ALLOCATION = "allocation"
    CLOSURE = "closure"


class Circumstance(Recorded):
    """Something that holds from a day until before another, recorded here.

    A fact, the status of a household, a visiting plan, the approval of a method, a decision on the
    tier, an allocation, a closure; `body` says which, in the words of `caseload.held_bodies`.
    `decision` is the key of the decision it was made in.
    """

    what = models.CharField(max_length=20, choices=What.choices)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    body = models.JSONField()
    decision = models.UUIDField(null=True, db_index=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="circumstance_once", fields=["child", "client_id", "digest"]
            ),
            models.CheckConstraint(
                name="circumstance_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=models.F("start_date")),
            ),
            models.CheckConstraint(
                name="circumstance_correction_has_reason",
                condition=Q(corrects=None, withdrawn=False) | ~Q(correction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} from {self.start_date}"


class CaseNote(Recorded):
    """What is written on the child's record: a note, a management oversight, minutes, a referral.

    `role` is the role it was written in; `sent_to` the roles it goes to.
    """

    record = models.CharField(max_length=40, choices=words_of(Record))
    role = models.CharField(max_length=60, choices=words_of(Role))
    title = models.CharField(max_length=600)  # what it is, before the longest title of a procedure
    text = models.TextField()
    clause = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    sent_to = models.JSONField(default=list)
    decision = models.UUIDField(null=True, db_index=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="case_note_once", fields=["child", "client_id", "digest"]),
            models.CheckConstraint(name="case_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.record} of {self.happened_at:%Y-%m-%d}"
