"""People who sign in, the teams and localities they work in, the roles they hold, their deputies."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from doorstep.web.accounts.words import ALL_ROLES

ROLES = [(role.value, role.value.replace("_", " ")) for role in ALL_ROLES]


class User(AbstractUser):
    """Somebody who may sign in.

    `worker_id` is the id the case management system knows the person by; it leads to their children.
    `version` counts the changes, so that two people cannot overwrite one another.
    """

    name = models.CharField(max_length=200)
    worker_id = models.CharField(max_length=60, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_user_a_worker_id", fields=["worker_id"], condition=~Q(worker_id="")
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username


class Locality(models.Model):
    """A part of the authority's area."""

    name = models.CharField(max_length=100, unique=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team, by the name the case management system gives it."""

    name = models.CharField(max_length=200, unique=True)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class RoleHeld(models.Model):
    """A role a person holds from a day until before another, in a team, a locality or the authority.

    Neither a team nor a locality means the whole authority. One that ends on the day it starts was
    taken back: it never held.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=60, choices=ROLES)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_in_a_team_or_a_locality",
                condition=Q(team=None) | Q(locality=None),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
            ),
            models.CheckConstraint(
                name="role_is_known", condition=Q(role__in=[role for role, _ in ROLES])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Deputy(models.Model):
    """Somebody who acts for another from a day until before another; on no day if taken back."""

    user = models.ForeignKey(User, models.CASCADE, related_name="deputises")
    acts_for = models.ForeignKey(User, models.CASCADE, related_name="deputies")
    start_date = models.DateField()
    end_date = models.DateField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="deputy_is_somebody_else", condition=~Q(user=F("acts_for"))
            ),
            models.CheckConstraint(
                name="deputy_ends_after_it_starts", condition=Q(end_date__gte=F("start_date"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} acts for {self.acts_for}"
