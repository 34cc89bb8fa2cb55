"""Put messages into the outbox, each once by its key, and try again what was given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.notices.models import Channel, Kind, Notice, State

KEPT = timedelta(180)
"""For so long a message that was sent can be looked at; nothing else needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to be told to whom: a person by e-mail, or a webhook."""

    key: str
    kind: Kind
    body: str
    subject: str = ""
    recipient: int | None = None
    webhook: int | None = None


def put(told: Iterable[Told], *, at: datetime) -> int:
    """Put messages into the outbox, in the transaction of what causes them; return how many are new.

    A key that is there already is left as it is: nothing is told twice.
    Raises: TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "A message belongs in the transaction of what it tells of: open one with atomic()."
        )
    rows = {each.key: _row(each, at) for each in told}
    known = set(Notice.objects.filter(key__in=list(rows)).values_list("key", flat=True))
    fresh = [row for key, row in rows.items() if key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)  # another may put the same meanwhile
    return len(fresh)


def _row(told: Told, at: datetime) -> Notice:
    return Notice(
        key=told.key,
        channel=Channel.WEBHOOK if told.webhook is not None else Channel.EMAIL,
        kind=told.kind,
        recipient_id=told.recipient,
        webhook_id=told.webhook,
        subject=told.subject,
        body=told.body,
        made_at=at,
        not_before=at,
    )


@transaction.atomic
def send_again(*, pk: int, by: Access, at: datetime) -> None:
    """Have a message that was given up tried again from now on; one on its way is left alone.

    Raises: Http404.
    """
    row = Notice.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such message.")
    rows = Notice.objects.filter(pk=pk, state__in=[State.GIVEN_UP, State.FAILED])
    if rows.update(state=State.FAILED, attempts=0, not_before=at, made_at=at):
        audit.record(
            action=Action.SEND_AGAIN, subject="notice", subject_id=str(pk), by=by, at=at, detail={}
        )


def is_anything_old(*, at: datetime) -> bool:
    """Test whether something was sent so long ago that it can be forgotten."""
    return Notice.objects.filter(state=State.SENT, made_at__lt=at - KEPT).exists()


def forget_old(*, at: datetime) -> int:
    """Delete what was sent long ago; return how many."""
    return Notice.objects.filter(state=State.SENT, made_at__lt=at - KEPT).delete()[0]
