"""A decision: one procedure gone through for one child, with its forms, actions and signatures.

What was done and filled in is only ever added to; a draft alone is changed in place, until it is
submitted. The row of a decision itself says where it stands, for lists (ADR 25).
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.vocabulary import Action, Role
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.models.words import words_of


class PolicyPart(models.Model):
    """A procedure or form as it stood when a decision was opened on it; kept once, by its digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    part_id = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    body = models.TextField()

    def __str__(self) -> str:
        return self.part_id


class Decision(models.Model):
    """A procedure opened for a child, and the step in which it stands since when.

    `key` is what other records name it by. `together` is shared by those opened at once for brothers
    and sisters. `due_at` is by when the step must be done. `is_alone` keeps a second of the same
    procedure from being opened beside it. `version` counts the actions.
    """

    key = models.UUIDField(default=uuid4, unique=True)
    client_id = models.UUIDField()
    child = models.ForeignKey(Child, models.PROTECT, related_name="decisions")
    procedure = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    part = models.ForeignKey(PolicyPart, models.PROTECT, related_name="+")
    form_part = models.ForeignKey(PolicyPart, models.PROTECT, null=True, related_name="+")
    pack = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    together = models.UUIDField(db_index=True)
    step = models.CharField(max_length=100)
    step_title = models.CharField(max_length=500)
    at_start = models.BooleanField(default=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False)
    in_dispute = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="decision_once", fields=["child", "client_id"]),
            models.UniqueConstraint(
                name="one_open_decision_of_a_kind",
                fields=["child", "procedure"],
                condition=Q(is_alone=True, ended_at=None),
            ),
            models.CheckConstraint(
                name="decision_ends_after_it_opens",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ended_at", "since"], name="decision_open_by_age"),
            models.Index(fields=["child", "procedure"], name="decision_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} for {self.child_id}"


class Waiting(models.Model):
    """A role that can act in the step a decision stands in; made anew with every action."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="waiting")
    role = models.CharField(max_length=60, choices=words_of(Role))
    signs = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="waiting_once_a_role", fields=["decision", "role"])
        ]
        indexes: ClassVar = [models.Index(fields=["role"], name="waiting_by_role")]

    def __str__(self) -> str:
        return f"{self.decision_id} waits for {self.role}"


class Filled(models.Model):
    """A form as it was filled in: one version, never changed.

    `known` is what was shown from the record while it was filled in, with local incidence. `carried`
    names the answers taken over from the last time. Without a decision it was filled in by itself.
    `filled_at` is when, if that was before it came here: at a door without signal.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="forms_filled")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="forms_filled")
    form = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    part = models.ForeignKey(PolicyPart, models.PROTECT, related_name="+")
    answers = models.JSONField()
    carried = models.JSONField(default=list)
    known = models.JSONField(default=dict)
    writers = models.JSONField(default=list)
    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    filled_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="filled_once", fields=["child", "form", "client_id"]),
            models.CheckConstraint(
                name="filled_in_before_it_came",
                condition=Q(filled_at=None) | Q(filled_at__lte=F("recorded_at")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["child", "form"], name="filled_of_child")]

    @property
    def written_at(self) -> datetime:
        """Return when it was filled in."""
        return self.filled_at or self.recorded_at

    def __str__(self) -> str:
        return f"{self.form} for {self.child_id}"


class Done(models.Model):
    """One action of a decision: who did what when, in which role, and what was told with it.

    Of a signature, `signs` names which and `digest` is the fingerprint of what was signed, which is
    the version `filled`.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="done")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField()
    step = models.CharField(max_length=100)
    step_title = models.CharField(max_length=500)
    action = models.CharField(max_length=40, choices=words_of(Action))
    to = models.CharField(max_length=100)
    to_title = models.CharField(max_length=500)
    told = models.JSONField(default=dict)
    clause = models.TextField(blank=True)
    signature = models.BooleanField()
    signs = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    filled = models.ForeignKey(Filled, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60, choices=words_of(Role))
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=200, blank=True)
    acting_for_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="done_in_its_place", fields=["decision", "number"]),
            models.UniqueConstraint(name="done_once", fields=["decision", "client_id"]),
            models.CheckConstraint(
                name="signature_fixes_what_was_signed",
                condition=Q(signature=False) | ~Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} of {self.decision_id}"


class Draft(models.Model):
    """What is being filled in: saved as it is written, gone once it is submitted.

    For a decision there is one, which those who may write it share; of a form filled in by itself,
    each writer has their own. `writers` are the keys of all who changed it.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="drafts")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="draft")
    form = models.CharField(max_length=200)
    answers = models.JSONField(default=dict)
    carried = models.JSONField(default=list)
    known = models.JSONField(default=dict)
    writers = models.JSONField(default=list)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_draft_of_a_form",
                fields=["child", "form", "written_by"],
                condition=Q(decision=None),
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.form} for {self.child_id}"


class Comment(models.Model):
    """Something said of a decision between those who work on it; not part of what is signed."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="comments")
    client_id = models.UUIDField()
    field = models.CharField(max_length=100, blank=True)
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="comment_once", fields=["decision", "client_id"]),
            models.CheckConstraint(name="comment_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"comment on {self.decision_id}"


class Incidence(models.Model):
    """How much of the virus there is in an area: the published rate of one week, per 100,000 people.

    The row stored last for a week is the one that holds. Without `recorded_by` a command stored it.
    """

    area = models.CharField(max_length=200)
    area_key = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)
    week_ending = models.DateField()
    rate = models.DecimalField(max_digits=8, decimal_places=1)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="incidence_is_a_rate", condition=Q(rate__gte=Decimal(0)))
        ]
        indexes: ClassVar = [
            models.Index(fields=["area_key", "week_ending"], name="incidence_of_area")
        ]

    def __str__(self) -> str:
        return f"{self.area}, week to {self.week_ending}: {self.rate}"
