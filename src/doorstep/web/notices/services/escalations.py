"""Tell at once what has become late: found by comparing what is stored with what was found before."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from doorstep.web.caseload.joined import joined
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.reading import restrictions_on
from doorstep.web.decisions.models import Decision
from doorstep.web.notices import saying
from doorstep.web.notices.models import Kind, Watch, WatchBegan, Watched, Webhook
from doorstep.web.notices.queries.late import Late, all_late, roles_waited_for
from doorstep.web.notices.queries.people import Reachable
from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.workdays import LONDON

AGAIN = timedelta(7)
"""The same short duty that begins again within this time was told already: a daily call is no news."""
EVENTS = {Watch.OVERDUE: Kind.OVERDUE, Watch.SIGNATURE: Kind.SIGNATURE_WAITING}
New = Sequence[tuple[Late, Watched]]


@transaction.atomic
def look(*, at: datetime) -> int:
    """Compare what is late with what was found before; tell what is new, once; return how much is.

    At the very first look nothing is told: what is late then was so before anybody asked.
    """
    on = at.astimezone(LONDON).date()
    found = {each.mark: each for each in all_late(at=at, on=on)}
    known = {
        (row.child_id, row.what, row.subject): row.pk
        for row in Watched.objects.filter(over_at=None).only("child", "what", "subject")
    }
    gone = [pk for mark, pk in known.items() if mark not in found]
    fresh = [each for mark, each in found.items() if mark not in known]
    told_lately = _told_lately(fresh, at)
    Watched.objects.filter(pk__in=gone).update(over_at=at)
    new = list(zip(fresh, _stored(fresh, at), strict=True))
    if not WatchBegan.objects.exists():
        WatchBegan.objects.create(at=at)
        return 0
    _tell_people([each for each in new if each[0].mark not in told_lately], at)
    _tell_systems(new, at, on)
    return len(new)


def _stored(fresh: Iterable[Late], at: datetime) -> list[Watched]:
    return Watched.objects.bulk_create(
        Watched(child_id=late.child, what=late.what, subject=late.subject, found_at=at)
        for late in fresh
    )


def _told_lately(fresh: Iterable[Late], at: datetime) -> set[tuple[int, str, str]]:
    """Return those newly owed whose duty had begun for the child in the last days already."""
    owed = [late for late in fresh if late.what == Watch.OWED]
    rows = Watched.objects.filter(
        what=Watch.OWED, child__in={late.child for late in owed}, found_at__gt=at - AGAIN
    )
    before = {(child, subject.partition("|")[0]) for child, subject in _named(rows)}
    return {late.mark for late in owed if (late.child, late.about) in before}


def _named(rows: Any) -> Iterable[tuple[int, str]]:
    found: Iterable[tuple[int, str]] = rows.values_list("child_id", "subject")
    return found


# --- people -------------------------------------------------------------------------------------------


def _tell_people(new: New, at: datetime) -> None:
    """Put one message for each who is to be told, whatever number of things are new."""
    urgent = [(late, row) for late, row in new if late.is_urgent]
    if not urgent or not is_mail_on():
        return
    reachable = Reachable(at=at)
    waited = roles_waited_for(late.decision for late, _ in urgent if late.decision)
    counts: dict[int, Counter[str]] = {}
    for late, row in urgent:
        people = reachable.told_of(late, waited_for=waited.get(late.decision or 0, frozenset()))
        for user in people:
            counts.setdefault(user, Counter())[late.what] += 1
        row.told = len(people)
    Watched.objects.bulk_update([row for _, row in urgent], ["told"])
    first = min(row.pk for _, row in urgent)  # of this look alone, so the key is too
    put((_message(user, count, first) for user, count in counts.items()), at=at)


def _message(user: int, counts: Counter[str], first: int) -> Told:
    text = saying.escalation(counts)
    return Told(
        key=f"escalation:{user}:{first}",
        kind=Kind.ESCALATION,
        recipient=user,
        subject=text.subject,
        body=text.body,
    )


# --- other systems ------------------------------------------------------------------------------------


def _tell_systems(new: New, at: datetime, on: date) -> None:
    """Put an event for each webhook that wants it; of restricted records none leaves."""
    hooks = list(Webhook.objects.filter(ended_at=None))
    events = [(late, row) for late, row in new if late.what in EVENTS]
    if not hooks or not events:
        return
    # Merged records are one: what restricts one of them restricts all.
    hidden = joined().widened(restrictions_on(on).values_list("child_id", flat=True))
    shown = [(late, row) for late, row in events if late.child not in hidden]
    ids = dict(
        Child.objects.filter(pk__in={x.child for x, _ in shown}).values_list("pk", "child_id")
    )
    keys = _keys_of(late.decision for late, _ in shown if late.decision)
    put(
        (
            _event(late, row, hook, ids[late.child], keys.get(late.decision or 0, ""), at)
            for late, row in shown
            for hook in hooks
            if EVENTS[Watch(late.what)] in hook.events
        ),
        at=at,
    )


def _keys_of(decisions: Iterable[int]) -> dict[int, str]:
    rows = Decision.objects.filter(pk__in=list(decisions)).values_list("pk", "key")
    return {pk: str(key) for pk, key in rows}


def _event(  # noqa: PLR0913 (all that an event says)
    late: Late, row: Watched, hook: Webhook, child_id: str, decision: str, at: datetime
) -> Told:
    event = EVENTS[Watch(late.what)]
    about = {"procedure": late.about, "decision": decision} if decision else {"duty": late.about}
    told = {
        "event": str(event),
        "id": f"{event}:{row.pk}",
        "at": at.isoformat(timespec="seconds"),
        "child_id": child_id,
        "due": late.due,
        **about,
    }
    body = json.dumps(told, sort_keys=True)
    return Told(key=f"{event}:{row.pk}:{hook.pk}", kind=event, webhook=hook.pk, body=body)
