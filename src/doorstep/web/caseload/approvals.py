"""Approvals of a method recorded here, and which of them covers a contact.

An approval for one visit is used up by the visit that carries it. A visit that was corrected or
withdrawn carries nothing any more, so its approval is free again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from doorstep.facts import Visit as Told
from doorstep.web.caseload.held import Approval, approvals, local
from doorstep.web.caseload.joined import joined
from doorstep.web.caseload.models import Child, Circumstance, Visit, What
from doorstep.web.caseload.rows import standing
from doorstep.web.components import clock_time, day

CARRIED = "approval"
"""The key of a visit's details under which it carries the approval it was made with."""


class Given(NamedTuple):
    """An approval, and the day of the visit that used it up; None while a visit may carry it."""

    approval: Approval
    used_on: date | None = None


def given_to(
    children: Sequence[Child], *, besides: UUID | None = None
) -> Mapping[int, list[Given]]:
    """Return every approval of each child by primary key, the first given first.

    `besides` is the occasion of a record that is being corrected: what it carries is free for it.
    """
    merges, found = joined(), defaultdict(list)
    pks = merges.widened(child.pk for child in children)
    rows = Circumstance.objects.filter(child__in=pks, what=What.APPROVAL).order_by("pk")
    for row in rows:
        for pk in merges.members(row.child_id):
            found[pk].append(row)
    return given_in(found, besides=besides)


def given_in(
    told: Mapping[int, Sequence[Circumstance]], *, besides: UUID | None = None
) -> Mapping[int, list[Given]]:
    """Return the approvals among the circumstances recorded of each child, the first given first."""
    found = {
        pk: held
        for pk, rows in told.items()
        if (held := standing([row for row in rows if row.what == What.APPROVAL]))
    }
    for_one = any(_is_for_one(row) for rows in found.values() for row in rows)
    used = _used(found, besides) if for_one else {}
    return {
        pk: [Given(a, used.get((pk, a.decision)) if a.one_visit else None) for a in approvals(own)]
        for pk, own in found.items()
    }


def _is_for_one(row: Circumstance) -> bool:
    return bool(row.body.get("one_visit"))


def _used(children: Iterable[int], besides: UUID | None) -> dict[tuple[int, str], date]:
    """Return the day of the standing visit that carries each approval of each child."""
    rows = Visit.objects.filter(
        child__in=list(children),
        corrected_by=None,
        withdrawn=False,
        details__has_key=CARRIED,
    )
    told = rows.exclude(occasion=besides) if besides else rows
    return {
        (int(pk), details[CARRIED]["decision"]): on
        for pk, details, on in told.values_list("child", "details", "visit_date")
    }


def why_not(given: Given, told: Told) -> str:
    """Return why an approval does not cover a contact; empty if it does.

    What was given on the day of the contact was given before it only if the contact has a time:
    unknown is not yes.
    """
    approval, used_on = given
    at = local(approval.approved_at)
    if told.method != approval.method:
        return "it is for another way of seeing the child"
    if approval.until and told.visit_date >= approval.until:
        return f"it held until the end of {day(approval.until - date.resolution)}"
    if at.date() == told.visit_date and told.visit_at is None:
        return f"it was given that day at {clock_time(at)}, and at what time the contact was is not said"
    if not approval.covers(told.method, told.visit_at, told.visit_date):
        return "it was given only afterwards, and that never makes an earlier contact count"
    return f"it was for one visit, made on {day(used_on)}" if used_on else ""


def covering(given: Iterable[Given], told: Told) -> list[Approval]:
    """Return the approvals that cover a contact: those for a time before those for one visit.

    A contact that came to nothing, or at which the child was not seen, needs none and uses none up.
    """
    if told.seen is False or told.reason_not_seen:
        return []
    found = [each.approval for each in given if not why_not(each, told)]
    return sorted(found, key=lambda approval: approval.one_visit)


def in_force(given: Iterable[Given], *, on: date) -> list[Approval]:
    """Return the approvals that a visit made now, on the day, may carry."""
    return [a for a, used_on in given if not used_on and (a.until is None or on < a.until)]


def carried(details: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a visit's details say of the approval it was made with."""
    return details.get(CARRIED)
