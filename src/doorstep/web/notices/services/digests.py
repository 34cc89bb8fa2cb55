"""Make each person's digest: once a day, from their hour on, only if something is new."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.queries import access_of
from doorstep.web.caseload.services import refresh
from doorstep.web.lists.my_day import my_day
from doorstep.web.lists.words import Whose
from doorstep.web.notices import saying
from doorstep.web.notices.models import Kind, Wish
from doorstep.web.notices.queries.news import news_for
from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.policies.queries import NothingAdoptedError
from doorstep.workdays import LONDON


def due_digests(*, at: datetime) -> "QuerySet[Wish]":
    """Return whose digest is to be made now: their hour has come today, and it was not made yet.

    A worker that was down at the hour makes it later the same day; on the night on which an hour
    comes twice, it is made once, and where an hour is left out, in the next.
    """
    local = at.astimezone(LONDON)
    not_today = Q(digest_on=None) | Q(digest_on__lt=local.date())
    return Wish.objects.filter(
        not_today,
        digest=True,
        user__is_active=True,
        hour__lte=local.hour,
        days__contains=str(local.isoweekday()),
    )


def make_digests(*, at: datetime, step: Callable[[str], None] = lambda _: None) -> int:
    """Make the digests that are due; return how many have something to say. Repeatable."""
    made = 0
    for pk in list(due_digests(at=at).order_by("pk").values_list("pk", flat=True)):
        made += _make(pk, at)
        step("digest")
    return made


def _bring_up_to_date(by: Access) -> None:
    """Work out anew what is owed to the person's children, where the sweep was not there yet today."""
    found = my_day(by, whose=Whose.EVERYONE)
    if found.as_at is None or found.as_at >= by.on:
        return
    owed = {each.line.child.pk for part in found.parts.values() for each in part}
    with suppress(NothingAdoptedError):
        refresh(owed | {each.child.pk for each in found.nothing_due}, at=by.at)


@transaction.atomic
def _make(pk: int, at: datetime) -> bool:
    rows = due_digests(at=at).select_for_update(of=("self",)).select_related("user")
    wish = rows.filter(pk=pk).first()
    if wish is None:  # another worker made it meanwhile
        return False
    access = access_of(wish.user, at=at)
    _bring_up_to_date(access)
    news = news_for(access, parts=wish.parts, within=wish.within)
    new = news.since(wish.told)
    if new:
        in_all = {part: len(found) for part, found in news.marks.items()}
        text = saying.digest(new, in_all)
        key = f"digest:{wish.user_id}:{access.on.isoformat()}"
        told = Told(
            key=key,
            kind=Kind.DIGEST,
            recipient=wish.user_id,
            subject=text.subject,
            body=text.body,
        )
        put([told], at=at)
    Wish.objects.filter(pk=pk).update(digest_on=access.on, told=news.all())
    return bool(new)
