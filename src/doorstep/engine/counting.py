"""Does this contact count? The one answer, with the reason when it does not (S7, S19, S21, S22)."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.facts import Event, Method, Visit, VisitType
from doorstep.policy.counts import Accepts, CountsValue, Needs
from doorstep.policy.duty import Duty
from doorstep.workdays import LONDON

NAMES = {
    VisitType.VISIT: "a visit",
    VisitType.KIT_CALL: "a keep-in-touch call",
    VisitType.CARER_CALL: "a call to the carer",
    VisitType.HOME_STAFF_CALL: "a call to the home's staff",
    VisitType.CONTACT: "a contact",
    VisitType.OTHER_AGENCY: "another agency's contact",
}


class Judged(NamedTuple):
    """A contact, or an event that meets a duty, and whether it counts: `why_not` is empty if it does."""

    done: Visit | Event
    why_not: str = ""
    assumed: bool = False
    method_unknown: bool = False

    @property
    def day(self) -> date:
        """Return the day it happened."""
        return self.done.visit_date if isinstance(self.done, Visit) else self.done.event_date


def judge(visit: Visit, duty: Duty, value: CountsValue, child: Child) -> Judged:
    """Return whether `visit` counts for the duty under what counted on that day, and if not, why."""
    reason = _other_type(visit, value) or _not_seen(visit, value, child)
    if not reason and duty.also_needs is not None:
        reason = unmet(visit, duty.also_needs, value, child, duty)
    if reason:
        return Judged(visit, reason)
    first = ""
    for way in value.accepts:
        reason = unmet(visit, way, value, child, duty)
        if not reason:
            assumed = value.assumed or way.assumed
            return Judged(visit, "", assumed, visit.method is None and _asks_method(value))
        if not first or visit.method in (
            way.method or ()
        ):  # the way meant for this method says why
            first = reason
    return Judged(visit, first)


def _asks_method(value: CountsValue) -> bool:
    return any(way.method is not None for way in value.accepts)


def _other_type(visit: Visit, value: CountsValue) -> str:
    """Return why a kind of contact that no way accepts does not count, whoever was seen."""
    kinds = tuple(dict.fromkeys(k for way in value.accepts for k in _kinds(way)))
    return "" if visit.visit_type in kinds else _wrong_type(visit.visit_type, kinds)


def _kinds(needs: Needs) -> tuple[VisitType, ...]:
    return needs.visit_type if needs.visit_type is not None else (VisitType.VISIT,)


def _not_seen(visit: Visit, value: CountsValue, child: Child) -> str:
    if visit.seen:
        return ""
    if visit.visit_type in value.seen_not_needed:
        return _not_made(visit)
    if child.is_unborn(visit.visit_date.toordinal()) and not visit.reason_not_seen:  # S22
        return ""
    if visit.seen is None:  # S21
        return "whether the child was seen is not recorded"
    told = f" ({visit.reason_not_seen})" if visit.reason_not_seen else ""
    return f"the child was not seen{told}"


def _not_made(visit: Visit) -> str:
    """Return why a call or contact at which nobody need be seen was only tried (S7)."""
    if visit.seen is False or visit.reason_not_seen:
        return f"it was tried, not made ({visit.reason_not_seen or 'nobody was reached'})"
    return ""


def unmet(visit: Visit, needs: Needs, value: CountsValue, child: Child, duty: Duty) -> str:
    """Return the first thing asked of a contact for the duty that it does not meet, or nothing."""
    kinds = _kinds(needs)
    if visit.visit_type not in kinds:
        return _wrong_type(visit.visit_type, kinds)
    return (
        _wrong_role(visit, needs)
        or _wrong_method(visit, needs, value)
        or _wrong_place(visit, needs)
        or _not_as_asked(visit, needs)
        or _not_agreed(visit, needs, child, duty)
    )


@cache
def _wrong_type(made: VisitType, kinds: tuple[VisitType, ...]) -> str:
    return f"it was {NAMES[made]}, not {' or '.join(NAMES[k] for k in kinds)}"


def _wrong_role(visit: Visit, needs: Needs) -> str:
    if needs.role is None or visit.role in needs.role:
        return ""
    if visit.role is None:
        return "who made it is not recorded"
    return f"it was made by {_words((visit.role,))}, not {_words(needs.role)}"


def _wrong_method(visit: Visit, needs: Needs, value: CountsValue) -> str:
    if needs.method is None or visit.method in needs.method:
        return ""
    if visit.method is None:  # S7
        if value.unknown_method == "in_person" and Method.IN_PERSON in needs.method:
            return ""
        return "how it was made is not recorded"
    return f"by {_words((visit.method,))} is not accepted"


def _wrong_place(visit: Visit, needs: Needs) -> str:
    if needs.place is not None and visit.place not in needs.place:
        where = _words((visit.place,)) if visit.place else "a place not recorded"
        return f"it was at {where}, not at {_words(needs.place)}"
    if visit.place in needs.not_place:
        return f"a visit at {_words((visit.place,))} does not count"
    return ""


def _not_as_asked(visit: Visit, needs: Needs) -> str:
    if needs.seen and not visit.seen:
        return "the child was not seen"
    if needs.seen_alone and not visit.seen_alone:
        return "the child was not seen alone"
    if needs.bedroom_seen and not visit.bedroom_seen:
        return "the bedroom was not seen"
    if needs.announced is not None and visit.announced is not needs.announced:
        return "it was announced" if visit.announced else "it is not recorded as announced"
    return ""


def _not_agreed(visit: Visit, needs: Needs, child: Child, duty: Duty) -> str:
    if needs.when is not None and not holds(needs.when, child, visit.visit_date.toordinal()):
        return "the circumstances in which this would count did not hold that day"
    if needs.approved_by and not approved(visit, needs):
        return f"no agreement by {_words(needs.approved_by)} was in place at the visit"
    if needs.plan_agreed_by and not in_plan(visit, needs, child, duty):
        return f"no plan agreed by {_words(needs.plan_agreed_by)} allowed this method that day"
    return ""


def approved(visit: Visit, needs: Needs) -> bool:
    """Test whether the right role agreed by the time of the visit."""
    if visit.approved_by not in needs.approved_by or visit.approved_at is None:
        return False
    if visit.visit_at is not None:
        return to_the_minute(visit.approved_at) <= visit.visit_at
    return visit.approved_at.astimezone(LONDON).date() <= visit.visit_date


def to_the_minute(at: datetime) -> datetime:
    """Return a time without its seconds: the time of a visit is told in hours and minutes."""
    return at.replace(second=0, microsecond=0)


def in_plan(visit: Visit, needs: Needs, child: Child, duty: Duty) -> bool:
    """Test whether a plan agreed by the right role, in force that day, names the method (S9)."""
    return any(
        p.agreed_by in needs.plan_agreed_by
        and p.applies_to in ("", duty.id, duty.name)
        and (p.end_date is None or visit.visit_date < p.end_date)
        and visit.method in p.methods
        and p.agreed_on is not None
        and max(p.start_date, p.agreed_on) <= visit.visit_date
        and p.review_date is not None
        and visit.visit_date < p.review_date
        for p in child.case.plans
    )


def _words(words: tuple[str, ...]) -> str:
    return " or ".join(w.replace("_", " ") for w in words)


def ways(value: CountsValue) -> str:
    """Return how the child is to be seen, in a few words, for the column `method`."""
    found = dict.fromkeys(_way(w) for w in value.accepts)
    return "; ".join(found)


def _way(way: Accepts) -> str:
    kinds = way.visit_type or (VisitType.VISIT,)
    methods = "|".join(way.method) if way.method else ""
    agreed = (*way.approved_by, *way.plan_agreed_by)
    condition = f" if agreed by {'|'.join(agreed)}" if agreed else ""
    return f"{methods or '|'.join(kinds)}{condition}"
