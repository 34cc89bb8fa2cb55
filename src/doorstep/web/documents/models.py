"""That a document was copied into the case management system: ticked once, never unticked."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from doorstep.web.caseload.models import Child
from doorstep.web.documents.paper import KINDS


class Copied(models.Model):
    """Who copied what into the case management system, and when they said so.

    `item` is the key of the record the document is of: a form, a decision, a case note or a visit.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="copied")
    kind = models.CharField(max_length=20, choices=[(k.value, v) for k, v in KINDS.items()])
    item = models.PositiveBigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="copied_once", fields=["kind", "item"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} of {self.child_id}"
