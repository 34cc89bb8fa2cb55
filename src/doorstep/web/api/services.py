"""Issue and revoke tokens, count their use, and take in what they send: once however often sent."""

import secrets
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.api.models import ApiToken, Received
from doorstep.web.api.queries import digest_of, is_a_person
from doorstep.web.api.words import Scope
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Visit
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.services import record_visit

LONGEST = timedelta(days=366)


class NotForAPersonError(ValueError):
    """A token was asked for an account that a person signs in to, or for oneself."""


class IssuedAlreadyError(ValueError):
    """The same form was sent before: the token was shown then, and cannot be shown again."""


class SaidOtherwiseError(ValueError):
    """The same id was sent before with other content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A token to be issued: for which account, what it is for, what it lets do, until when."""

    user: User
    name: str
    scopes: frozenset[Scope]
    cans: frozenset[Can]
    expires_at: datetime
    client_id: UUID


@transaction.atomic
def issue_token(wish: Wish, *, by: Access, at: datetime) -> tuple[ApiToken, str]:
    """Issue a token; return its row, and the token itself, which is stored nowhere.

    Raises: NotForAPersonError; IssuedAlreadyError.
    """
    user = User.objects.select_for_update().get(pk=wish.user.pk)
    if user.pk == by.user_id or is_a_person(user):
        raise NotForAPersonError("A person signs in to this account: choose one of a system")
    if ApiToken.objects.filter(client_id=wish.client_id).exists():
        raise IssuedAlreadyError("This token was issued already, and is shown only once")
    mark = b32encode(secrets.token_bytes(7)).decode().lower()[:10]
    secret = f"ds_{mark}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=wish.name,
        mark=mark,
        digest=digest_of(secret),
        scopes=sorted(wish.scopes),
        cans=sorted(wish.cans),
        client_id=wish.client_id,
        created_at=at,
        created_by_id=by.user_id,
        expires_at=min(wish.expires_at, at + LONGEST),
    )
    _tell(Action.ISSUE_TOKEN, token, by=by, at=at)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Access, at: datetime) -> None:
    """Revoke a token: its next request is refused. One that is revoked stays as it is."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if rows.update(revoked_at=at, revoked_by=by.user_id):
        _tell(Action.REVOKE_TOKEN, token, by=by, at=at)


def _tell(action: Action, token: ApiToken, *, by: Access, at: datetime) -> None:
    detail = {
        "user": token.user_id,
        "scopes": token.scopes,
        "cans": token.cans,
        "until": token.expires_at.isoformat(),
    }
    audit.record(
        action=action, subject="api_token", subject_id=token.mark, by=by, at=at, detail=detail
    )


def count_use(token: ApiToken, *, at: datetime, limit: int) -> bool:
    """Count one request of a token in its minute; return whether it may still be made.

    One UPDATE for all but the first of a minute, whichever process it came to.
    """
    minute = at.replace(second=0, microsecond=0)
    mine = ApiToken.objects.filter(pk=token.pk)
    again = mine.filter(used_minute=minute, used_count__lt=limit)
    if again.update(used_count=F("used_count") + 1):
        return True
    first = mine.filter(Q(used_minute=None) | ~Q(used_minute=minute))
    if first.update(used_minute=minute, used_count=1):
        return True
    return bool(again.update(used_count=F("used_count") + 1))  # another began the minute meanwhile


# --- what is sent -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a system sent to be recorded: its id, and the digest of all it says."""

    client_id: UUID
    digest: str
    token: ApiToken


def received_before(sent: Sent) -> bool:
    """Test whether the very same was recorded before.

    Raises: SaidOtherwiseError if something else was recorded under its id, here or on a form.
    """
    # In this order: both are stored at once, so whoever sees the visit sees afterwards how it came.
    is_used = Visit.objects.filter(client_id=sent.client_id).exists()
    row = Received.objects.filter(pk=sent.client_id).first()
    if row is None:
        if is_used:
            raise SaidOtherwiseError
        return False
    if row.digest != sent.digest:
        raise SaidOtherwiseError
    return True


def receive(
    sent: Sent, *, reports: Mapping[str, VisitReport], by: Access, at: datetime, stack: Stack
) -> bool:
    """Record what was sent, for all children or for none; return whether it was new.

    Raises: Http404 for a child one may not record for; SaidOtherwiseError; FutureVisitError.
    """
    try:
        with transaction.atomic():
            Received.objects.create(
                client_id=sent.client_id, digest=sent.digest, token=sent.token, received_at=at
            )
            record_visit(reports=reports, client_id=sent.client_id, by=by, at=at, stack=stack)
    except IntegrityError:  # the same came in twice at once
        if received_before(sent):
            return False
        raise
    return True


@transaction.atomic
def tell_shown_again(rows: Iterable[Visit], *, by: Access, at: datetime) -> None:
    """Record that what was sent once more was shown once more: a read, and no second record."""
    told = [("child", row.child.child_id, {"page": "api", "visit": row.pk}) for row in rows]
    audit.record_all([(Action.READ_VISIT, *each) for each in told], by=by, at=at)
