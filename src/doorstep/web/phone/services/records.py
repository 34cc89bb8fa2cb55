"""Take in what phones send: each thing once, with its receipt; what cannot be is kept whole (ADR 33)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.phone.clocks import clock_of
from doorstep.web.phone.models import Phone, Sent, SetAside
from doorstep.web.phone.received import Thing
from doorstep.web.phone.services.asides import put_aside, settle_sent_again, settled_before
from doorstep.web.phone.services.recording import Sending, drawn, record
from doorstep.web.phone.services.refusals import (
    REFUSALS,
    Refusal,
    SentOtherwiseError,
    SettledError,
    refusal_of,
)
from doorstep.workdays import moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Something that stands: its row, and whether it was new."""

    row: Sent
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that was set aside: its row, why, and what stands under its id instead.

    `settled` is what somebody settled of it before.
    """

    aside: SetAside
    refusal: Refusal
    error: Exception
    settled: SetAside | None


def is_too_often(by: Access, *, at: datetime, most: int) -> bool:
    """Test whether somebody's phones sent so much in this minute that the next has to wait."""
    lately = {"user": by.user_id, "received_at__gt": moved(at, -timedelta(minutes=1))}
    sent = Sent.objects.filter(**lately).count()
    return sent + SetAside.objects.filter(**lately).count() >= most


def receive(thing: Thing, *, phone: Phone, by: Access, at: datetime) -> Taken | Kept:
    """Take something in, or keep it whole with the reason why it cannot be."""
    try:
        if before := _before(thing, by):
            return Taken(row=before, is_new=False)
        if not by.has(Can.RECORD):
            raise PermissionDenied
        return _taken_in(thing, phone, by=by, at=at)
    except REFUSALS as error:
        refusal = refusal_of(error, by)
        aside = put_aside(thing, refusal, phone=phone, by=by, at=at)
        settled = settled_before(thing, by=by)
        return Kept(aside=aside, refusal=refusal, error=error, settled=settled)


def _before(thing: Thing, by: Access) -> Sent | None:
    """Return what the very same sending made before.

    Raises: SentOtherwiseError.
    """
    row = Sent.objects.filter(client_id=thing.client_id).first()
    if row is not None and (row.digest, row.user_id) != (thing.digest, by.user_id):
        raise SentOtherwiseError(row)
    return row


def _taken_in(thing: Thing, phone: Phone, *, by: Access, at: datetime) -> Taken:
    clock = clock_of(thing.told_at, thing.sent_at, thing.offset, at=at)
    sending = Sending(thing=thing, clock=clock, by=by, at=at, drawn=drawn(thing))
    try:
        return Taken(row=_stored(sending, phone), is_new=True)
    except IntegrityError:  # the same came twice at once, and the other was first
        before = _before(thing, by)
        if before is None:
            raise
        return Taken(row=before, is_new=False)


@transaction.atomic
def _stored(sending: Sending, phone: Phone) -> Sent:
    """Store that it came, which holds off every other sending of it, and then what it says."""
    thing, by, at = sending.thing, sending.by, sending.at
    row = Sent.objects.create(
        client_id=thing.client_id,
        digest=thing.digest,
        kind=thing.kind,
        phone=phone,
        user_id=by.user_id,
        told_at=thing.told_at,
        received_at=at,
        off_by=sending.clock.off_by,
    )
    _refuse_settled(thing, by)
    row.made = record(sending)
    row.save(update_fields=["made"])
    settle_sent_again(thing, by=by, at=at)
    return row


def _refuse_settled(thing: Thing, by: Access) -> None:
    """Refuse what somebody settled by hand: they may have recorded it, and it would stand there twice.

    Raises: SettledError.
    """
    settled = settled_before(thing, by=by, lock=True)
    if settled is not None:
        raise SettledError(settled, is_same=settled.digest == thing.digest)
