"""What was answered of a child: made anew in the transaction of any change (ADR 21)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from doorstep.vocabulary import Status, Tier
from doorstep.web.accounts.models import Team
from doorstep.web.caseload.models.child import Child
from doorstep.web.caseload.models.words import words_of

CLOSED = "closed"
"""The standing of a case that is closed; lists of open cases leave it out."""


class Answer(models.Model):
    """What was answered of a child as at a day, under which packs; the same for everybody who asks.

    `explanation` is `engine.explain_data.as_data`; `tier_order` and `risk_facts` sort lists.
    `asked` is what is asked of whoever works with the child (`caseload.asked`).
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
    tier = models.CharField(max_length=30, choices=words_of(Tier), blank=True)
    tier_order = models.PositiveSmallIntegerField(default=9)
    rag = models.CharField(max_length=10, blank=True)
    risk_facts = models.PositiveSmallIntegerField(default=0)
    worker_id = models.CharField(max_length=60, blank=True, db_index=True)
    worker = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    overdue = models.PositiveSmallIntegerField(default=0)
    last_seen = models.DateField(null=True)
    explanation = models.JSONField(default=dict)
    asked = models.JSONField(default=list)

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
    status = models.CharField(max_length=20, choices=words_of(Status))
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
