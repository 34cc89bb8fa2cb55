"""Saved views: a list's filters under a name, for oneself or shared with a team."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from doorstep.web.accounts.models import Team


class SavedView(models.Model):
    """The filters of a list page under a name; shared with a team, or its owner's alone.

    `is_default`: the owner's list opens with it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=30)
    query = models.CharField(max_length=1000)
    shared_with = models.ForeignKey(Team, models.CASCADE, null=True, blank=True)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="saved_view_by_name", fields=["owner", "page", "name"]),
            models.UniqueConstraint(
                name="saved_view_one_default",
                fields=["owner", "page"],
                condition=models.Q(is_default=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
