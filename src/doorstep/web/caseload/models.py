"""A child, what is known of them, and what was answered of them.

What an extract says of a child is one document, kept in every version; what people record here is
rows, appended only. Involvements, answers and obligations are worked out from these and stored, so
that lists are fast; `services.refresh` makes them anew in the transaction of any change (ADR 21).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.vocabulary import EventKind, Method, Place, Role, Status, Tier, VisitType
from doorstep.web.accounts.models import Team


def _words(words: type) -> list[tuple[str, str]]:
    return [(w.value, w.value.replace("_", " ")) for w in words]  # type: ignore[attr-defined]


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
    visit_type = models.CharField(max_length=30, choices=_words(VisitType))
    method = models.CharField(max_length=30, choices=_words(Method), blank=True)
    place = models.CharField(max_length=30, choices=_words(Place), blank=True)
    seen = models.BooleanField(null=True)
    seen_alone = models.BooleanField(null=True)
    bedroom_seen = models.BooleanField(null=True)
    announced = models.BooleanField(null=True)
    role = models.CharField(max_length=60, choices=_words(Role), blank=True)
    worker_id = models.CharField(max_length=60, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    planned_date = models.DateField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    reason_not_seen = models.CharField(max_length=500, blank=True)
    approved_by = models.CharField(max_length=60, choices=_words(Role), blank=True)
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

    kind = models.CharField(max_length=60, choices=_words(EventKind))
    event_date = models.DateField()
    event_at = models.DateTimeField(null=True)
    due_date = models.DateField(null=True)
    words = models.TextField(blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="events")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="event_once", fields=["child", "client_id", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.event_date}"


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


class Answer(models.Model):
    """What was answered of a child as at a day, under which packs; the same for everybody who asks.

    `explanation` is `engine.explain_data.as_data`; `tier_order` and `risk_facts` sort lists.
    `closed_until` is set for a closed case: before that day nothing opens it by itself.
    `adoption` is the mark of what was adopted (`policies.mark`): under another it is out of date.
    """

    child = models.OneToOneField(Child, models.CASCADE, primary_key=True, related_name="answer")
    as_at = models.DateField(db_index=True)
    answered_at = models.DateTimeField()
    pack = models.CharField(max_length=500)
    adoption = models.CharField(max_length=16, blank=True)
    case = models.CharField(max_length=60)
    standing = models.CharField(max_length=30)
    closed_until = models.DateField(null=True, db_index=True)
    because = models.TextField(blank=True)
    tier = models.CharField(max_length=30, choices=_words(Tier), blank=True)
    tier_order = models.PositiveSmallIntegerField(default=9)
    rag = models.CharField(max_length=10, blank=True)
    risk_facts = models.PositiveSmallIntegerField(default=0)
    worker_id = models.CharField(max_length=60, blank=True, db_index=True)
    worker = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    overdue = models.PositiveSmallIntegerField(default=0)
    last_seen = models.DateField(null=True)
    explanation = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "standing", "as_at", "child"], name="answer_of_team"),
            models.Index(fields=["standing", "as_at", "child"], name="answer_of_all"),
        ]

    def __str__(self) -> str:
        return f"answer for {self.child_id} as at {self.as_at}"


class Obligation(models.Model):
    """One visit, contact, meeting or decision a child is owed: a row of the due list.

    `due_on` is the day to sort by; `due_at` is what is shown, a day or an instant. `why` is the
    sentence, `reasons` the lines behind it; `resumes` is the day a suspended duty holds again.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="obligations")
    place = models.PositiveSmallIntegerField()
    is_decision = models.BooleanField()
    duty = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    who = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=300, blank=True)
    counted_from = models.DateField()
    due_on = models.DateField(null=True)
    due_at = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20, choices=_words(Status))
    days_overdue = models.PositiveIntegerField(default=0)
    clause = models.CharField(max_length=300)
    layer = models.CharField(max_length=30)
    provisional = models.BooleanField()
    assumed = models.BooleanField()
    why = models.TextField()
    reasons = models.JSONField(default=list)
    resumes = models.DateField(null=True)
    tier_order = models.PositiveSmallIntegerField(default=9)
    risk_facts = models.PositiveSmallIntegerField(default=0)
    worker_id = models.CharField(max_length=60, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="obligation_has_its_place", fields=["child", "is_decision", "place"]
            )
        ]
        indexes: ClassVar = [
            # In the order lists have, so that a page of many thousand rows reads only its own.
            models.Index(
                fields=["worker_id", "tier_order", "due_on", "-risk_facts"], name="due_of_worker"
            ),
            models.Index(
                fields=["team", "tier_order", "due_on", "-risk_facts"], name="due_of_team"
            ),
            models.Index(fields=["tier_order", "due_on", "-risk_facts"], name="due_of_all"),
            # All that a list's figures count, so that no row is read for them.
            models.Index(
                fields=["duty", "title", "is_decision", "status", "due_on", "child"],
                name="due_by_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} for {self.child_id}, {self.status}"


class BlindSpot(models.Model):
    """What a list of due dates does not show of a child; zero, or explained by somebody (S15)."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="blind_spots")
    kind = models.CharField(max_length=40, db_index=True)
    detail = models.TextField()
    worker_id = models.CharField(max_length=60, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.child_id}"


class Explained(models.Model):
    """Why a blind spot of a child stands for now: words of a manager, until a day."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="explained")
    kind = models.CharField(max_length=40)
    words = models.CharField(max_length=500)
    until = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} of {self.child_id}, until {self.until}"
