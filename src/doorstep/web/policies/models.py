"""Which packs the authority has adopted, from when until when, decided by whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AdoptedPack(models.Model):
    """One pack, adopted from a day until before another; one line of an adoption's file.

    `terms` holds `in_place_of` and `suspends` as an adoption writes them. One that ends on the day it
    starts was taken back: it never held. `recorded_at` is when the line was last changed.
    """

    pack = models.CharField(max_length=100)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="adoption_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            ),
            models.UniqueConstraint(
                name="adopted_once_from_a_day",
                fields=["pack", "start_date"],
                condition=Q(end_date=None) | Q(end_date__gt=F("start_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} from {self.start_date}"
