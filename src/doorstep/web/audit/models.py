"""One table, appended only: triggers refuse every change and each row carries the hash of the last."""

from typing import ClassVar

from django.db import models


class AuditEvent(models.Model):
    """One read of a child's record or one change, by whom, when; no words about a person (ADR 22).

    No foreign keys: what it tells of may go, the event stays.
    """

    happened_at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200, blank=True)
    acting_for = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id", "-id"], name="audit_of_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.action} {self.subject} {self.subject_id}"


class PublishedHead(models.Model):
    """The head of the chain as it was published on a day, outside the system too (U6)."""

    published_on = models.DateField(unique=True)
    published_at = models.DateTimeField()
    event_id = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.published_on}: {self.hash}"
