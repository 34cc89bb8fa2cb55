"""What My day says of phones: what is not sent and set aside, of oneself and of one's teams."""

from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Subquery

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.components import moment, plural
from doorstep.web.lists.also import Found
from doorstep.web.phone.models import Phone, Round, SetAside
from doorstep.web.phone.queries.asides import asides_for
from doorstep.web.phone.queries.phones import amiss, apart_on, phones_of_teams
from doorstep.workdays import LONDON


def asks(access: Access) -> dict[str, Any]:
    """Return whether anything waits or is set aside, and how many visits are chosen for today."""
    chosen = Round.objects.filter(user=access.user_id, day=access.on)
    counted = chosen.annotate(number=Count("stops")).values("number")
    return {
        "has_unsent": Exists(_unsent_of(access)),
        "is_any_aside": Exists(SetAside.objects.filter(settled_at=None)),
        "chosen": Subquery(counted),
    }


def phones_part(access: Access, found: Found) -> dict[str, Any] | None:
    """Return what waits on phones and what is set aside; nothing where all is sent and settled."""
    if not access.has(Can.RECORD):
        return None
    own = _unsent(access) if found["has_unsent"] else []
    aside = asides_for(access).count() if found["is_any_aside"] else 0
    team = _of_teams(access) if access.has(Can.MOVE) else ""
    if not own and not aside and not team:
        return None
    return {"own": own, "aside": aside, "team": team}


def round_part(access: Access, found: Found) -> dict[str, Any] | None:
    """Return how somebody chooses the visits of their day; nothing for whoever records none."""
    if not access.has(Can.RECORD):
        return None
    return {"count": found["chosen"] or 0}


def _unsent_of(access: Access) -> "QuerySet[Phone]":
    kept = Q(unsent__gt=0) | Q(aside__gt=0)
    return Phone.objects.filter(kept, user=access.user_id, revoked_at=None)


def _unsent(access: Access) -> list[str]:
    """Return what waits on each of one's phones, and what is set aside on it alone."""
    rows = list(_unsent_of(access).order_by("oldest_unsent_at", "pk"))
    apart = apart_on(rows)
    return [
        f"{row.name}: {unsent_words(row, apart.get(row.pk, 0))}"
        for row in rows
        if row.unsent or row.pk in apart
    ]


def unsent_words(row: Phone, apart: int = 0) -> str:
    """Return how much was not sent when a phone was last in contact, and since when it waits.

    `apart` is how much is set aside on it alone.
    """
    seen = moment(row.seen_at.astimezone(LONDON))
    told = [
        f"{row.unsent:,} not sent" if row.unsent else "",
        f"{apart:,} set aside on it alone" if apart else "",
    ]
    what = " and ".join(part for part in told if part) or "nothing unsent"
    oldest = row.oldest_unsent_at
    since = f"; the oldest from {moment(oldest.astimezone(LONDON))}" if oldest else ""
    return f"{what} when last in contact, {seen}{since}"


def _of_teams(access: Access) -> str:
    """Return how many phones of one's teams have unsent work, or are silent; nothing for none."""
    unsent, silent = amiss(phones_of_teams(access).exclude(user=access.user_id), at=access.at)
    told = [
        f"{plural(unsent, 'phone')} with unsent work" if unsent else "",
        f"{plural(silent, 'phone')} silent for a day" if silent else "",
    ]
    return ", ".join(part for part in told if part)
