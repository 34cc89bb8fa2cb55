"""The outbox: what is to be told, once each, and the webhooks that are told of events (ADR 29)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """By which way something is told."""

    EMAIL = "email", "e-mail"
    WEBHOOK = "webhook", "webhook"


class State(models.TextChoices):
    """How far a message is. One that is `sending` was handed over, or its worker died doing so."""

    WAITING = "waiting", "waiting"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    FAILED = "failed", "to be tried again"
    GIVEN_UP = "given_up", "given up"


class Kind(models.TextChoices):
    """What a message is about; a webhook names those it wants."""

    DIGEST = "digest", "digest"
    ESCALATION = "escalation", "told at once"
    TEST = "test", "test"
    OVERDUE = "overdue", "something is newly overdue"
    SIGNATURE_WAITING = "signature_waiting", "a signature is newly waited for"


class Webhook(models.Model):
    """An address of another system that is told of events; its secret is stored encrypted."""

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=500)
    secret = models.TextField()
    events = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="webhook_has_a_secret", condition=~Q(secret="")),
            models.UniqueConstraint(
                name="one_open_webhook_of_a_name", fields=["name"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """One message: what it says, to whom, and how far it is. Its key says what it is about.

    It holds no personal data; a webhook's may name a child by the id that the other system knows.
    `held_by` is the worker that is sending it, until `held_until`.
    """

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notices"
    )
    webhook = models.ForeignKey(Webhook, models.PROTECT, null=True, related_name="notices")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    held_by = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_goes_to_one",
                condition=Q(channel=Channel.EMAIL, recipient__isnull=False, webhook=None)
                | Q(channel=Channel.WEBHOOK, recipient=None, webhook__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="notice_sent_has_its_time",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="notice_held_while_sending",
                condition=(Q(state=State.SENDING, held_until__isnull=False) & ~Q(held_by=""))
                | (~Q(state=State.SENDING) & Q(held_until=None, held_by="")),
            ),
            models.CheckConstraint(name="notice_has_a_key", condition=~Q(key="")),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before", "id"],
                name="notice_to_send",
                condition=Q(state__in=[State.WAITING, State.SENDING, State.FAILED]),
            ),
            models.Index(fields=["state", "made_at"], name="notice_by_state"),
            models.Index(fields=["recipient", "-made_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.key
