"""That two records much alike are of two children: said once by a person, and not asked again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.caseload.models import Child


class TwoChildren(models.Model):
    """Two records that a person looked at and found to be of two children; the lower key is `one`."""

    one = models.ForeignKey(Child, models.PROTECT, related_name="kept_apart")
    other = models.ForeignKey(Child, models.PROTECT, related_name="kept_apart_from")
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="two_children_once", fields=["one", "other"]),
            models.CheckConstraint(name="two_children_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="two_children_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"
