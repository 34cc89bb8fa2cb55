"""Make, revoke and open calendar feeds; the secret of an address is known to its owner only."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.notices.models import Feed

WINDOW = timedelta(hours=1)
MOST_READS = 60
"""In an hour: calendars ask every quarter of an hour at the most, and people have several."""


class TooOftenError(Exception):
    """A calendar asked too often; it may ask again after a while."""


@transaction.atomic
def make_feed(*, by: Access, at: datetime) -> str:
    """Make a feed in place of the one there was, and return its secret: it is shown once."""
    _revoke(by, at)
    token = secrets.token_urlsafe(32)
    Feed.objects.create(user_id=by.user_id, token_hash=hash_of(token), made_at=at)
    _tell("make", by=by, at=at)
    return token


@transaction.atomic
def revoke_feed(*, by: Access, at: datetime) -> None:
    """Revoke a person's feed: its address opens nothing from now on."""
    if _revoke(by, at):
        _tell("revoke", by=by, at=at)


def _revoke(by: Access, at: datetime) -> int:
    open_ones = Feed.objects.select_for_update().filter(user=by.user_id, revoked_at=None)
    return open_ones.update(revoked_at=at)


def open_feed(token: str, *, at: datetime) -> Feed | None:
    """Return the feed a secret opens; none if it is unknown or revoked, or the account is closed.

    Raises: TooOftenError.
    """
    rows = Feed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    feed = rows.filter(token_hash=hash_of(token)).first()
    if feed is None:
        return None
    if feed.reads_since is None or at - feed.reads_since >= WINDOW:
        Feed.objects.filter(pk=feed.pk).update(reads_since=at, reads=1)
    elif feed.reads >= MOST_READS:
        raise TooOftenError
    else:
        Feed.objects.filter(pk=feed.pk).update(reads=F("reads") + 1)
    return feed


def hash_of(token: str) -> str:
    """Return what is kept of a secret; it is long and random, so a plain hash does."""
    return sha256(token.encode()).hexdigest()


def _tell(done: str, *, by: Access, at: datetime) -> None:
    audit.record(
        action=Action.MAKE_FEED,
        subject="user",
        subject_id=str(by.user_id),
        by=by,
        at=at,
        detail={"do": done},
    )
