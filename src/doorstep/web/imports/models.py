"""Extracts that come in: what each says of which child, what was refused, and what people are asked.

An import is read by the worker, shown, applied only when a person said so, and undone by pointing
back to the documents before (ADR 28).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.web.caseload.models import CaseDocument, Child, Circumstance
from doorstep.web.imports.apart import TwoChildren  # noqa: F401 (a model of this app)
from doorstep.web.imports.faults import Fault, LookedThrough  # noqa: F401 (models of this app)


class State(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READY = "ready", "To be looked at"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    CANCELLED = "cancelled", "Cancelled"
    REFUSED = "refused", "Could not be read"
    FAILED = "failed", "Failed"


class CameBy(models.TextChoices):
    """Which way an extract came."""

    UPLOAD = "upload", "uploaded"
    FOLDER = "folder", "from the watched folder"
    COMMAND = "command", "by the command"


class Import(models.Model):
    """An extract that came in. Its files stand in a folder named by `key`, below the state folder.

    `source` is what kind of extract it is, as the document of each child says it. `newest_on` is the
    newest day it tells of, by which an older extract is known. `asked_by` said that it be applied or
    undone; `at_work` lets one at a time be, since each stands on the other. `inbox_name` is set until
    the file of the watched folder has been put away.
    """

    key = models.UUIDField(unique=True)
    came_by = models.CharField(max_length=10, choices=CameBy.choices)
    file_name = models.CharField(max_length=300)
    inbox_name = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    came_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)
    newest_on = models.DateField(null=True)
    notes = models.JSONField(default=list)
    children = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_for = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=1000, blank=True)
    at_work = models.BooleanField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_applied_has_time",
                condition=Q(applied_at__isnull=False)
                | ~Q(state__in=["applied", "undoing", "undone"]),
            ),
            models.CheckConstraint(
                name="import_undone_has_time",
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at=None)),
            ),
            models.CheckConstraint(
                name="import_says_why_not",
                condition=~Q(state__in=["refused", "failed"]) | ~Q(why=""),
            ),
            models.CheckConstraint(
                name="import_at_work_says_so",
                condition=Q(state__in=["applying", "undoing"], at_work__isnull=False, at_work=True)
                | (~Q(state__in=["applying", "undoing"]) & Q(at_work=None)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], name="import_by_state")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Told(models.TextChoices):
    """What an import says of a child."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    GONE = "gone", "Not in it"


class ImportedChild(models.Model):
    """A child of whom an import says something else than what is stored, or whom it leaves out.

    `body` is what it says, until it is applied; then `after` is the document that was made of it.
    `before` is the document that held before it, to which undoing points back. `differs` are the
    differences as people read them: what, before, after. `kept` says why undoing left it as it is.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="told")
    child_id = models.CharField(max_length=100)
    what = models.CharField(max_length=10, choices=Told.choices)
    name = models.CharField(max_length=200, blank=True)
    name_before = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    before = models.ForeignKey(CaseDocument, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(CaseDocument, models.PROTECT, null=True, related_name="+")
    differs = models.JSONField(default=list)
    kept = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="imported_child_once", fields=["of", "child_id"]),
            models.CheckConstraint(
                name="imported_child_was_there",
                condition=Q(what="new", before=None) | (~Q(what="new") & Q(before__isnull=False)),
            ),
            models.CheckConstraint(
                name="imported_child_gone_says_nothing",
                condition=~Q(what="gone") | Q(body="", after=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["of", "what", "child_id"], name="imported_child_listed"),
            models.Index(fields=["child_id", "of"], name="imports_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.what} in {self.of_id}"


class Refused(models.Model):
    """A row, or one field of it, that an import could not use; `reason` says what to do about it."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="refusals")
    file = models.CharField(max_length=300)
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000)
    child_id = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["of", "child_id"], name="refused_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.file} row {self.row}"


class Question(models.Model):
    """That a child with an open case is missing from an extract: asked of who has the child.

    Closed: `circumstance` is the closure recorded. Kept: the case goes on, and it is asked again when
    the child came and is missing once more, or after four weeks. Over: nobody needs to answer any more.
    """

    class Answer(models.TextChoices):
        OPEN = "open", "Not answered yet"
        CLOSED = "closed", "The case is closed"
        KEPT = "kept", "The case is open; the extract left the child out"
        OTHER = "other", "Something else"
        OVER = "over", "No longer asked"

    child = models.ForeignKey(Child, models.CASCADE, related_name="questions")
    of = models.ForeignKey(Import, models.CASCADE, related_name="questions")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    words = models.CharField(max_length=1000, blank=True)
    circumstance = models.ForeignKey(Circumstance, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    acting_for = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_open_question_of_a_child", fields=["child"], condition=Q(answer="open")
            ),
            models.CheckConstraint(
                name="question_answered_whole",
                condition=Q(answer="open", answered_at=None)
                | (~Q(answer="open") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="question_closed_by_a_closure",
                condition=Q(answer="closed", circumstance__isnull=False)
                | (~Q(answer="closed") & Q(circumstance=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"question about {self.child_id}"


class Difference(models.Model):
    """That a source says something else than what was recorded here; both stand until it is settled.

    `ours` is the circumstance recorded here. `key` is the fingerprint of both sides: settled once, it
    is not asked again until the source says something else. `taken_back` is the row that withdrew ours.
    """

    class About(models.TextChoices):
        WORKER = "worker", "Who has the child"
        CLOSURE = "closure", "Whether the case is closed"
        HOUSEHOLD = "household", "The household"
        RAG = "rag", "The RAG rating"
        TIER = "tier", "The tier"

    class Settled(models.TextChoices):
        OPEN = "open", "Not settled yet"
        OURS = "ours", "What is recorded here holds"
        THEIRS = "theirs", "What the source says holds"
        OVER = "over", "They say the same now"

    child = models.ForeignKey(Child, models.CASCADE, related_name="differences")
    about = models.CharField(max_length=10, choices=About.choices)
    ours = models.ForeignKey(Circumstance, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    said_here = models.CharField(max_length=500)
    said_there = models.CharField(max_length=500)
    found_at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=Settled.choices, default=Settled.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    taken_back = models.ForeignKey(Circumstance, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    acting_for = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="difference_once", fields=["child", "key"]),
            models.CheckConstraint(
                name="difference_settled_whole",
                condition=Q(settled="open", settled_at=None)
                | (~Q(settled="open") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="difference_theirs_takes_ours_back",
                condition=Q(settled="theirs", taken_back__isnull=False)
                | (~Q(settled="theirs") & Q(taken_back=None)),
            ),
            models.CheckConstraint(
                name="difference_is_settled_with_a_reason",
                condition=~Q(settled="theirs") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} of {self.child_id}"
