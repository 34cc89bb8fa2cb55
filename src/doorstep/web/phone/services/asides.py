"""Keep whole what could not be taken in, with the reason, and settle it; nothing here is deleted."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.clocks import clock_of
from doorstep.web.phone.models import Phone, SetAside
from doorstep.web.phone.received import Thing
from doorstep.web.phone.services.refusals import Refusal
from doorstep.web.versions import change
from doorstep.web.visits.text import UNSEEN

SENT_AGAIN = "It was mended on the phone and sent again."


def put_aside(
    thing: Thing, refusal: Refusal, *, phone: Phone, by: Access, at: datetime
) -> SetAside:
    """Keep what a phone sent, in a transaction of its own; the same sent again is kept once."""
    try:
        with transaction.atomic():
            before = _before(thing, by)
            return before or _kept(thing, refusal, phone, by=by, at=at)
    except IntegrityError:  # the same came twice at once
        found = _before(thing, by)
        if found is None:
            raise
        return found


def _before(thing: Thing, by: Access) -> SetAside | None:
    rows = SetAside.objects.filter(client_id=thing.client_id, digest=thing.digest)
    return rows.filter(user=by.user_id).first()


def _kept(thing: Thing, refusal: Refusal, phone: Phone, *, by: Access, at: datetime) -> SetAside:
    children = _children(thing.child_ids, by)
    row = SetAside.objects.create(
        client_id=thing.client_id,
        digest=thing.digest,
        kind=thing.kind,
        phone=phone,
        user_id=by.user_id,
        child=children[0] if children else None,
        about=json.dumps([{"child_id": child.child_id} for child in children]),
        body=_storable(thing.body),
        status=refusal.status,
        reasons=_storable(refusal.reasons),
        told_at=clock_of(thing.told_at, thing.sent_at, thing.offset, at=at).saved_at,
        received_at=at,
    )
    _tell(Action.SET_ASIDE, row, by=by, at=at, status=refusal.status)
    return row


def _children(child_ids: Sequence[str], by: Access) -> list[Child]:
    """Return the children named, whoever may see them: theirs is what was written.

    Order: those the sender may see first, so that their page does not tell which of the others there are.
    """
    wanted = [child_id for child_id in child_ids if "\0" not in child_id]
    found = {c.child_id: c for c in Child.objects.filter(child_id__in=wanted)}
    seen = set(children_for(by).filter(child_id__in=wanted).values_list("child_id", flat=True))
    named = [child_id for child_id in dict.fromkeys(wanted) if child_id in found]
    return [found[child_id] for child_id in sorted(named, key=lambda each: each not in seen)]


def _storable(told: Any) -> Any:
    """Return what is stored of a body or its reasons: signs that no page shows are replaced."""
    if isinstance(told, dict):
        return {_storable(name): _storable(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_storable(each) for each in told]
    return UNSEEN.sub("\ufffd", told) if isinstance(told, str) else told


def settle_sent_again(thing: Thing, *, by: Access, at: datetime) -> None:
    """Settle what was set aside under an id that now could be taken in, in the open transaction.

    What named a child of whom nothing was said this time stays open: their words are nowhere else.
    """
    named = {child.pk for child in _children(thing.child_ids, by)}
    rows = SetAside.objects.filter(client_id=thing.client_id, user=by.user_id, settled_at=None)
    for row in rows.select_for_update().order_by("pk"):
        if {child.pk for child in _children(_named_in(row), by)} <= named:
            _settle(row, SENT_AGAIN, version=row.version, by=by, at=at)


def _named_in(row: SetAside) -> list[str]:
    return [each["child_id"] for each in json.loads(row.about or "[]")]


def settled_before(thing: Thing, *, by: Access, lock: bool = False) -> SetAside | None:
    """Return what was settled of this very thing; else what somebody settled by hand under its id.

    With `lock` nobody settles anything under the id until the open transaction ends.
    """
    rows = SetAside.objects.filter(client_id=thing.client_id, user=by.user_id)
    rows = rows.select_related("settled_by").order_by("-settled_at", "-pk")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = [row for row in rows if row.settled_at is not None]
    same = (row for row in found if row.digest == thing.digest)
    by_hand = (row for row in found if row.settled_why != SENT_AGAIN)
    return next(same, None) or next(by_hand, None)


@transaction.atomic
def settle(row: SetAside, why: str, *, version: int, by: Access, at: datetime) -> None:
    """Settle something set aside, with the reason; once.

    Raises: ConflictError if somebody did meanwhile.
    """
    _settle(row, why, version=version, by=by, at=at)


def _settle(row: SetAside, why: str, *, version: int, by: Access, at: datetime) -> None:
    change(row, version=version, settled_at=at, settled_by_id=by.user_id, settled_why=why)
    _tell(Action.SETTLE_SET_ASIDE, row, by=by, at=at)


def _tell(action: Action, row: SetAside, *, by: Access, at: datetime, **more: Any) -> None:
    """Write the event, of the child where there is one."""
    child = row.child.child_id if row.child else ""
    detail = {"aside": row.pk, "kind": row.kind} | more
    audit.record(
        action=action,
        subject="child" if child else "user",
        subject_id=child or str(row.user_id),
        by=by,
        at=at,
        detail=detail,
    )
