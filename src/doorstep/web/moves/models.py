"""Children given to other workers, people who are away, and what a leaver hands over."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doorstep.web.accounts.models import Deputy
from doorstep.web.caseload.models import Child, Circumstance

PERSON = settings.AUTH_USER_MODEL


class Move(models.Model):
    """Children given to other workers at once: from which day, why, by whom.

    `puts_back` is the move that this one undoes; only one does.
    """

    client_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    start_date = models.DateField()
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    puts_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="put_back_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="move_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"move {self.pk} from {self.start_date}"


class Moved(models.Model):
    """One child of a move: from whom, to whom, in which role; a blank role is the case worker's."""

    move = models.ForeignKey(Move, models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, models.PROTECT, related_name="moves")
    role = models.CharField(max_length=60, blank=True)
    from_worker_id = models.CharField(max_length=60, blank=True)
    from_worker = models.CharField(max_length=200, blank=True)
    from_team = models.CharField(max_length=200, blank=True)
    to_worker_id = models.CharField(max_length=60)
    to_worker = models.CharField(max_length=200)
    circumstance = models.OneToOneField(Circumstance, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="child_moved_once_in_a_move", fields=["move", "child", "role"]
            ),
            models.CheckConstraint(
                name="moved_to_somebody_else", condition=~Q(from_worker_id=F("to_worker_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} to {self.to_worker_id}"


class Absence(models.Model):
    """When somebody is away, until before which day, and who covers; on no day if taken back.

    Who covers is their deputy on these days, so that the children stand on the cover's own list.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="absences")
    cover = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="covers")
    deputy = models.OneToOneField(Deputy, models.PROTECT, null=True, related_name="absence")
    start_date = models.DateField()
    end_date = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    client_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(end_date__gte=F("start_date"))
            ),
            models.CheckConstraint(
                name="cover_is_somebody_else", condition=Q(cover=None) | ~Q(cover=F("person"))
            ),
            models.CheckConstraint(
                name="cover_is_a_deputy",
                condition=Q(cover=None, deputy=None) | Q(cover__isnull=False, deputy__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "end_date"], name="absence_of_person"),
            models.Index(fields=["cover", "end_date"], name="absence_covered_by"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away from {self.start_date} until {self.end_date}"


class Handover(models.Model):
    """What somebody who leaves, or changes work, gave to others at once; only ever added to."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="handovers")
    client_id = models.UUIDField(unique=True)
    start_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"handover {self.pk} of {self.person_id}"


class HandoverItem(models.Model):
    """One thing handed over: to whom, or why nobody needs to have it."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="handed_over_once", fields=["handover", "kind", "key"]),
            models.CheckConstraint(
                name="handed_to_somebody_or_said_why",
                condition=(Q(to=None) & ~Q(reason="")) | Q(to__isnull=False, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
