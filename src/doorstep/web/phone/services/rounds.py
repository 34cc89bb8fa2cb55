"""Choose the visits of a day, put them in order, and put them on a phone."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.lateness import in_time_from
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.reading import open_child, tell
from doorstep.web.phone.effects import Shared
from doorstep.web.phone.models import Phone, Round, Stop
from doorstep.web.phone.queries import round_papers as papers
from doorstep.web.phone.queries import rounds
from doorstep.web.phone.queries.round_taken import Taking, others_taken, stops_taken, until
from doorstep.web.policies.mark import mark_of
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.versions import ConflictError

MOST_OTHERS, MOST_CALLS = 60, 12
PAGE = "phone"


class Chosen(NamedTuple):
    """One child of a round, and at what time if one was agreed."""

    child: int
    at: time | None = None


class TooManyError(ValueError):
    """More children were chosen than a day can hold."""


@transaction.atomic
def save_round(
    *, day: date, chosen: Sequence[Chosen], version: int, by: Access, at: datetime
) -> Round:
    """Store whom somebody means to see on a day, in this order; `version` 0 if nothing was stored yet.

    Raises: Http404 for a child they may not record for; TooManyError; ConflictError.
    """
    if len(chosen) > rounds.MOST:
        raise TooManyError(f"Select {rounds.MOST} children or fewer")
    pks = {each.child for each in chosen}
    if children_for(by, can=Can.RECORD).filter(pk__in=pks).count() != len(pks):
        raise Http404(NO_SUCH_CHILD)
    row, is_new = Round.objects.select_for_update().get_or_create(
        user_id=by.user_id, day=day, defaults={"changed_at": at}
    )
    if version != (0 if is_new else row.version):
        raise ConflictError(row, {})
    if not is_new:
        row.version += 1
    row.changed_at = at
    row.save()
    row.stops.all().delete()
    Stop.objects.bulk_create(
        Stop(round=row, child_id=each.child, position=n, at=each.at)
        for n, each in enumerate(chosen, 1)
    )
    audit.record(
        action=Action.CHANGE_ROUND,
        subject="round",
        subject_id=str(row.pk),
        by=by,
        at=at,
        detail={"day": day.isoformat(), "children": len(chosen)},
    )
    return row


@transaction.atomic
def take_round(*, phone: Phone, by: Access, at: datetime) -> dict[str, Any] | None:
    """Return what is put on a phone of today's visits, each child's read event written.

    With no visits chosen it is one's children to call; none for whoever has none of either. The list ends
    after the hours the authority allows.
    """
    stack, day = adopted_stack(), by.on
    stops = _still_allowed(rounds.stops_of(rounds.round_of(by.user_id, day)), by)
    others, calls = _others(by, day, {stop.child_id for stop in stops})
    if not stops and not others:
        return None
    ends = until(at, settings.PHONE_HOURS)
    days = sorted({day, ends.date()})
    taking = Taking(by=by, at=at, stack=stack, shared=Shared(), until=ends)
    opened = {s.child_id: open_child(s.child.child_id, viewer=by, can=Can.RECORD) for s in stops}
    told = {
        "taken_at": at.isoformat(),
        "until": ends.isoformat(),
        "day": day.isoformat(),
        "days": [each.isoformat() for each in days],
        "in_time_from": {each.isoformat(): in_time_from(each).isoformat() for each in days},
        "stack": mark_of(stack),
        **stops_taken(stops, opened, taking),
        "others": others_taken(others, calls, taking),
        "forms": papers.forms_for(by, stack, at=at, child=stops[0].child if stops else others[0]),
        "colleagues": papers.people_for(by),
        "words": {},
        "shared": taking.shared.as_data(),
    }
    Phone.objects.filter(pk=phone.pk).update(taken_at=at, taken_until=ends, seen_at=at)
    for each in opened.values():
        tell(each, Action.READ_CHILD, PAGE, viewer=by)
    read = [(str(Action.READ_CHILD), "child", c.child_id, {"page": PAGE}) for c in others]
    audit.record_all(read, by=by, at=at)
    return told


def _still_allowed(stops: Sequence[Stop], by: Access) -> list[Stop]:
    """Return the stops of the children somebody may still record for."""
    pks = [stop.child_id for stop in stops]
    may = set(children_for(by, can=Can.RECORD).filter(pk__in=pks).values_list("pk", flat=True))
    return [stop for stop in stops if stop.child_id in may][: rounds.MOST]


def _others(by: Access, day: date, taken: set[int]) -> tuple[list[Child], list[Child]]:
    """Return one's other children, and those of them of whom a call is owed, the most pressing first."""
    own = [each for each in rounds.own_children(by, day=day) if each.child.pk not in taken]
    wanted = own[:MOST_OTHERS]
    rows = Child.objects.select_related("document").in_bulk([each.child.pk for each in wanted])
    calls = [each.child.pk for each in wanted if each.call_owed][:MOST_CALLS]
    return [rows[each.child.pk] for each in wanted], [rows[pk] for pk in calls]
