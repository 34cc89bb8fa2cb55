"""Enrol a phone, hand its key to its owner, hear what waits on it, and take it away (ADR 34)."""

import secrets
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.second_factor import decrypted, encrypted
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.services import Actor
from doorstep.web.audit.words import Action
from doorstep.web.phone.models import Phone
from doorstep.web.phone.received import Enrolling, Waiting

NO_SUCH_PHONE = "There is no such phone, or it is not yours to take away."
KEY_BYTES, MOST = 32, 20
PHONES = "phones"
PLAIN_NAME = "Phone"


class NotYoursError(Exception):
    """The id belongs to a phone of somebody else, or to none."""


class RevokedError(Exception):
    """The phone was taken away, or its owner may not record any more."""


class TooManyError(ValueError):
    """Somebody has so many phones that one is to be taken away first."""


@transaction.atomic
def enrol(told: Enrolling, *, by: Access, at: datetime) -> Phone:
    """Enrol a phone under the id it made; sent again it is the same phone with the same key.

    That holds whatever its owner may do by now; only who may record enrols a new one.

    Raises: NotYoursError; RevokedError; PermissionDenied; TooManyError.
    """
    User.objects.select_for_update().get(
        pk=by.user_id
    )  # one after another, or two would be too many
    before = Phone.objects.filter(pk=told.id).first()
    if before is not None:
        return _own(before, by)
    if not by.has(Can.RECORD):
        raise PermissionDenied
    if Phone.objects.filter(user=by.user_id, revoked_at=None).count() >= MOST:
        raise TooManyError(f"You have {MOST} phones here. Take one away that you use no more.")
    try:
        with transaction.atomic():
            row = _enrolled(told, by, at)
    except IntegrityError:  # somebody else sent the same id at the same time
        raise NotYoursError from None
    detail = {"phone": str(row.pk), "formerly": len(told.formerly)}
    _tell(Action.ENROL_PHONE, row, detail, by=by, at=at)
    return row


def _enrolled(told: Enrolling, by: Access, at: datetime) -> Phone:
    return Phone.objects.create(
        id=told.id,
        user_id=by.user_id,
        name=told.name or PLAIN_NAME,
        key=encrypted(b64encode(secrets.token_bytes(KEY_BYTES)).decode()),
        enrolled_at=at,
        seen_at=at,
    )


def own_phone(phone: UUID, *, by: Access) -> Phone:
    """Return a person's phone, if they may still record with it.

    Raises: NotYoursError; RevokedError.
    """
    row = kept_phone(phone, by=by)
    if not by.has(Can.RECORD):
        raise RevokedError
    return row


def kept_phone(phone: UUID, *, by: Access) -> Phone:
    """Return a person's phone, whatever they may do by now: what waits on it is their work.

    Raises: NotYoursError; RevokedError.
    """
    row = Phone.objects.filter(pk=phone).first()
    if row is None:
        raise NotYoursError
    return _own(row, by)


def sending_phone(phone: UUID, *, by: Access) -> Phone:
    """Return the phone that something came from, whatever its owner may do by now.

    Raises: RevokedError, also for one that is not theirs: nothing is refused for that, it is sent again.
    """
    row = Phone.objects.filter(pk=phone, user=by.user_id).first()
    if row is None or row.revoked_at is not None:
        raise RevokedError
    return row


def _own(row: Phone, by: Access) -> Phone:
    if row.user_id != by.user_id:
        raise NotYoursError
    if row.revoked_at is not None:
        raise RevokedError
    return row


def is_revoked(told: str) -> bool:
    """Test whether a phone was taken away: all that is said to whoever is signed out."""
    try:
        return Phone.objects.filter(pk=UUID(told)).exclude(revoked_at=None).exists()
    except ValueError:
        return False


def key_of(row: Phone) -> str:
    """Return the key of a phone's queue, in base64."""
    return decrypted(row.key)


def former_keys(ids: Iterable[UUID], *, by: Access) -> dict[str, str]:
    """Return the keys of the phones that this browser was before, revoked or not: it is their work."""
    rows = Phone.objects.filter(pk__in=list(ids), user=by.user_id)
    return {str(row.pk): key_of(row) for row in rows}


def hear(row: Phone, told: Waiting, *, at: datetime) -> None:
    """Store what a phone says of what waits on it; no event, it is no change to any record."""
    oldest = min(told.oldest or at, at) if told.unsent else None
    Phone.objects.filter(pk=row.pk).update(
        unsent=told.unsent, oldest_unsent_at=oldest, aside=told.aside, seen_at=at
    )


def seen(row: Phone, *, at: datetime) -> None:
    """Store that a phone was in contact."""
    Phone.objects.filter(pk=row.pk).update(seen_at=at)


def used_in(session: str, row: Phone) -> None:
    """Store in which session a phone is used, so that the session ends with the phone."""
    found = UserSession.objects.filter(session_key=session, user=row.user_id).first()
    if found is not None and str(row.pk) not in found.data.get(PHONES, ()):
        known = found.data | {PHONES: [*found.data.get(PHONES, ()), str(row.pk)]}
        UserSession.objects.filter(pk=found.pk).update(data=known)


@transaction.atomic
def revoke(row: Phone, *, by: Access, at: datetime, here: str = "") -> bool:
    """Take a phone away, and end its sessions but the one it is done in; once.

    At its next contact it forgets the list and its keys.
    """
    for session in UserSession.objects.filter(user=row.user_id).exclude(session_key=here):
        if str(row.pk) in session.data.get(PHONES, ()):
            session.end()
    return bool(_revoke(Phone.objects.filter(pk=row.pk), by.user_id, by=by, at=at))


@transaction.atomic
def revoke_all(user: User, *, by: Access, at: datetime) -> int:
    """Take away all phones of somebody whose account or sessions are ended."""
    return _revoke(Phone.objects.filter(user=user), by.user_id, by=by, at=at)


def _revoke(rows: "QuerySet[Phone]", by_id: int, *, by: Actor, at: datetime) -> int:
    found = list(rows.filter(revoked_at=None).select_for_update().order_by("pk"))
    Phone.objects.filter(pk__in=[row.pk for row in found]).update(
        revoked_at=at, revoked_by=by_id, taken_until=None
    )
    for row in found:
        detail = {"phone": str(row.pk), "own": row.user_id == by_id}
        _tell(Action.REVOKE_PHONE, row, detail, by=by, at=at)
    return len(found)


def _tell(
    action: Action, row: Phone, detail: dict[str, object], *, by: Actor, at: datetime
) -> None:
    audit.record(
        action=action, subject="user", subject_id=str(row.user_id), by=by, at=at, detail=detail
    )
