"""Tokens by which other systems act as an account, and the ids of what they sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ApiToken(models.Model):
    """What a system shows to act as an account: never more than the account's roles let it do.

    The secret itself is not stored: `mark` finds the row, `digest` is the SHA-256 of the whole token.
    `scopes` are the groups of addresses, `cans` what of the roles' rights it has. `used_minute` is when
    it was last used, to the minute, and `used_count` how often in that minute.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    mark = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    cans = models.JSONField()
    client_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    used_minute = models.DateTimeField(null=True)
    used_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="token_ends_after_it_begins", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="token_revoked_whole",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="token_is_of_somebody_else", condition=~Q(user=F("created_by"))
            ),
            models.CheckConstraint(name="token_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mark})"


class Received(models.Model):
    """That a visit or contact with this id came in and was recorded; the same id is recorded once.

    `digest` is the SHA-256 of what was sent. What it said stands in the child's record alone.
    """

    client_id = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64)
    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.client_id)
