"""What came from phones: each thing once, with its receipt; and what was set aside with its reason."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from doorstep.web.caseload.models import Child
from doorstep.web.phone.models.device import Phone

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What a phone sends."""

    VISIT = "visit", "visit"
    CALL = "call", "call"
    CONTACT = "contact", "contact"
    ASSESSMENT = "assessment", "assessment"
    OUTING = "outing", "start or end of being out"
    PHOTOGRAPH = "photograph", "photograph"


class Sent(models.Model):
    """One thing that was taken in: the id the phone made, and the digest of what it sent with it.

    `told_at` is when it was saved by the phone's clock, `off_by` by how many seconds that clock was
    ahead of ours when it was sent; `made` names what was recorded, such as the visits' keys.
    """

    client_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="sent")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()
    off_by = models.IntegerField(default=0)
    made = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="sent_kind_is_known", condition=Q(kind__in=Kind.values))
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-received_at"], name="sent_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id}"


class SetAside(models.Model):
    """Something that could not be taken in as it was, whole, with the reason; settled, never deleted.

    `child` is whom it was about, where such a child is known; `about` names all of them by number, so
    that it goes when one of their records is disposed of. `body` is what the phone sent, `told_at` when
    it was saved, the phone's clock set right.
    """

    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="set_aside")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="set_aside")
    about = models.TextField(blank=True)
    body = models.JSONField()
    status = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    settled_why = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="set_aside_once", fields=["client_id", "digest", "user"]),
            models.CheckConstraint(
                name="set_aside_settled_whole",
                condition=Q(settled_at=None, settled_by=None, settled_why="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_why="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "settled_at"], name="set_aside_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id} set aside"
