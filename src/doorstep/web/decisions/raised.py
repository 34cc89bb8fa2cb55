"""Whose tier has just become more urgent, for the managers who decide on it."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.urls import reverse

from doorstep.vocabulary import Tier
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Answer, Child, Circumstance, Event, Visit, What
from doorstep.web.caseload.saying import said
from doorstep.web.caseload.visible import reached_in, sight_of, visible
from doorstep.web.components import day, words_within
from doorstep.web.decisions.tiers import deciders, is_higher
from doorstep.web.policies.queries import NothingAdoptedError, stack

DAYS = 28
"""For so long nobody misses a child, whatever weekends and leave lie between."""
MOST_URGENT, *BETWEEN, _LOWEST = Tier


class Raised(NamedTuple):
    """A child whose tier was raised: since when and why, and where the manager decides."""

    child: Child
    tier: str
    since: date
    words: str
    href: str


def raised_for(by: Access) -> list[Raised]:
    """Return the children raised to a more urgent tier in the last weeks, until a manager has decided.

    They are those of the teams for which the person holds a role that decides on tiers: all who are
    now in the most urgent tier, and of a tier below it those raised by something recorded here.
    Order: the most urgent tier first, in it the latest first.
    """
    since = by.on - timedelta(DAYS)
    found = [_raised(row) for row in _answers(by) if row.told and _is_raise(row)]
    recent = [each for each in found if each.since > since]
    if not recent:
        return []
    decided = _decided([each.child.pk for each in recent])
    shown = [each for each in recent if not _is_decided(each, decided.get(each.child.pk))]
    here = _recorded([each for each in shown if each.tier != MOST_URGENT])
    told = [e for e in shown if e.tier == MOST_URGENT or (e.child.pk, e.since) in here]
    latest = sorted(told, key=lambda each: (each.since, each.child.pk), reverse=True)
    return sorted(latest, key=lambda each: each.tier != MOST_URGENT)


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
    rows = Answer.objects.filter(mine, seen, tier__in=[MOST_URGENT, *BETWEEN]).annotate(
        told=F("explanation__tier"),  # the rest of an explanation is long
        history=F("explanation__tier_history"),
    )
    return list(rows.select_related("child").only("child__child_id", "child__name", "tier"))


def _is_raise(row: Any) -> bool:
    """Test whether the child was in a less urgent tier before, or in none."""
    before = [each for each in row.history or () if each["until"] == row.told["since"]]
    return not any(is_higher(Tier(each["tier"]), Tier(row.tier)) for each in before)


def _decided(pks: list[int]) -> dict[int, tuple[date, str]]:
    """Return of each child the day and the tier of the last decision."""
    rows = Circumstance.objects.filter(child__in=pks, what=What.TIER, withdrawn=False)
    told = rows.order_by("start_date", "pk").values_list("child_id", "start_date", "body__tier")
    return {child: (on, tier) for child, on, tier in told}


def _is_decided(each: Raised, decided: tuple[date, str] | None) -> bool:
    """Test whether a manager decided since: on the same day only if on the tier that holds now."""
    if decided is None:
        return False
    on, tier = decided
    return on > each.since or (on == each.since and tier == each.tier)


def _recorded(found: Iterable[Raised]) -> set[tuple[int, date]]:
    """Return which children were raised on a day of which something that happened is recorded here."""
    days = {(each.child.pk, each.since) for each in found}
    if not days:
        return set()
    children, since = {pk for pk, _ in days}, {on for _, on in days}
    own = Q(child__in=children, withdrawn=False)
    facts = Circumstance.objects.filter(own, what=What.FACT, start_date__in=since)
    events = Event.objects.filter(own, event_date__in=since)
    visits = Visit.objects.filter(own, visit_date__in=since, details__has_key="facts")
    rows = [
        *facts.values_list("child_id", "start_date"),
        *events.values_list("child_id", "event_date"),
        *visits.values_list("child_id", "visit_date"),
    ]
    return days & set(rows)


def _raised(row: Any) -> Raised:
    told = row.told
    since = date.fromisoformat(told["since"])
    why = "; ".join(
        f"{said(c['title'])} ({c['clause']})" for c in told["criteria"] if c["tier"] == row.tier
    )
    first = f"Raised to {words_within(row.tier)}, {day(since)}"
    href = reverse("decide-tier", args=[row.child.child_id])
    return Raised(row.child, str(row.tier), since, f"{first}: {why}" if why else first, href)
