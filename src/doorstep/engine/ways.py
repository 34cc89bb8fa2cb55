"""In which ways may this child be seen today, and who must agree? Answered from what counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import approved, in_plan, unmet
from doorstep.engine.rulings import why_refused
from doorstep.facts import Method, Role, Visit, VisitType
from doorstep.policy.counts import Accepts, CountsValue, Needs
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words

T = TypeVar("T")
Approved = tuple[Role, datetime]
NONE_APPROVED: Mapping[Method, Approved] = MappingProxyType({})


class Counts(StrEnum):
    """Whether a contact made in a certain way today would count."""

    YES = "yes"
    IF_AGREED = "if_agreed"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Whether seeing the child by a method today meets a duty; if not yet, who must agree and how.

    `because` says why it does not count. `accepts` is the part of the policy it was judged by, with
    the procedure, the wording and the records that go with it; None where nothing accepts the method.
    """

    duty: Duty
    method: Method
    counts: Counts
    agreed_by: tuple[Role, ...] = ()
    because: str = ""
    clause: str = ""
    accepts: Accepts | None = None


def ways_today(
    duty: Duty, child: Child, pack: Pack, *, agreed: Mapping[Method, Approved] = NONE_APPROVED
) -> list[Way]:
    """Return, for each method, whether a visit made by it on the day asked about meets the duty.

    `agreed` are the approvals a visit made by a method now would be made with: by whom and when.
    """
    return [_way(duty, (method, agreed.get(method)), child, pack) for method in Method]


How = tuple[Method, Approved | None]


def _way(duty: Duty, how: How, child: Child, pack: Pack) -> Way:
    value, method = pack.counts[duty.counts].on(child.day), how[0]
    found = [
        _by(accepts, duty, how, child, pack)
        for accepts in value.accepts
        if accepts.method is None or method in accepts.method
    ]
    if not found:
        because = f"by {method.replace('_', ' ')} is not accepted"
        clause = pack.cite(value.clause, value.document)
        return Way(duty=duty, method=method, counts=Counts.NO, because=because, clause=clause)
    return min(found, key=lambda way: list(Counts).index(way.counts))


NOTHING = Needs()


def _made(accepts: Accepts, also: Needs, how: How, child: Child) -> list[Visit]:
    """Return a visit made today by the method as well as it can be: one for each place it may be at."""
    method, agreed = how
    announced = accepts.announced if also.announced is None else also.announced
    as_well = Visit(
        child.as_at,
        seen=True,
        seen_alone=True,
        bedroom_seen=True,
        method=method,
        visit_type=_both(accepts.visit_type, also.visit_type)[0] or VisitType.VISIT,
        role=_both(accepts.role, also.role)[0],
        announced=announced,
        approved_by=agreed[0] if agreed else None,
        approved_at=agreed[1] if agreed else None,
    )
    return [as_well._replace(place=place) for place in _both(accepts.place, also.place)]


def _both(one: tuple[T, ...] | None, other: tuple[T, ...] | None) -> list[T | None]:
    """Return what both lists allow; where they share nothing, what the first does."""
    allowed = [word for word in one or other or () if not other or word in other]
    return [*(allowed or one or (None,))]


def _lacks(made: Visit, duty: Duty, value: CountsValue, child: Child) -> str:
    """Return what the duty itself asks that even such a visit lacks; agreement is asked for apart."""
    also = duty.also_needs
    if also is None:
        return ""
    open_to_all = {"approved_by": (), "plan_agreed_by": (), "when": None}
    return unmet(made, also.model_copy(update=open_to_all), value, child, duty)


def _still_to_agree(
    made: Visit, asked: tuple[Needs, ...], child: Child, duty: Duty
) -> tuple[Role, ...]:
    """Return the roles whose agreement is still needed; a plan that names the method has some."""
    found: list[Role] = []
    for needs in asked:
        if needs.approved_by and not approved(made, needs):
            found += needs.approved_by
        if needs.plan_agreed_by and not in_plan(made, needs, child, duty):
            found += needs.plan_agreed_by
    return tuple(dict.fromkeys(found))


def _by(accepts: Accepts, duty: Duty, how: How, child: Child, pack: Pack) -> Way:
    value = pack.counts[duty.counts].on(child.day)
    clause = pack.cite(accepts.clause or value.clause, value.document)
    also = duty.also_needs or NOTHING
    tried = [
        (made, why_refused(made, pack, child, value) or _lacks(made, duty, value, child))
        for made in _made(accepts, also, how, child)
    ]
    made, because = next((t for t in tried if not t[1]), tried[0])
    for needs in (also, accepts):
        if needs.when is not None and not holds(needs.when, child, child.day):
            because = f"it counts only where {in_words(needs.when)}"
    still = _still_to_agree(made, (accepts, also), child, duty)
    counts = Counts.NO if because else Counts.IF_AGREED if still else Counts.YES
    return Way(
        duty=duty,
        method=how[0],
        counts=counts,
        agreed_by=() if because else still,
        because=because,
        clause=clause,
        accepts=accepts,
    )
