"""Whose tier has just become the most urgent, for the managers who decide on it."""

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import F
from django.urls import reverse

from doorstep.vocabulary import Tier
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Answer, Child, Circumstance, What
from doorstep.web.caseload.saying import said
from doorstep.web.caseload.visible import reached_in, sight_of, visible
from doorstep.web.components import day, words_within
from doorstep.web.decisions.tiers import deciders
from doorstep.web.policies.queries import NothingAdoptedError, stack

DAYS = 2


class Raised(NamedTuple):
    """A child whose tier was raised: since when and why, and where the manager decides."""

    child: Child
    since: date
    words: str
    href: str


def raised_for(by: Access) -> list[Raised]:
    """Return the children raised to the most urgent tier in the last days, until a manager has decided.

    They are those of the teams for which the person holds a role that decides on tiers.
    Order: the latest first.
    """
    rows = _answers(by)
    if not rows:
        return []
    decided = _decided([row.child_id for row in rows])
    found = [_raised(row, row.told) for row in rows if row.told]
    shown = [each for each in found if decided.get(each.child.pk, date.min) < each.since]
    recent = [each for each in shown if each.since > by.on - timedelta(DAYS)]
    return sorted(recent, key=lambda each: (each.since, each.child.pk), reverse=True)


def _answers(by: Access) -> list[Any]:
    try:
        roles = {str(role) for role in deciders(stack())}
    except NothingAdoptedError:
        return []
    held = [h for h in by.held if h.role in roles and Can.RECORD in h.can]
    if not held:
        return []
    mine = reduce(or_, (reached_in(h, by.on, prefix="child__") for h in held))
    seen = visible(by, Can.RECORD, sight_of(by), prefix="child__")
    rows = Answer.objects.filter(mine, seen, tier=next(iter(Tier))).annotate(
        told=F("explanation__tier")  # the rest of an explanation is long
    )
    return list(rows.select_related("child").only("child__child_id", "child__name", "tier"))


def _decided(pks: list[int]) -> dict[int, date]:
    rows = Circumstance.objects.filter(child__in=pks, what=What.TIER, withdrawn=False)
    return dict(rows.order_by("start_date").values_list("child_id", "start_date"))


def _raised(row: Any, told: dict[str, Any]) -> Raised:
    since = date.fromisoformat(told["since"])
    why = "; ".join(
        f"{said(c['title'])} ({c['clause']})" for c in told["criteria"] if c["tier"] == row.tier
    )
    first = f"Raised to {words_within(row.tier)}, {day(since)}"
    href = reverse("decide-tier", args=[row.child.child_id])
    return Raised(row.child, since, f"{first}: {why}" if why else first, href)
