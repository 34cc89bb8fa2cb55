"""Read how messages fare: a person's own, a webhook's, and what administrators must look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from doorstep.web.notices.models import Channel, Notice, State, Watched, Webhook
from doorstep.workdays import moved

LATELY = timedelta(30)
LONG_AGO = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many messages wait, are tried again, were given up or sent lately; and what nobody was told.

    `stuck` counts those that should have gone more than an hour ago and were never tried.
    """

    waiting: int
    failing: int
    given_up: int
    sent: int
    untold: int
    stuck: int


def figures(*, at: datetime) -> Figures:
    """Return how messages fare."""
    since = at - LATELY
    rows = Notice.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[State.WAITING, State.SENDING])),
        failing=Count("pk", filter=Q(state=State.FAILED)),
        given_up=Count("pk", filter=Q(state=State.GIVEN_UP, made_at__gte=since)),
        sent=Count("pk", filter=Q(state=State.SENT, made_at__gte=since)),
        stuck=Count("pk", filter=Q(state=State.WAITING, not_before__lt=moved(at, -LONG_AGO))),
    )
    untold = Watched.objects.filter(told=0, found_at__gte=since).count()
    return Figures(**rows, untold=untold)


def in_trouble() -> "QuerySet[Notice]":
    """Return the messages that are tried again or were given up, the latest first."""
    rows = Notice.objects.filter(state__in=[State.FAILED, State.GIVEN_UP])
    return rows.select_related("recipient", "webhook").order_by("-made_at", "-pk")


def of_person(user_id: int) -> "QuerySet[Notice]":
    """Return the messages to a person, the latest first."""
    rows = Notice.objects.filter(recipient=user_id, channel=Channel.EMAIL)
    return rows.order_by("-made_at", "-pk")


def of_webhook(hook: Webhook) -> "QuerySet[Notice]":
    """Return the deliveries of a webhook, the latest first."""
    return hook.notices.order_by("-made_at", "-pk")


def get_webhook(pk: int) -> Webhook:
    """Return a webhook, also one that was ended.

    Raises: Http404.
    """
    found = Webhook.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such webhook.")
    return found


def webhooks() -> list[Webhook]:
    """Return all webhooks, the open ones first, by name."""
    rows = Webhook.objects.order_by("name", "pk")
    return sorted(rows, key=lambda hook: hook.ended_at is not None)
