"""In which ways may this child be seen today, and who must agree? Answered from what counts."""

from dataclasses import dataclass
from enum import StrEnum

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.counting import in_plan
from doorstep.engine.rulings import why_refused
from doorstep.facts import Method, Role, Visit, VisitType
from doorstep.policy.counts import Accepts
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words


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


def ways_today(duty: Duty, child: Child, pack: Pack) -> list[Way]:
    """Return, for each method, whether a visit made by it on the day asked about meets the duty."""
    return [_way(duty, method, child, pack) for method in Method]


def _way(duty: Duty, method: Method, child: Child, pack: Pack) -> Way:
    value = pack.counts[duty.counts].on(child.day)
    found = [
        _by(accepts, duty, method, child, pack)
        for accepts in value.accepts
        if accepts.method is None or method in accepts.method
    ]
    if not found:
        because = f"by {method.replace('_', ' ')} is not accepted"
        clause = pack.cite(value.clause, value.document)
        return Way(duty=duty, method=method, counts=Counts.NO, because=because, clause=clause)
    return min(found, key=lambda way: list(Counts).index(way.counts))


def _by(accepts: Accepts, duty: Duty, method: Method, child: Child, pack: Pack) -> Way:
    value = pack.counts[duty.counts].on(child.day)
    clause = pack.cite(accepts.clause or value.clause, value.document)
    made = Visit(
        child.as_at,
        seen=True,
        method=method,
        visit_type=(accepts.visit_type or (VisitType.VISIT,))[0],
        place=accepts.place[0] if accepts.place else None,
    )
    because = why_refused(made, pack, child)
    if accepts.when is not None and not holds(accepts.when, child, child.day):
        because = f"it counts only where {in_words(accepts.when)}"
    still = accepts.approved_by
    if accepts.plan_agreed_by and not in_plan(made, accepts, child):
        still = (*still, *accepts.plan_agreed_by)
    counts = Counts.NO if because else Counts.IF_AGREED if still else Counts.YES
    return Way(
        duty=duty,
        method=method,
        counts=counts,
        agreed_by=() if because else still,
        because=because,
        clause=clause,
        accepts=accepts,
    )
