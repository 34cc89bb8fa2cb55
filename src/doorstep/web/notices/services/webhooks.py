"""Add, change, test and end webhooks; a secret is made here, shown once and stored encrypted."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.second_factor import encrypted
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.notices.models import Kind, Webhook
from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.versions import change

TAKEN = "There is a webhook of this name already"


class NameTakenError(ValueError):
    """There is a webhook of this name already."""


@transaction.atomic
def add_webhook(
    *, name: str, address: str, events: Sequence[str], by: Access, at: datetime
) -> tuple[Webhook, str]:
    """Add a webhook; return it with its secret, which nobody sees again.

    Raises: NameTakenError.
    """
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            made = Webhook.objects.create(
                name=name,
                address=address,
                events=list(events),
                secret=encrypted(secret),
                made_at=at,
                made_by_id=by.user_id,
            )
    except IntegrityError:
        raise NameTakenError(TAKEN) from None
    _tell(made, "add", by=by, at=at)
    return made, secret


@transaction.atomic
def change_webhook(  # noqa: PLR0913 (the fields of the form)
    hook: Webhook,
    *,
    version: int,
    name: str,
    address: str,
    events: Sequence[str],
    by: Access,
    at: datetime,
) -> None:
    """Change where a webhook leads and what it is told.

    Raises: ConflictError; NameTakenError.
    """
    try:
        with transaction.atomic():
            change(hook, version=version, name=name, address=address, events=list(events))
    except IntegrityError:
        raise NameTakenError(TAKEN) from None
    _tell(hook, "change", by=by, at=at)


@transaction.atomic
def renew_secret(hook: Webhook, *, by: Access, at: datetime) -> str:
    """Give a webhook another secret and return it: the old one signs nothing from now on."""
    secret = secrets.token_urlsafe(32)
    change(hook, version=hook.version, secret=encrypted(secret))
    _tell(hook, "renew_secret", by=by, at=at)
    return secret


@transaction.atomic
def end_webhook(hook: Webhook, *, by: Access, at: datetime) -> None:
    """End a webhook: what still waits for it is not sent; what was sent stays to be read."""
    if Webhook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=at):
        _tell(hook, "end", by=by, at=at)


@transaction.atomic
def try_webhook(hook: Webhook, *, client_id: UUID, by: Access, at: datetime) -> None:
    """Send a webhook an event that says that it is a test."""
    body = json.dumps({"at": at.isoformat(timespec="seconds"), "event": "test"}, sort_keys=True)
    told = Told(key=f"test:{hook.pk}:{client_id}", kind=Kind.TEST, webhook=hook.pk, body=body)
    if put([told], at=at):
        _tell(hook, "test", by=by, at=at)


def _tell(hook: Webhook, done: str, *, by: Access, at: datetime) -> None:
    audit.record(
        action=Action.CHANGE_WEBHOOK,
        subject="webhook",
        subject_id=str(hook.pk),
        by=by,
        at=at,
        detail={"do": done},
    )
